"""Whoever answers to a contestant reads numbers only, from the determination of candidates to the end."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest

from core import clock
from desk.people import affiliations
from desk.people.accounts import AccountError, add_user
from desk.people.roles import MAY, Permission, RoleOfUser
from desk.people.sessions import Session
from desk.routes import WAYS
from tests.desk.attacked import Attacked, attacked, name_of
from tests.desk.conftest import PASSWORD, Client, cheap_hashes, post

if TYPE_CHECKING:
    from desk.desk import Desk
    from tests.conftest import Sampled

KASMIDI = "kasmidi-kinsu"
CAMPAIGN = datetime(2024, 10, 15, 2, tzinfo=UTC)
KEPT = [way for way in WAYS if not way.public]


def at(moment: datetime) -> None:
    clock.fix(moment)


@pytest.fixture(scope="module")
def place(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    for one in attacked(sampled, tmp_path_factory.mktemp("bound") / "data"):
        for role in RoleOfUser:
            if role is not RoleOfUser.ADMINISTRATOR:
                affiliations.set_affiliation(one.desk.people, one.users[role].id, KASMIDI, "u-test")
        yield one


def test_no_route_opens_for_the_bound_that_is_closed_to_a_viewer(place: Attacked) -> None:
    """Whether the way may be gone is asked before what it leads to: any address will do, any of them."""
    at(CAMPAIGN)
    wrong = []
    roles = cycle((RoleOfUser.SUPERVISOR, RoleOfUser.LEGAL, RoleOfUser.ANALYST))
    for way, role in zip(KEPT, roles, strict=False):
        open_to_viewers = way.may is None or way.may in MAY[RoleOfUser.VIEWER]
        answer = place.ask(role, way.method, place.path(way))
        if (answer.status_code == 403) is open_to_viewers or answer.status_code >= 500:
            wrong.append(f"{role}: {name_of(way)}: {answer.status_code}")
    assert wrong == []


def test_the_rule_takes_nothing_from_others(place: Attacked) -> None:
    at(CAMPAIGN)
    for way in KEPT:
        if way.may is not None and way.may in MAY[RoleOfUser.ADMINISTRATOR] and way.method == "GET":
            assert place.ask(RoleOfUser.ADMINISTRATOR, "GET", place.path(way)).status_code != 403


@pytest.mark.parametrize(
    ("moment", "bound"),
    [
        (datetime(2024, 9, 21, 15, 59, tzinfo=UTC), False),  # 23:59 WITA on the day before
        (datetime(2024, 9, 21, 16, 0, tzinfo=UTC), True),  # determination of candidates
        (datetime(2025, 1, 9, 15, 59, tzinfo=UTC), True),  # the last day
        (datetime(2025, 1, 9, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 20, tzinfo=UTC), False),
    ],
)
def test_from_the_determination_to_the_last_day(
    desk: "Desk", client: Client, moment: datetime, bound: bool
) -> None:
    analyst = client("analyst")
    user = _user(desk, "uji analyst")
    affiliations.set_affiliation(desk.people, user, KASMIDI, "u-test")
    analyst = client("analyst")  # the session before has ended
    at(moment)
    answer = analyst.get("/antrean")
    assert answer.status_code == (403 if bound else 200)
    page = analyst.get("/peta").text
    assert ("Anda terkait peserta pemilihan" in page) is bound
    assert ('href="/antrean' in page) is not bound


def _user(desk: "Desk", name: str) -> str:
    from desk.people.accounts import user_by_name

    user = user_by_name(desk.people, name)
    assert user is not None
    return user.id


def test_an_administrator_says_it_and_takes_it_back(desk: "Desk", client: Client) -> None:
    at(CAMPAIGN)
    admin, analyst = client("administrator"), client("analyst")
    user = _user(desk, "uji analyst")
    assert analyst.get("/antrean").status_code == 200
    page = admin.get("/akun").text
    assert "Kasmidi – Kinsu" in page
    said: Any = post(admin, desk, f"/akun/{user}/peserta", contestant=KASMIDI)
    assert said.status_code == 303
    assert analyst.get("/antrean").status_code == 303  # logged out at once
    assert client("analyst").get("/antrean").status_code == 403
    ended: Any = post(admin, desk, f"/akun/{user}/peserta", contestant="")
    assert ended.status_code == 303
    assert client("analyst").get("/antrean").status_code == 200
    rows = desk.people.read("SELECT * FROM affiliations")
    assert [(row["contestant"], row["made_by"], row["ended_by"]) for row in rows] == [
        (KASMIDI, _user(desk, "uji administrator"), _user(desk, "uji administrator"))
    ]
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert actions.count("user_affiliation") == 2
    wrong: Any = post(admin, desk, f"/akun/{user}/peserta", contestant="orang-lain")
    assert wrong.status_code == 400
    unknown: Any = post(admin, desk, "/akun/u-tidak-ada/peserta", contestant=KASMIDI)
    assert unknown.status_code == 400
    other: Any = post(client("supervisor"), desk, f"/akun/{user}/peserta", contestant="")
    assert other.status_code == 403


def test_somebody_must_be_left_to_end_it(desk: "Desk", client: Client) -> None:
    admin = client("administrator")
    me = _user(desk, "uji administrator")
    for row in desk.people.read("SELECT id FROM users WHERE role = 'administrator'"):
        if row["id"] != me:
            affiliations.set_affiliation(desk.people, row["id"], KASMIDI, me)
    with pytest.raises(AccountError, match="pengurus terakhir"):
        affiliations.set_affiliation(desk.people, me, KASMIDI, me)
    at(CAMPAIGN)
    assert admin.get("/akun").status_code == 200


def test_a_contestant_who_left_the_list_still_binds(desk: "Desk") -> None:
    with cheap_hashes():
        user, _ = add_user(desk.people, "Tamu", RoleOfUser.SUPERVISOR, PASSWORD, must_change=False)
    with desk.people.writing() as db:
        db.execute("INSERT INTO affiliations VALUES ('a-1', ?, 'hilang', 'u', 1.0, '', NULL)", (user.id,))
    at(datetime(2026, 10, 15, 2, tzinfo=UTC))
    assert affiliations.tied_today(desk.people) == {}
    at(CAMPAIGN)
    assert affiliations.tied_today(desk.people) == {user.id: "hilang"}
    session = affiliations.as_bound(desk.people, Session("s", user, "c"))
    assert session.contestant == "hilang"
    assert session.user.may(Permission.COUNTS)
    assert not session.user.may(Permission.READ)


@pytest.mark.parametrize(
    ("role", "words"),
    [("analyst", "terkait peserta pemilihan"), ("legal", "yang menunjuk terkait peserta pemilihan")],
)
def test_a_deputy_who_is_bound_or_named_by_one_is_not_called_valid(
    desk: "Desk", client: Client, role: str, words: str
) -> None:
    from datetime import timedelta

    from desk.people import deputies
    from desk.people.accounts import user_by_name

    at(CAMPAIGN)
    client("legal"), client("analyst")
    legal = user_by_name(desk.people, "uji legal")
    assert legal is not None
    until = CAMPAIGN + timedelta(days=5)
    deputies.name_deputy(desk.people, legal, _user(desk, "uji analyst"), "legal", until)
    assert 'class="badge calm">berlaku' in client("supervisor").get("/pengganti").text
    affiliations.set_affiliation(desk.people, _user(desk, f"uji {role}"), KASMIDI, "u-test")
    page = client("supervisor").get("/pengganti").text
    assert 'class="badge calm">berlaku' not in page
    assert f"tidak berlaku: {words}" in page
    assert "Akhiri penunjukan" in page
