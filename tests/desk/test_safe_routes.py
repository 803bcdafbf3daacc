"""Every route as every role and without login: allowed exactly where the one table says so."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from desk.people.accounts import add_user
from desk.people.roles import RoleOfUser
from desk.routes import WAYS
from desk.security import HEADERS
from desk.web import Way
from tests.desk.attacked import Attacked, attacked, may, name_of
from tests.desk.conftest import PASSWORD

if TYPE_CHECKING:
    from httpx2 import Response

    from tests.conftest import Sampled

POSTS = [way for way in WAYS if way.method == "POST"]
KEPT = [way for way in WAYS if not way.public]


@pytest.fixture(scope="module")
def place(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    for one in attacked(sampled, tmp_path_factory.mktemp("routes") / "data"):
        one.fill("Kotak suara dibakar malam ini, kata orang di pasar. Benarkah begitu kejadiannya?")
        one.explore()
        yield one


def refused(answer: "Response") -> bool:
    """Turned away: by role, or to the login page."""
    location = answer.headers.get("location", "")
    return answer.status_code == 403 or (answer.status_code == 303 and location.startswith("/masuk"))


def guarded(answer: "Response") -> bool:
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
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert place.ask(role, "POST", place.path(way), headers=form, content=parts).status_code == 413


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
