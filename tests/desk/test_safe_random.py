"""Random input to every route: whatever comes, the answer is an answer and no fault of ours."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from desk.routes import WAYS
from desk.web import Asked, Way
from tests.desk.attacked import Attacked, attacked, name_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from desk.desk import Desk
    from tests.conftest import Sampled

EXAMPLES = 8  # of each route
# As they stand in an address or a body: percent-encoded, so that halves of characters can be among them.
NASTY = [
    "", "%00", "a%00b", "%ED%A0%80", "%FF%FE", "%C0%AF", "%E2%80%AE", "%0D%0AX-A:%20b", "9" * 30, "-1", "0",
    "99999999999", "1e309", "NaN", "inf", "%D9%A3", "%C2%B2", "1_000", "%2B1", "0x10", "' OR 1=1 --", "%25",
    "_", "..%2F..%2Fetc", "{x}", "%7B%7B7*7%7D%7D", "2026-99-99", "0001-01-01", "9999-12-31T23:59:59Z",
    "x" * 9000, "%F0%9F%A4%AF" * 50, "true", "null", "%5B%5D", "[0,1]", '"', "*", "a:b", "%22unclosed",
    "AND", "NEAR(",
]  # fmt: skip
QUOTED = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=30).map(lambda text: quote(text.encode("utf-8", "replace")))
)
ODD_NAMES = ["hal", "n", "cari", "dari", "%00", "x" * 500, "items", "__class__"]
KINDS = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=b",
        "text/plain",
        "",
    ]
)


@pytest.fixture(scope="module")
def place(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    for one in attacked(sampled, tmp_path_factory.mktemp("random") / "data"):
        one.fill("Kotak suara dibakar malam ini, kata orang di pasar. Benarkah begitu kejadiannya?")
        one.explore()
        yield one


def pairs(data: st.DataObject, place: Attacked, way: Way) -> str:
    """Fields as the route's own pages have them, some twice, with values of their own or any others."""
    known = {name: sorted(values) for name, values in place.fields[name_of(way)].items() if name != "csrf"}
    chosen = data.draw(st.lists(st.sampled_from([*known, *ODD_NAMES]), max_size=8))
    parts = []
    for name in [*(known if data.draw(st.booleans()) else ()), *chosen]:
        own = [quote(value) for value in known.get(name, [])]
        values = st.one_of(st.sampled_from(own), QUOTED) if own else QUOTED
        parts.append(f"{quote(name, safe='%')}={data.draw(values)}")
    return "&".join(parts)


def address(data: st.DataObject, place: Attacked, way: Way) -> str:
    """A real address of the route, or one with any parameters."""
    if data.draw(st.booleans()):
        return data.draw(st.sampled_from(place.addresses(way))).partition("?")[0]
    parts = [data.draw(QUOTED) if part.startswith("{") else part for part in way.path.split("/")]
    return (
        "/".join(part or "-" if number else part for number, part in enumerate(parts))
        if "{" in way.path
        else way.path
    )


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_no_input_is_a_fault(place: Attacked, way: Way) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def attack(data: st.DataObject) -> None:
        path, role = address(data, place, way), place.role_for(way)
        if way.method == "GET":
            answer = place.ask(role, "GET", f"{path}?{pairs(data, place, way)}")
        else:
            if way.path.startswith("/cerita/{story}/"):  # what one may only do with a story that one holds
                place.ask(role, "GET", "/".join(path.split("/")[:3]))
            body = pairs(data, place, way).encode("utf-8", "replace")
            kind = {"Content-Type": data.draw(KINDS)} if data.draw(st.integers(0, 4)) == 0 else FORM
            answer = place.ask(role, "POST", path, content=body, headers=kind)
        assert answer.status_code < 500, f"{way.method} {path[:200]}: {answer.status_code}"

    attack()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("way", [way for way in WAYS if way.upload], ids=name_of)
def test_no_upload_is_a_fault(place: Attacked, way: Way) -> None:
    names = place.fields[name_of(way)]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from(["file", "screenshot", *names]),
        st.sampled_from(["x.csv", "", "../../x", "\N{SNOWMAN}.png", 'a"b.jsonl', "x" * 300, "CON", "x.zip"]),
        st.one_of(
            st.binary(max_size=200),
            st.sampled_from(
                [b"\xff\xfe\x00", b"text\n\x00", b"\x89PNG\r\n\x1a\n", b"[" * 5000, b"text,id\n" * 9]
            ),
        ),
        st.sampled_from(["image/png", "text/csv", "text/html", "", "a" * 300]),
    )
    def attack(name: str, file: str, content: bytes, kind: str) -> None:
        fields = {key: next(iter(sorted(values)), "x") for key, values in names.items() if key != name}
        answer = place.ask(
            place.role_for(way), "POST", place.path(way), data=fields, files={name: (file, content, kind)}
        )
        assert answer.status_code < 500

    attack()


def test_a_fault_tells_nothing_and_is_logged(
    desk: "Desk", monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Should there be one all the same."""
    from desk import app as module

    def broken(asked: Asked) -> "Response":
        raise ValueError("isi-rahasia")

    monkeypatch.setattr(module, "WAYS", (Way("GET", "/rusak", broken, None, public=True),))
    app = module.create_app(desk)
    answer = TestClient(app, raise_server_exceptions=False).get("/rusak")
    assert answer.status_code == 500
    assert "isi-rahasia" not in answer.text and "Traceback" not in answer.text
    assert "Ada yang tidak beres" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    with caplog.at_level(logging.ERROR), pytest.raises(ValueError, match="isi-rahasia"):
        TestClient(app).get("/rusak")  # what reaches the server is in its log


def test_a_busy_database_is_told(desk: "Desk", monkeypatch: pytest.MonkeyPatch) -> None:
    from desk import app as module
    from pipeline.store import StoreBusyError

    def busy(asked: Asked) -> "Response":
        raise StoreBusyError("busy")

    monkeypatch.setattr(module, "WAYS", (Way("GET", "/sibuk", busy, None, public=True),))
    answer = TestClient(module.create_app(desk)).get("/sibuk")
    assert answer.status_code == 503
    assert "basis data sedang dipakai" in answer.text
