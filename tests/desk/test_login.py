"""Login in the browser's place: names, passwords, waiting, sessions, cookies, the language."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from argon2 import PasswordHasher

from core import clock
from desk.people import changes, passwords, sessions, throttle
from desk.people.accounts import AccountError, add_user, check_password, user_by_name
from desk.people.database import Database
from desk.people.roles import RoleOfUser
from tests.desk.conftest import PASSWORD, Client, post

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.testclient import TestClient

    from desk.desk import Desk

KEY = b"k" * 32
NEW = "hujan ember kelereng"
Tick = Callable[[float], None]


@pytest.fixture
def people(tmp_path: Path) -> Database:
    return Database(tmp_path / "desk.sqlite")


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch) -> Tick:
    """Let the machine's time go on by some seconds."""
    ahead = 0.0
    real = clock.wall

    def on(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    monkeypatch.setattr(clock, "wall", lambda: real() + ahead)
    return on


def log_in(client: "TestClient", name: str, password: str, **fields: str) -> "Response":
    page = client.get("/masuk")
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    token = found[1] if found else client.cookies["masuk"]
    return client.post("/masuk", data={"csrf": token, "name": name, "password": password, **fields})


def test_without_login_every_page_leads_to_it_and_back(client: Client, desk: "Desk") -> None:
    add_user(desk.people, "Sari", RoleOfUser.ADMINISTRATOR, PASSWORD, must_change=False)
    nobody = client()
    answer = nobody.get("/akun")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/masuk?ke=%2Fakun"
    assert 'name="ke" value="/akun"' in nobody.get(answer.headers["location"]).text
    assert log_in(nobody, "Sari", PASSWORD, ke="/akun").headers["location"] == "/akun"


@pytest.mark.parametrize("ke", ["//jahat.example", "/\\jahat.example", "https://jahat.example", "/\tx", "x"])
def test_after_login_nothing_leads_elsewhere(client: Client, desk: "Desk", ke: str) -> None:
    add_user(desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    nobody = client()
    assert 'name="ke" value="/"' in nobody.get("/masuk", params={"ke": ke}).text
    assert log_in(nobody, "Sari", PASSWORD, ke=ke).headers["location"] == "/"


def test_the_login_page_has_no_inline_script(client: Client) -> None:
    answer = client().get("/masuk")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client, desk: "Desk") -> None:
    add_user(desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    add_user(desk.people, "Lama", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    lama = user_by_name(desk.people, "Lama")
    assert lama is not None
    changes.set_disabled(desk.people, lama.id, True)
    pages = []
    for name, password in (("Sari", "salah"), ("siapa", PASSWORD), ("Lama", PASSWORD), ("", "")):
        answer = log_in(client(), name, password)
        assert answer.status_code == 403
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
        assert "nama atau sandi salah" in answer.text
    assert len({re.sub(" autofocus", "", page) for page in pages}) == 1


def test_an_unknown_name_is_hashed_too(people: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, kept: str, password: bytes) -> bool:
        hashed.append(kept)
        return bool(real(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    assert check_password(people, "siapa", "apa") is None
    assert hashed[0].startswith("$argon2id$")


def test_one_waits_after_five_wrong_passwords_and_longer_each_time(
    client: Client, desk: "Desk", tick: Tick
) -> None:
    add_user(desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    one = client()
    for _ in range(throttle.FREE):
        assert log_in(one, "Sari", "salah").status_code == 403
    waiting = log_in(one, "SARI ", PASSWORD)
    assert waiting.status_code == 429
    assert re.search(r"coba lagi dalam (2\d|30) detik", waiting.text)
    assert int(waiting.headers["retry-after"]) <= 30
    assert log_in(one, "Budi", "salah").status_code == 403, "another name need not wait"
    tick(31)
    assert log_in(one, "Sari", "salah").status_code == 403
    assert "coba lagi dalam 1 menit" in log_in(one, "Sari", PASSWORD).text
    tick(61)
    assert log_in(one, "Sari", PASSWORD).status_code == 303
    assert log_in(client(), "Sari", "salah").status_code == 403, "a right password takes the failures back"


def test_an_address_that_tries_many_names_waits(people: Database, tick: Tick) -> None:
    for number in range(throttle.FREE_ADDRESS):
        assert throttle.admit(people, KEY, f"nama {number}", "10.0.0.9") == 0
    assert throttle.admit(people, KEY, "lain", "10.0.0.9") > 0
    assert throttle.admit(people, KEY, "lain", "10.0.0.8") == 0
    tick(throttle.WINDOW + 1)
    assert throttle.admit(people, KEY, "lain", "10.0.0.9") == 0


def test_a_name_tried_from_many_addresses_waits_until_it_is_reset(people: Database) -> None:
    for number in range(throttle.FREE_NAME):
        assert throttle.admit(people, KEY, "Sari", f"10.0.0.{number}") == 0
    assert throttle.admit(people, KEY, "Sari", "10.9.9.9") > 0
    throttle.forget(people, KEY, add_user(people, "sari", RoleOfUser.ANALYST, PASSWORD)[0])
    assert throttle.admit(people, KEY, "Sari", "10.9.9.9") == 0


def test_only_a_wrong_current_password_counts_and_only_for_oneself(
    client: Client, desk: "Desk", tick: Tick
) -> None:
    one, new = client("analyst", "Sari"), {"new": NEW, "again": NEW}
    for _ in range(throttle.FREE_ADDRESS + 1):
        weak = post(one, desk, "/sandi", current=PASSWORD, new="pendek", again="pendek")
        assert weak.status_code == 400 and "terlalu pendek" in weak.text
        assert post(one, desk, "/sandi", **{"current": PASSWORD, **new, "again": "lain"}).status_code == 400
    for _ in range(throttle.FREE):
        assert "sandi sekarang salah" in post(one, desk, "/sandi", current="salah", **new).text
    assert post(one, desk, "/sandi", current=PASSWORD, **new).status_code == 429
    assert log_in(client(), "Sari", PASSWORD).status_code == 303, "the login is another matter"
    other = post(client("analyst", "Budi"), desk, "/sandi", current="salah", **new)
    assert "sandi sekarang salah" in other.text, "from the same address"
    tick(31)
    assert post(one, desk, "/sandi", current=PASSWORD, **new).status_code == 303


def test_a_strangers_tries_at_a_name_do_not_stop_whoever_is_in(client: Client, desk: "Desk") -> None:
    one = client("analyst", "Sari")
    for number in range(throttle.FREE_NAME):
        throttle.admit(desk.people, desk.cookie_key, "Sari", f"10.0.0.{number}")
    assert log_in(client(), "Sari", PASSWORD).status_code == 429
    assert post(one, desk, "/sandi", current=PASSWORD, new=NEW, again=NEW).status_code == 303


def test_a_reset_frees_the_tries_of_the_session_too(people: Database) -> None:
    user, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    for _ in range(throttle.FREE):
        assert throttle.admit_again(people, user) == 0
    assert throttle.admit_again(people, user) > 0
    throttle.forget(people, KEY, user)
    assert throttle.admit_again(people, user) == 0


@pytest.mark.parametrize(
    ("path", "referer", "back"),
    [
        ("/cerita/abc/putusan", "http://desk.test/cerita/abc?dari=x", "/cerita/abc"),
        ("/cerita/abc/putusan", "http://desk.test/cerita/abc/putusan", "/cerita/abc"),  # the form shown again
        ("/cerita/abc/putusan", "", "/cerita/abc"),
        ("/cerita/abc/putusan", "https://jahat.example/akun", "/cerita/abc"),
        ("/cerita/abc/putusan", "http://[", "/cerita/abc"),
        ("/akun/u-1/sandi", "", "/akun"),
        ("/tempel", "http://desk.test/tempel", "/tempel"),
        ("/tempel", "http://desk.test//jahat.example", "/"),
        ("/tempel", "http://desk.test/" + "a/" * 9000, "/"),
    ],
)
def test_a_form_that_came_too_late_leads_back_to_its_page(
    client: Client, path: str, referer: str, back: str
) -> None:
    nobody = client()
    for fragment in (False, True):
        headers = {"Referer": referer} | ({"HX-Request": "true"} if fragment else {})
        answer = nobody.post(path, data={"kind": "decide"}, headers=headers)
        to = answer.headers["HX-Redirect" if fragment else "location"]
        wanted = dict(parse_qsl(urlsplit(to).query))
        assert (urlsplit(to).path, wanted.get("ke", "/")) == ("/masuk", back)
    assert "yang baru Anda kirim tidak tersimpan" in nobody.get(to).text
    assert "tidak tersimpan" not in nobody.get("/masuk").text
    other = client("analyst").get(back)
    assert other.status_code in (200, 303, 403, 404), "there is such a page"


def test_who_logs_out_too_late_has_lost_nothing(client: Client) -> None:
    answer = client().post("/keluar", headers={"Referer": "http://desk.test/antrean"})
    assert answer.headers["location"] == "/masuk", "nor is the next one led to what this one read"


def test_what_was_typed_as_a_name_is_not_kept(people: Database) -> None:
    throttle.admit(people, KEY, PASSWORD, "10.0.0.1")
    assert PASSWORD not in str([tuple(row) for row in people.read("SELECT * FROM login_attempts")])


def test_a_one_time_password_opens_only_the_page_to_change_it(client: Client, desk: "Desk") -> None:
    _, once = add_user(desk.people, "Sari", RoleOfUser.ADMINISTRATOR)
    one = client()
    assert log_in(one, "Sari", once).headers["location"] == "/sandi"
    assert one.get("/akun").headers["location"] == "/sandi"
    before = one.cookies[sessions.COOKIE]
    fields = {"current": once, "new": NEW, "again": NEW}
    assert post(one, desk, "/sandi", **fields | {"again": "lain"}).status_code == 400
    assert post(one, desk, "/sandi", **fields | {"current": "salah"}).status_code == 400
    assert post(one, desk, "/sandi", **fields | {"new": once, "again": once}).status_code == 400
    assert post(one, desk, "/sandi", **fields).status_code == 303
    assert one.cookies[sessions.COOKIE] != before
    assert one.get("/akun").status_code == 200
    assert sessions.find(desk.people, desk.cookie_key, before) is None, "the old session has ended"
    assert check_password(desk.people, "Sari", once) is None
    assert check_password(desk.people, "Sari", NEW) is not None


@pytest.mark.parametrize(
    "password",
    [
        "pendek", "Password2026!", "katasandi-2026", "123456789012", "aaaaaaaaaaaaaa", "abababababab",
        "qwertyuiop123", "budi santoso 99", "santosoxyzzyq", "Bismillah12345", "indonesia-merdeka", "x" * 201,
        "abcdefghijklm", "pantau-pilkada-2026",
    ],
)  # fmt: skip
def test_passwords_that_are_easily_guessed_are_refused(password: str) -> None:
    assert passwords.weakness(password, "Budi Santoso")


@pytest.mark.parametrize(
    "password", [NEW, PASSWORD, "Tr0ub4dor&33xyz", "kapal selam biru tua", "شمس قمر نجمة بحر"]
)
def test_others_are_taken(password: str) -> None:
    assert passwords.weakness(password, "Budi Santoso") == ""


def test_a_hash_with_older_parameters_is_renewed(people: Database) -> None:
    user, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    old = PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    with people.writing() as db:
        db.execute("UPDATE users SET password = ?", (old,))
    assert check_password(people, "Sari", PASSWORD) == user
    row = people.one("SELECT password FROM users")
    assert row is not None and row["password"] != old
    assert check_password(people, "Sari", PASSWORD) == user


def test_a_session_ends_by_time(people: Database, tick: Tick) -> None:
    user, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    cookie = sessions.begin(people, KEY, user)
    tick(sessions.IDLE - 5)
    assert sessions.find(people, KEY, cookie) is not None
    tick(sessions.IDLE - 5)
    assert sessions.find(people, KEY, cookie, touch=False) is not None
    tick(10)
    assert sessions.find(people, KEY, cookie) is None, "a page that asks by itself keeps nobody logged in"


def test_a_session_ends_after_a_working_day(people: Database, tick: Tick) -> None:
    user, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    cookie = sessions.begin(people, KEY, user)
    for _ in range(int(sessions.LONGEST / sessions.IDLE) + 1):
        assert sessions.find(people, KEY, cookie) is not None
        tick(sessions.IDLE * 0.99)
    assert sessions.find(people, KEY, cookie) is None


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é", "x" * 10_000])
def test_a_cookie_that_is_not_ours_is_nobody(people: Database, cookie: str) -> None:
    assert sessions.find(people, KEY, cookie) is None


def test_a_cookie_under_another_key_is_nobody(people: Database) -> None:
    user, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    assert sessions.find(people, b"l" * 32, sessions.begin(people, KEY, user)) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda people, user: changes.set_disabled(people, user.id, True),
        lambda people, user: changes.reset_password(people, user.id),
        lambda people, user: changes.set_role(people, user.id, RoleOfUser.LEGAL),
        lambda people, user: changes.change_password(people, user, PASSWORD, NEW, NEW),
    ],
    ids=["disabled", "reset", "role", "password"],
)
def test_all_sessions_end_with_what_they_rest_on(
    people: Database, change: Callable[[Database, object], object]
) -> None:
    user, _ = add_user(people, "Sari", RoleOfUser.ANALYST, PASSWORD)
    cookies = [sessions.begin(people, KEY, user) for _ in range(2)]
    change(people, user)
    assert [sessions.find(people, KEY, cookie) for cookie in cookies] == [None, None]


def test_login_gives_a_new_session_and_ends_the_one_before(client: Client, desk: "Desk") -> None:
    add_user(desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    add_user(desk.people, "Budi", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    one = client()
    log_in(one, "Budi", PASSWORD)
    before = one.cookies[sessions.COOKIE]
    answer = post(one, desk, "/masuk", name="Sari", password=PASSWORD)
    assert answer.status_code == 303
    assert one.cookies[sessions.COOKIE] != before
    assert sessions.find(desk.people, desk.cookie_key, before) is None


def test_logout_ends_the_session(client: Client, desk: "Desk") -> None:
    one = client("analyst")
    cookie = one.cookies[sessions.COOKIE]
    assert post(one, desk, "/keluar").headers["location"] == "/masuk"
    assert sessions.find(desk.people, desk.cookie_key, cookie) is None


def test_the_language_is_kept_with_the_account(client: Client, desk: "Desk") -> None:
    add_user(desk.people, "Sari", RoleOfUser.ADMINISTRATOR, PASSWORD, must_change=False)
    one = client()
    token = re.search(r'name="csrf" value="([^"]+)"', one.get("/masuk").text)
    assert token
    back = one.post("/bahasa", data={"csrf": token[1], "language": "en", "back": "//jahat.example"})
    assert back.headers["location"] == "/"
    assert "User name" in one.get("/masuk").text
    log_in(one, "Sari", PASSWORD)
    sari = user_by_name(desk.people, "Sari")
    assert sari is not None and sari.language == "en"
    elsewhere = client("administrator", "Sari")
    assert '<html lang="en">' in elsewhere.get("/akun").text
    post(elsewhere, desk, "/keluar")
    assert '<html lang="id">' in elsewhere.get("/masuk").text, "the next one at this browser is another"


def test_behind_tls_cookies_belong_to_this_host_only(desk: "Desk") -> None:
    from dataclasses import replace

    from starlette.testclient import TestClient

    from desk.app import create_app

    add_user(desk.people, "Sari", RoleOfUser.ANALYST, PASSWORD, must_change=False)
    app = create_app(replace(desk, secure=True))
    with TestClient(app, base_url="https://desk.test", follow_redirects=False) as one:
        answer = one.get("/masuk")
        assert answer.headers["strict-transport-security"]
        token = one.cookies["__Host-masuk"]
        fields = {"csrf": token, "name": "Sari", "password": PASSWORD}
        told = one.post("/masuk", data=fields).headers.get_list("set-cookie")
    session = next(line for line in told if line.startswith("__Host-pantau="))
    for flag in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert flag in session
    assert "Domain" not in session


def test_names_that_look_the_same_are_the_same(people: Database) -> None:
    add_user(people, "Sari\u200b  Dewi", RoleOfUser.ANALYST, PASSWORD)
    with pytest.raises(AccountError):
        add_user(people, " sari dewi ", RoleOfUser.ANALYST, PASSWORD)
