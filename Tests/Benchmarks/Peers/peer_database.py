"""What the peers on PostgreSQL share: a database of their own, ready to be worked on."""
import psycopg


def fresh(url, name):
    """Makes an empty database in the order of bytes, which is the fastest to compare, and gives its address."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'")
    return url.replace("/postgres?", f"/{name}?")


def settle(address):
    """Does before the clock starts what autovacuum would do a minute after so many rows came."""
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("VACUUM ANALYZE")


def one(address, query):
    """The only value that a query gives."""
    with psycopg.connect(address) as database:
        return database.execute(query).fetchone()[0]
