"""A peer of the bench 'transfer': pycurl's multi interface, with pooled handles, as its examples have it."""
import pycurl
from post_report import body, headers, places, report, url

multi = pycurl.CurlMulti()
multi.setopt(pycurl.M_MAXCONNECTS, places)
idle = []
for _ in range(places):
    easy = pycurl.Curl()
    easy.setopt(pycurl.URL, url)
    easy.setopt(pycurl.PROXY, "")
    easy.setopt(pycurl.NOSIGNAL, 1)
    easy.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
    easy.setopt(pycurl.TIMEOUT_MS, 20_000)
    easy.setopt(pycurl.POSTFIELDS, body)
    easy.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers.items()])
    easy.setopt(pycurl.WRITEFUNCTION, len)
    idle.append(easy)


def post(count):
    begun = ended = 0
    while ended < count:
        while idle and begun < count:
            multi.add_handle(idle.pop())
            begun += 1
        while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        while True:
            left, done, failed = multi.info_read()
            assert not failed, failed
            for easy in done:
                assert easy.getinfo(pycurl.RESPONSE_CODE) == 204
                multi.remove_handle(easy)
                idle.append(easy)
                ended += 1
            if left == 0:
                break
        if ended < count and (not idle or begun == count):
            multi.select(1.0)


report(f"pycurl {pycurl.version_info()[1]} (libcurl's version), multi interface", post)
