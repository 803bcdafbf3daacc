"""A desk that is asked everything by everybody: its routes, real addresses for them, forms as found.

Nothing here names a page: routes come from `desk.routes.WAYS`, ids, links and fields from the pages
themselves, so that a page that is added is attacked too.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from anyio.from_thread import start_blocking_portal
from lxml import html

from desk.people import sessions
from desk.people.accounts import User, add_user
from desk.people.roles import MAY, RoleOfUser
from desk.routes import WAYS
from desk.web import Way
from tests.desk.conftest import PASSWORD, cheap_hashes

if TYPE_CHECKING:
    from httpx2 import Response

    from desk.desk import Desk
    from pipeline.store import Store

_SOME = 3  # pages of one kind that are looked at
_PARAM = re.compile(r"\{(\w+)\}")


def name_of(way: Way) -> str:
    """What a test of this route is called."""
    return f"{way.method} {way.path}"


def may(role: RoleOfUser, way: Way) -> bool:
    """What the table says."""
    return way.public or way.may is None or way.may in MAY[role]


@dataclass
class Attacked:
    """One desk, asked in the name of any role; each request has a session of its own."""

    desk: "Desk"
    users: dict[RoleOfUser, User] = field(default_factory=dict)
    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by the route's name
    fields: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    rows: dict[str, str] = field(default_factory=dict)  # what was asked of the store, by the question

    def __post_init__(self) -> None:
        from starlette.testclient import TestClient

        from desk.app import create_app

        for role in RoleOfUser:
            name = f"uji {role.value}"
            self.users[role] = add_user(self.desk.people, name, role, PASSWORD, must_change=False)[0]
        self.client = TestClient(
            create_app(self.desk),
            base_url="http://desk.test",
            follow_redirects=False,
            raise_server_exceptions=False,
        )

    def user(self, role: RoleOfUser) -> User:
        """The user with this role, whatever the requests before have made of the account."""
        user = self.users[role]
        with self.desk.people.writing() as db:
            db.execute(
                "UPDATE users SET must_change = 0, disabled = 0, role = ? WHERE id = ?", (role.value, user.id)
            )
            db.execute("DELETE FROM login_attempts")
        return user

    def ask(
        self,
        who: RoleOfUser | User | None,
        method: str,
        path: str,
        token: str | None = None,
        **how: Any,
    ) -> "Response":
        """One request. `token`: instead of the right one; "" for none."""
        headers = dict(how.pop("headers", {}))
        if who is not None:
            user = who if isinstance(who, User) else self.user(who)
            cookie = sessions.begin(self.desk.people, self.desk.cookie_key, user)
            headers["Cookie"] = f"{sessions.COOKIE}={cookie}"
            if method == "POST":
                session = sessions.find(self.desk.people, self.desk.cookie_key, cookie)
                assert session is not None, "the test has lost its user"
                given = session.csrf if token is None else token
                if "content" in how:  # a body as it is
                    return self._sent(method, path, {**headers, "X-CSRF-Token": given}, how)
                how["data"] = {**how.get("data", {}), **({"csrf": given} if given else {})}
        return self._sent(method, path, headers, how)

    def _sent(self, method: str, path: str, headers: dict[str, str], how: dict[str, Any]) -> "Response":
        answer = self.client.request(method, path, headers=headers, **how)
        self.client.cookies.clear()
        return answer

    def role_for(self, way: Way) -> RoleOfUser:
        """One who may."""
        order = (RoleOfUser.SUPERVISOR, RoleOfUser.ADMINISTRATOR, RoleOfUser.LEGAL, RoleOfUser.ANALYST)
        return next(role for role in order if may(role, way))

    def path(self, way: Way) -> str:
        """A real address of this route."""
        found = self.paths[name_of(way)]
        return found[0] if found else self.addresses(way)[0]

    def addresses(self, way: Way) -> list[str]:
        """Real addresses of this route, those that pages link to first."""
        return [*self.paths[name_of(way)], _PARAM.sub(lambda found: self._filler(found[1]), way.path)]

    def _filler(self, param: str) -> str:
        rows = {
            "story": "SELECT story_id FROM items ORDER BY story_id LIMIT 1",
            "item": "SELECT id FROM items ORDER BY story_id LIMIT 1",
            "claim": "SELECT id FROM claims ORDER BY id LIMIT 1",
            "case": "SELECT case_id FROM case_log ORDER BY number LIMIT 1",
        }
        if param in rows:
            return self.first(rows[param])
        if param == "user":
            return self.users[RoleOfUser.VIEWER].id
        return next(iter(self.desk.sources)) if param == "source" else "1"

    def first(self, sql: str) -> str:
        """Asked for once: no row that there is goes away, and opening the store costs more than a request."""
        if sql not in self.rows:
            with self.desk.store.reading() as db:
                row = db.execute(sql).fetchone()
            if row is None:
                return "tidak-ada"
            self.rows[sql] = str(row[0])
        return self.rows[sql]

    def fill(self, words: str) -> None:
        """Put something of everything in, through the desk's own doors."""
        story = self.first("SELECT story_id FROM items ORDER BY story_id LIMIT 1")
        item = self.first("SELECT id FROM items ORDER BY story_id LIMIT 1")
        given = {"text": words, "story": story, "item": item, "criticises": "tidak"}
        one = RoleOfUser.SUPERVISOR
        self.ask(one, "POST", "/klaim", data=given)
        self.ask(one, "POST", f"/cerita/{story}/komentar", data={"text": words})
        self.ask(one, "GET", f"/cerita/{story}")
        self.ask(one, "POST", "/tempel", data={"text": words, "heard_at": words, "reporter": "warga"})
        self.ask(one, "POST", "/latihan")
        self._open_case(words, story, item)
        export = {"file": ("ekspor.csv", f'text,id\n"{words}",1\n'.encode(), "text/csv")}
        source = next((key for key, one in self.desk.sources.items() if one.kind.value == "file"), "")
        self.ask(one, "POST", "/unggah", data={"source": source, "preset": "generic"}, files=export)

    def _open_case(self, words: str, story: str, item: str) -> None:
        """A case with a party, so that its pages are there to be explored."""
        one = RoleOfUser.SUPERVISOR
        given = {"story": story, "items": [item], "title": words[:200]}
        answer = self.ask(one, "POST", "/kasus", data=given)
        case = answer.headers["location"].split("?")[0]
        act = {"description": words, "place": "64.08.09", "act_on": "2026-11-19", "channel": "public_post"}
        self.ask(one, "POST", f"{case}/uraian", data=act)
        party = {"part": "reported", "conduct": "authored", "identity": words}
        self.ask(one, "POST", f"{case}/pihak", data=party)
        self._give_evidence(case, words, item)

    def _give_evidence(self, case: str, words: str, item: str) -> None:
        one = RoleOfUser.SUPERVISOR
        self.ask(one, "POST", f"{case}/bukti/ambil", data={"items": f"{item}:0"})
        told = {"given_by": "lain", "given_by_other": words, "device": words, "words": words}
        file = {"file": (f"{words[:50]}.png", b"\x89PNG\r\n\x1a\n", "image/png")}
        self.ask(one, "POST", f"{case}/bukti/unggah", data=told, files=file)

    def explore(self) -> None:
        """Follow the pages' own links, as everybody who may: which addresses and which forms there are."""
        for role in (RoleOfUser.SUPERVISOR, RoleOfUser.LEGAL, RoleOfUser.ADMINISTRATOR):  # all together
            waiting = [
                way.path for way in WAYS if way.method == "GET" and "{" not in way.path and may(role, way)
            ]
            seen: dict[str, int] = defaultdict(int)
            while waiting:
                path = waiting.pop(0)
                way = match("GET", path)
                if way is None or not may(role, way) or seen[way.path] >= _SOME:
                    continue
                seen[way.path] += 1
                answer = self.ask(role, "GET", path)
                if answer.status_code == 303:
                    waiting.append(answer.headers["location"])
                elif "text/html" in answer.headers.get("content-type", "") and answer.text.strip():
                    waiting += self._learn(path, html.document_fromstring(answer.text))

    def _learn(self, path: str, page: Any) -> Iterator[str]:
        for form in page.iter("form"):
            action = form.get("action") or path
            way = match(form.get("method", "get").upper(), action)
            if way is not None:
                self._keep(way, action)
                for one in form.xpath(".//input | .//select | .//textarea | .//button"):
                    values = [
                        one.get("value", ""),
                        *(option.get("value", "") for option in one.iter("option")),
                    ]
                    if one.get("name"):
                        self.fields[name_of(way)][one.get("name")].update(values)
        for target in page.xpath("//a/@href | //@hx-get | //iframe/@src"):
            if target.startswith("/"):
                way = match("GET", target)
                if way is not None:
                    self._keep(way, target)
                    for name, value in parse_qsl(urlsplit(target).query):
                        self.fields[name_of(way)][name].add(value)
                    yield target

    def _keep(self, way: Way, address: str) -> None:
        kept = self.paths[name_of(way)]
        if address not in kept and len(kept) < 2 * _SOME:
            kept.append(address)


def match(method: str, address: str) -> Way | None:
    """The route that an address belongs to; the plain ones before those with parameters."""
    path = urlsplit(address).path
    for way in sorted(WAYS, key=lambda way: way.path.count("{")):
        if way.method == method and re.fullmatch(_PARAM.sub("[^/]+", way.path), path):
            return way
    return None


def attacked(
    sampled: Any, data: Any, prepare: "Callable[[Store], object]" = lambda store: None
) -> Iterator[Attacked]:
    """A desk over a copy of the sample; `prepare` may put things into its store first."""
    from desk.app import open_desk
    from flows.desk_line import DeskLine
    from tests.conftest import opened

    workspace = opened(sampled.copy(data))
    prepare(workspace.store)
    with cheap_hashes():  # thousands of requests, some of which hash
        made = Attacked(open_desk(workspace, DeskLine(workspace)))
        made.desk.board.refresh()
        # One event loop for all requests (and no lifespan: nothing works in the background).
        with closing(made.client), start_blocking_portal() as made.client.portal:
            yield made
