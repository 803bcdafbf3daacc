"""The gate, against real servers. Names are resolved by the test, so nothing here leaves the machine."""

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from core.settings import Settings
from crawlers.fetch import FetchError, fetch, is_public
from tests.crawlers.certificates import self_signed
from tests.web import Answer, Request, Site, serving


def settings(*allow: str, **more: object) -> Settings:
    values: dict[str, object] = {"timeout": 5.0, "max_body": 100_000, **more}
    return Settings(allow=allow, **values)  # type: ignore[arg-type]


def pair(site: Site) -> str:
    return site.url.removeprefix("http://")


class Names:
    """A resolver that answers from a table, one answer after the other, and counts."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise socket.gaierror("Name or service not known")
        left = self.answers[host]
        return left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "255.255.255.255", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",  # noqa: S104
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "103.20.188.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


def test_a_local_address_is_refused_before_any_request_unless_named() -> None:
    with serving(Site({"/": Answer("halo")})) as site:
        for url in (site.url, site.url.replace("127.0.0.1", "[::ffff:127.0.0.1]")):
            with pytest.raises(FetchError, match=r"private or local address .* PANTAU_ALLOW"):
                fetch(url, settings())
        assert site.requests == []
        answer = fetch(site.url, settings(pair(site)))
    assert (answer.status, answer.body, answer.url) == (200, b"halo", site.url)
    assert site.requests[0].headers["host"] == pair(site)
    assert site.requests[0].headers["user-agent"].startswith("Pantau/")


def test_letters_that_no_request_line_can_hold_are_encoded() -> None:
    with serving(Site()) as site:
        fetch(f"{site.url}/désa baru/%C3%A9?q=kotak suara&r=%20", settings(pair(site)))
    assert site.paths() == ["/d%C3%A9sa%20baru/%C3%A9"]
    assert site.requests[0].query == {"q": ["kotak suara"], "r": [" "]}


@pytest.mark.parametrize("odd", ["127.1", "2130706433", "0x7f.1", "localhost"])
def test_odd_spellings_of_local_addresses_are_refused(odd: str) -> None:
    with serving(Site({"/": Answer("rahasia")})) as site:
        port = site.url.rpartition(":")[2]
        with pytest.raises(FetchError, match="private or local address"):
            fetch(f"http://{odd}:{port}/", settings())
        assert site.requests == []


def test_the_pair_allows_that_host_and_port_only() -> None:
    with serving(Site({"/": Answer("a")})) as one, serving(Site({"/": Answer("b")})) as other:
        with pytest.raises(FetchError, match="private or local"):
            fetch(other.url, settings(pair(one)))
        assert other.requests == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_passes_the_same_gate(status: int) -> None:
    with serving(Site({"/dalam": Answer("rahasia")})) as inner, serving(Site()) as outer:
        outer.routes["/"] = Answer(status=status, headers={"Location": f"{inner.url}/dalam"})
        with pytest.raises(FetchError, match="private or local"):
            fetch(outer.url, settings(pair(outer)))
        assert inner.requests == []
        answer = fetch(outer.url, settings(pair(outer), pair(inner)))
    assert answer.body == b"rahasia"
    assert answer.url == f"{inner.url}/dalam"
    assert answer.redirects == (outer.url,)


def test_a_redirect_to_another_scheme_or_in_a_circle_ends() -> None:
    with serving(Site()) as site:
        site.routes["/file"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
        site.routes["/putar"] = Answer(status=302, headers={"Location": "/putar"})
        site.routes["/jauh"] = lambda request: Answer(
            status=302, headers={"Location": f"/jauh?n={int(request.query.get('n', ['0'])[0]) + 1}"}
        )
        with pytest.raises(FetchError, match="only http"):
            fetch(f"{site.url}/file", settings(pair(site)))
        with pytest.raises(FetchError, match="loop"):
            fetch(f"{site.url}/putar", settings(pair(site)))
        with pytest.raises(FetchError, match="more than 5 redirects"):
            fetch(f"{site.url}/jauh", settings(pair(site)))


def test_a_name_is_resolved_once_and_the_checked_address_is_used() -> None:
    with serving(Site({"/": Answer("asli")})) as site:
        port = site.url.rpartition(":")[2]
        names = Names(berita_test=[["127.0.0.1"], ["10.0.0.1"]])
        answer = fetch(f"http://berita.test:{port}/", settings(f"berita.test:{port}"), resolve=names)
    assert answer.body == b"asli"
    assert names.asked == ["berita.test"]  # the system's resolver knows no .test: it was not asked again
    assert site.requests[0].headers["host"] == f"berita.test:{port}"


def test_a_name_that_turns_private_after_a_redirect_is_refused() -> None:
    with serving(Site()) as site:
        port = site.url.rpartition(":")[2]
        site.routes["/"] = Answer(status=302, headers={"Location": f"http://jebakan.test:{port}/rahasia"})
        names = Names(jebakan_test=[["8.8.8.8", "127.0.0.1"]])
        with pytest.raises(FetchError, match=r"jebakan\.test is the private or local address 127\.0\.0\.1"):
            fetch(site.url, settings(pair(site)), resolve=names)
        assert site.paths() == ["/"]


def test_the_second_address_is_tried_where_the_first_does_not_answer() -> None:
    with serving(Site({"/": Answer("asli")})) as site:
        port = site.url.rpartition(":")[2]
        names = Names(berita_test=[["127.255.255.254", "127.0.0.1"]])
        host = f"berita.test:{port}"
        assert fetch(f"http://{host}/", settings(host), resolve=names).body == b"asli"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://contoh.test/", "only http"),
        ("file:///etc/passwd", "only http"),
        ("contoh.test", "only http"),
        ("http://", "only http"),
        ("http://user:rahasia@contoh.test/", "user name or password"),
        ("http://contoh.test:99999/", "not a URL"),
        ("http://[::1/", "not a URL"),
        ("http://tidak-ada.test/", "is not known"),
        ("http://kosong.test/", "has no address"),
    ],
)
def test_what_is_no_url_of_ours_says_why_in_one_line(url: str, says: str) -> None:
    with pytest.raises(FetchError, match=says) as caught:
        fetch(url, settings(), resolve=Names(kosong_test=[[]], contoh_test=[["8.8.8.8"]]))
    assert "\n" not in str(caught.value)


def test_a_body_over_the_limit_is_refused_and_a_packed_one_counts_unpacked() -> None:
    with serving(Site()) as site:
        site.routes["/besar"] = Answer(b"x" * 100_001)
        site.routes["/bom"] = Answer(gzip.compress(b"x" * 5_000_000), headers={"Content-Encoding": "gzip"})
        site.routes["/pas"] = Answer(gzip.compress(b"y" * 100_000), headers={"Content-Encoding": "gzip"})
        for path in ("/besar", "/bom"):
            with pytest.raises(FetchError, match="over 100000 bytes"):
                fetch(site.url + path, settings(pair(site)))
        assert fetch(f"{site.url}/pas", settings(pair(site))).body == b"y" * 100_000


def test_a_server_that_hangs_is_given_up() -> None:
    with serving(Site({"/": Answer("lambat", wait=1.0)})) as site:
        begun = time.monotonic()
        with pytest.raises(FetchError, match=r"no whole answer within 0\.2 s"):
            fetch(site.url, settings(pair(site), timeout=0.2))
        assert time.monotonic() - begun < 0.8


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\n\r\nawal"])
def test_a_server_that_drips_bytes_is_given_up_at_the_deadline(start: bytes) -> None:
    with dripping(start) as port:
        begun = time.monotonic()
        with pytest.raises(FetchError, match="no whole answer"):
            fetch(f"http://127.0.0.1:{port}/", settings(f"127.0.0.1:{port}", timeout=0.4))
        assert time.monotonic() - begun < 1.0


@contextmanager
def dripping(start: bytes) -> Iterator[int]:
    """A server that sends `start` and then a byte every 50 ms, so that no read ever waits long."""
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        peer, _ = listener.accept()
        with closing(peer):
            try:
                peer.sendall(start)
                for _ in range(60):
                    peer.sendall(b"x")
                    time.sleep(0.05)
            except OSError:
                return  # the client gave up

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    with closing(listener):
        yield listener.getsockname()[1]
    thread.join()


def test_every_status_is_an_answer_and_a_closed_port_is_an_error() -> None:
    with serving(Site({"/": Answer("tidak ada", 404, {"X-Sebab": "dihapus"})})) as site:
        answer = fetch(site.url, settings(pair(site)))
        assert (answer.status, answer.body) == (404, b"tidak ada")
        assert dict(answer.headers)["x-sebab"] == "dihapus"
    with pytest.raises(FetchError, match="the request failed"):
        fetch(site.url, settings(pair(site)))


def test_a_proxy_carries_names_that_only_it_knows_and_checked_addresses_of_others() -> None:
    seen: list[str] = []

    def answer(request: Request) -> Answer:
        seen.append(request.headers["host"])
        return Answer("lewat proksi")

    with serving(Site()) as proxy:
        proxy.answer = answer  # type: ignore[method-assign]
        through = settings("kabar.example:80", proxy=proxy.url)
        assert fetch("http://kabar.example/berita?x=1", through, resolve=Names()).body == b"lewat proksi"
        names = Names(berita_test=[["8.8.8.8"]], dalam_test=[["10.0.0.1"]])
        assert fetch("http://berita.test/", through, resolve=names).body == b"lewat proksi"
        with pytest.raises(FetchError, match="private or local"):
            fetch("http://dalam.test/", through, resolve=names)
    assert seen == ["kabar.example", "berita.test"]


def test_over_tls_the_name_is_checked_although_the_address_is_dialled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path, "aman.test", address="10.9.9.9", names=["aman.test"])
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with tls_server(context) as (port, sni):
        names = Names(aman_test=[["127.0.0.1"]], palsu_test=[["127.0.0.1"]])
        answer = fetch(f"https://aman.test:{port}/", settings(f"aman.test:{port}"), resolve=names)
        assert answer.body == b"aman"
        assert sni == ["aman.test"]
        with pytest.raises(FetchError, match=r"the request failed: .*palsu\.test"):
            fetch(f"https://palsu.test:{port}/", settings(f"palsu.test:{port}"), resolve=names)


@contextmanager
def tls_server(context: ssl.SSLContext) -> Iterator[tuple[int, list[str]]]:
    """Answers two connections over TLS; the names that clients asked for are collected."""
    sni: list[str] = []
    context.sni_callback = lambda _socket, name, _context: sni.append(name or "")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(2):
            peer, _ = listener.accept()
            try:
                with context.wrap_socket(peer, server_side=True) as secure:
                    secure.recv(4096)
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\naman")
            except OSError:
                peer.close()  # the client did not like the name

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with closing(listener):
        yield listener.getsockname()[1], sni
        thread.join(timeout=5)
