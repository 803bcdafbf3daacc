"""Every route as every role and without login: allowed exactly where the one table says so. Then random input
to every route: whatever comes, the answer is an answer and no fault of ours.

One file, for one desk: to fill it and to find its addresses takes as long as to attack it.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from desk.people.accounts import add_user
from desk.people.roles import RoleOfUser
from desk.routes import WAYS
from desk.security import HEADERS
from desk.web import Asked, Way
from tests.desk.attacked import Attacked, attacked, may, name_of
from tests.desk.conftest import PASSWORD

if TYPE_CHECKING:
    from httpx2 import Response as Answer
    from starlette.responses import Response

    from desk.desk import Desk
    from tests.conftest import Sampled

POSTS = [way for way in WAYS if way.method == "POST"]
KEPT = [way for way in WAYS if not way.public]
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
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def place(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    for one in attacked(sampled, tmp_path_factory.mktemp("routes") / "data"):
        one.fill("Kotak suara dibakar malam ini, kata orang di pasar. Benarkah begitu kejadiannya?")
        one.explore()
        yield one


def refused(answer: "Answer") -> bool:
    """Turned away: by role, or to the login page."""
    location = answer.headers.get("location", "")
    return answer.status_code == 403 or (answer.status_code == 303 and location.startswith("/masuk"))


def guarded(answer: "Answer") -> bool:
    """Whether the headers are there that every answer carries."""
    names = [name.decode() for name in HEADERS if name != b"cache-control"]
    return all(name in answer.headers for name in names) and "cache-control" in answer.headers


def test_every_path_is_there_once_and_public_ways_are_few() -> None:
    names = [name_of(way) for way in WAYS]
    assert len(set(names)) == len(names)
    assert {name_of(way) for way in WAYS if way.public} == {"GET /masuk", "POST /masuk", "POST /bahasa"}


@pytest.mark.parametrize("role", list(RoleOfUser))
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_a_route_is_open_to_whom_the_table_says(place: Attacked, way: Way, role: RoleOfUser) -> None:
    answer = place.ask(role, way.method, place.path(way))
    assert guarded(answer)
    assert answer.status_code < 500, answer.text
    if may(role, way):
        # POST /masuk: an empty name and password; POST /keluar leads to the login page by its nature
        assert not refused(answer) or way.path in ("/masuk", "/keluar"), (
            "a view asks what it does not declare"
        )
    else:
        assert answer.status_code == 403
        note = place.desk.people.one("SELECT action, object FROM audit_waiting ORDER BY rowid DESC")
        assert note is None or tuple(note) == ("forbidden", f"path:{way.path}")


@pytest.mark.parametrize("way", KEPT, ids=name_of)
def test_without_login_nothing_is_open(place: Attacked, way: Way) -> None:
    answer = place.ask(None, way.method, place.path(way))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/masuk")
    assert guarded(answer)
    part = place.ask(None, way.method, place.path(way), headers={"HX-Request": "true"})
    assert part.status_code == 401
    assert part.headers["hx-redirect"].startswith("/masuk")


def test_a_one_time_password_opens_nothing(place: Attacked) -> None:
    for role in RoleOfUser:
        user, _ = add_user(place.desk.people, f"baru {role.value}", role, PASSWORD)
        for way in KEPT:
            if may(role, way) and way.path not in ("/sandi", "/keluar"):
                answer = place.ask(user, way.method, place.path(way))
                assert (answer.status_code, answer.headers["location"]) == (303, "/sandi"), name_of(way)


@pytest.mark.parametrize("token", ["", "salah", "\N{SNOWMAN}", "0" * 64])
@pytest.mark.parametrize("way", POSTS, ids=name_of)
def test_a_change_without_the_sessions_token_is_refused(place: Attacked, way: Way, token: str) -> None:
    role = place.role_for(way)
    assert place.ask(role, "POST", place.path(way), token=token).status_code == 403
    header = {"X-CSRF-Token": token.encode("ascii", "replace").decode()}
    assert place.ask(role, "POST", place.path(way), token="", headers=header).status_code == 403
    if way.public:
        assert place.ask(None, "POST", place.path(way), data={"csrf": token}).status_code == 403


@pytest.mark.parametrize("way", POSTS, ids=name_of)
def test_a_change_from_another_site_is_refused(place: Attacked, way: Way) -> None:
    for site in ("cross-site", "same-site"):
        answer = place.ask(place.role_for(way), "POST", place.path(way), headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


@pytest.mark.parametrize("way", POSTS, ids=name_of)
def test_a_body_larger_than_may_be_is_refused(place: Attacked, way: Way) -> None:
    role = place.role_for(way)
    too_long = {"Content-Length": "60000000", "Content-Type": "application/x-www-form-urlencoded"}
    answer = place.ask(role, "POST", place.path(way), headers=too_long, content=b"a=b")
    assert answer.status_code == 413
    assert guarded(answer)
    if not way.upload:
        parts = (b"x" * 100_000 for _ in range(30))  # without a length: counted as it comes
        assert place.ask(role, "POST", place.path(way), headers=FORM, content=parts).status_code == 413


@pytest.mark.parametrize("way", [way for way in POSTS if not way.upload], ids=name_of)
def test_a_file_where_none_is_wanted_is_refused(place: Attacked, way: Way) -> None:
    files = {"berkas": ("x.txt", b"x", "text/plain")}
    assert place.ask(place.role_for(way), "POST", place.path(way), files=files).status_code == 400


@pytest.mark.parametrize(
    "path", ["/tidak/ada", "/static/tidak-ada.js", "/antrean/", "/../etc/passwd", "/%00"]
)
def test_what_is_not_there_is_told_with_the_same_headers(place: Attacked, path: str) -> None:
    for role in (None, RoleOfUser.ANALYST):
        answer = place.ask(role, "GET", path)
        assert answer.status_code in (404, 307), answer.status_code
        assert guarded(answer)
        assert "text/html" in answer.headers.get("content-type", "text/html")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(place: Attacked, method: str) -> None:
    answer = place.ask(RoleOfUser.SUPERVISOR, method, "/masuk")
    assert answer.status_code == 405
    assert guarded(answer)


def test_style_and_script_carry_the_headers_too(place: Attacked) -> None:
    assets = place.desk.pages.assets
    for path in (assets.style_path, assets.script_path):
        answer = place.ask(None, "GET", path)
        assert answer.status_code == 200
        assert guarded(answer)
        assert "immutable" in answer.headers["cache-control"]


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


ATTACKS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_no_input_is_a_fault(place: Attacked, way: Way) -> None:
    @ATTACKS
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


@pytest.mark.parametrize("way", [way for way in WAYS if way.upload], ids=name_of)
def test_no_upload_is_a_fault(place: Attacked, way: Way) -> None:
    names = place.fields[name_of(way)]

    @ATTACKS
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
