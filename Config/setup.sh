#!/bin/sh
# Installs what building, testing and running Milieu needs from Debian or Ubuntu, and nothing that is there already.
# With --run it leaves out what only the tests need: real servers, and a virtual environment with others' packages. With
# --bench it also makes the one that the benchmarks' peers run in.
set -eu

packages="libcurl4-openssl-dev libsqlite3-dev libpq-dev pkg-config tzdata ca-certificates python3 python3-aiosmtpd openssl postgresql pgbouncer"
servers="nginx postfix chromium"
tests=yes
must=no
bench=no

for argument in "$@"; do
    case "$argument" in
    --run) tests=no ;;
    --tests) tests=yes must=yes ;;
    --bench) tests=yes must=yes bench=yes ;;
    -h | --help)
        echo "usage: sh Config/setup.sh [--run | --tests] [--bench]"
        echo "Installs: $packages"
        echo "          and what the tests run against: $servers; makes .build/tests-venv with packages from PyPI"
        echo "--run     only what building and running needs"
        echo "--tests   everything, and fails when PyPI cannot be reached"
        echo "--bench   that, and .build/bench-venv with the benchmarks' peers from PyPI"
        exit 0
        ;;
    *)
        echo "setup: unknown option '$argument', expected --run, --tests, --bench or --help" >&2
        exit 64
        ;;
    esac
done

if [ "$tests" = yes ]; then packages="$packages $servers"; fi
if command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
    [ "$bench$tests" = nono ] || packages="$packages python3-venv"
    missing=""
    for package in $packages; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
    done
    if [ -z "$missing" ]; then
        echo "setup: everything is installed already" >&2
    else
        if [ "$(id -u)" = 0 ]; then
            asroot=""
        elif command -v sudo >/dev/null 2>&1; then
            asroot="sudo"
        else
            echo "setup: these packages are missing:$missing" >&2
            echo "setup: install them as root, for example: apt-get install$missing" >&2
            exit 1
        fi
        echo "setup: installing$missing" >&2
        $asroot apt-get update -q >/dev/null
        case "$missing" in
        *" postfix"*)
            # The tests bring a configuration of their own; nothing of this machine's is to listen or send.
            echo "postfix postfix/main_mailer_type select No configuration" | $asroot debconf-set-selections
            ;;
        esac
        # shellcheck disable=SC2086
        $asroot env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
        echo "setup: installed$missing" >&2
    fi
else
    echo "setup: there is no apt here; install the counterparts of: $packages" >&2
    missing=""
    for tool in pkg-config python3 openssl; do
        command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
    done
    for library in libcurl sqlite3 libpq; do
        pkg-config --exists "$library" 2>/dev/null || missing="$missing $library"
    done
    python3 -c 'import aiosmtpd' 2>/dev/null || missing="$missing aiosmtpd(Python)"
    [ -e /usr/share/zoneinfo/Europe/Lisbon ] || missing="$missing tzdata"
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
        missing="$missing postgresql(server)"
    command -v pgbouncer >/dev/null 2>&1 || [ -x /usr/sbin/pgbouncer ] || missing="$missing pgbouncer"
    [ "$tests" = no ] || command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
    [ "$tests" = no ] || command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx"
    if [ -n "$missing" ]; then
        echo "setup: not found:$missing" >&2
        exit 1
    fi
    echo "setup: what the build needs is there" >&2
fi

if [ "$tests" = yes ]; then
    venv=.build/tests-venv
    # One package a line, so that each is easily found and changed.
    wanted="
aiosmtpd==1.4.6
apprise==2.2.0
axe-playwright-python==0.1.8
dkimpy==1.1.8
dnspython==2.9.2
icalendar==7.3.0
matching==1.4.3
matrix-nio==0.26.0
matrix-synapse==1.163.2
networkx==3.6.1
ortools==9.15.6755
playwright==1.65.2
PyNaCl==1.6.2
scipy==1.17.1
slack_sdk==3.47.0
standardwebhooks==1.1.0"
    if [ "$(cat "$venv/wanted" 2>/dev/null)" != "$wanted" ]; then
        mkdir -p .build
        # shellcheck disable=SC2086
        if python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q $wanted; then
            printf '%s' "$wanted" >"$venv/wanted"
        else
            echo "setup: some tests need packages from PyPI, which could not be had; try again: sh Config/setup.sh --tests" >&2
            [ "$must" = no ] || exit 1
        fi
    fi
    [ ! -e "$venv/wanted" ] || echo "setup: the packages that some tests use are in $venv" >&2
fi

if [ "$bench" = yes ]; then
    venv=.build/bench-venv
    if [ ! -x "$venv/bin/python" ]; then
        mkdir -p .build
        python3 -m venv "$venv"
    fi
    "$venv/bin/python" -m pip install -q PyYAML==6.0.3 jsonschema==4.26.0 croniter==7.0.0 cronsim==2.8 \
        huey==3.5.4 procrastinate==3.10.0 "psycopg[binary,pool]==3.3.9" pgqueuer==1.6.0 asyncpg==0.32.0 \
        pycurl==7.49.0 aiohttp==3.14.5 uvloop==0.23.0 apprise==2.2.0 numpy==2.4.6 scipy==1.17.1 lapx==0.11.1
    echo "setup: the benchmarks' peers are in $venv" >&2
fi
