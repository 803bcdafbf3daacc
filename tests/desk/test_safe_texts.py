"""Hostile texts wherever texts come from, looked at on every page: shown as texts, and as nothing else."""

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from desk.people.roles import RoleOfUser
from desk.routes import WAYS
from desk.web import Way
from tests.desk.attacked import Attacked, attacked, may, name_of

if TYPE_CHECKING:
    from pipeline.store import Store
    from tests.conftest import Sampled

LARGEST = 150_000  # bytes of a page
PICTURE = 1_000_000
WHOLE = 1_200_000  # of the one page that shows a whole text, however long
LINK = "javascript:jahat()//"
LONG = "W" * 1_000_000
FORMULAS = ["=HYPERLINK(1)", "+1+cmd", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\u200b=1", '"=1']
HOSTILE = (
    (
        "<script>jahat()</script><style>*{display:none}</style>\"'><img jahat src=x onerror=jahat()>"
        "</textarea></title><svg jahat onload=jahat()>{{987*123}}{% raw %}${987*123}#{987*123}<!--"
        "\u202eterbalik\u202c ]]>&lt;b jahat&gt; javascript:jahat() \x07\ufeff\ud83d"
    )
    .encode("utf-8", "replace")
    .decode()
)
NAME = "<b jahat>\u202e{{987*123}}\"'>"
GETS = [way for way in WAYS if way.method == "GET"]


def poison(store: "Store") -> None:
    """Put them into all that a site, a fact-checker, a poster or a colleague can have written."""
    with store.writing() as db:
        db.execute("UPDATE items SET title = ? || title, text = ? || text", (HOSTILE, HOSTILE))
        db.execute(
            "UPDATE items SET title = ?, text = ? WHERE story_id = (SELECT min(story_id) FROM items)",
            (LONG[:5000], LONG),
        )
        flagged = "SELECT DISTINCT story_id FROM items JOIN signals ON item_id = id WHERE flagged"
        for (story,), formula in zip(db.execute(flagged).fetchall(), cycle(FORMULAS), strict=False):
            db.execute(
                "UPDATE items SET title = ?, text = ? || text WHERE story_id = ?", (formula, formula, story)
            )
        db.execute("UPDATE private.originals SET title = ?, text = ? || text", (HOSTILE, HOSTILE))
        db.execute("UPDATE private.originals SET forwarded_from = ?, url = ?", (HOSTILE, LINK))
        db.execute(
            "UPDATE claims SET text = ? || text, rating = ?, publisher = ?, url = ?",
            (HOSTILE, HOSTILE, HOSTILE, LINK),
        )
        reason = json.dumps([{"words": HOSTILE, "weight": 0.5, "span": [0, 9], "note": HOSTILE}])
        db.execute("UPDATE signals SET reasons = ?, model_version = ?", (reason, HOSTILE))
        db.execute("UPDATE matches SET agree = [?], differ = [?]", (HOSTILE, HOSTILE))
        db.execute("UPDATE places SET name = ?", (HOSTILE,))
        db.execute("UPDATE private.rejections SET what = ?, detail = ?", (HOSTILE, HOSTILE))
        db.execute("UPDATE source_reports SET detail = ?", (HOSTILE,))


def spread(place: Attacked) -> None:
    """What the team writes: by the desk's doors, then past them."""
    with place.desk.people.writing() as db:
        db.execute("UPDATE users SET name = ? || name", (NAME,))
    place.fill(HOSTILE)
    with place.desk.store.writing() as db:
        db.execute("UPDATE private.notes SET text = ? || text", (HOSTILE,))
        db.execute("UPDATE claim_events SET data = replace(data::VARCHAR, 'kata', ?)::JSON", ("<b jahat>",))
    place.desk.board.refresh()
    place.explore()


@pytest.fixture(scope="module")
def place(sampled: "Sampled", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    for one in attacked(sampled, tmp_path_factory.mktemp("texts") / "data", poison):
        spread(one)
        yield one


def faults(page: Any) -> Iterator[str]:
    """What a text has become that it should not be."""
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        names = [name.casefold() for name in element.attrib]
        if element.tag == "style" or (
            element.tag == "script" and not element.get("src", "").startswith("/static/")
        ):
            yield f"<{element.tag}>"
        for name in names:
            if name.startswith("on") or name in ("style", "jahat", "srcdoc") or name.startswith("hx-on"):
                yield f"<{element.tag} {name}>"
        for name in ("href", "src", "action", "formaction", "hx-get", "hx-post"):
            target = re.sub(r"[\x00-\x20]", "", element.get(name, "")).casefold()
            if target.startswith(("javascript:", "vbscript:", "data:text", "//")):
                yield f"<{element.tag} {name}={target[:40]}>"


@pytest.mark.parametrize("way", GETS, ids=name_of)
def test_a_page_shows_hostile_texts_as_texts(place: Attacked, way: Way) -> None:
    for path in place.addresses(way)[:3]:
        for role in (RoleOfUser.SUPERVISOR, RoleOfUser.ADMINISTRATOR, RoleOfUser.LEGAL):
            if may(role, way):
                look_at(place, role, path)
                break


def look_at(place: Attacked, role: RoleOfUser, path: str) -> None:
    answer = place.ask(role, "GET", path)
    assert answer.status_code < 500, path
    if answer.headers.get("content-type", "") == "image/png":  # a picture: no words that a browser reads
        assert len(answer.content) < PICTURE, f"{path}: {len(answer.content):,} bytes"
        return
    size = len(answer.content)
    assert size < (WHOLE if "/teks/" in path else LARGEST), f"{path}: {size:,} bytes"
    if "text/html" not in answer.headers.get("content-type", "") or not answer.text.strip():
        return
    found = list(faults(html.document_fromstring(answer.text)))
    if "sandbox" in answer.headers["content-security-policy"]:  # a page of its own, which may have its style
        found = [fault for fault in found if not fault.startswith("<style") and not fault.endswith(" style>")]
    assert not found, f"{path}: {found[:5]}"
    assert "121401" not in answer.text, f"{path}: a template in a text was carried out"
    assert "\u202e" not in answer.text, f"{path}: a text turns the words around it"


def test_the_texts_are_there_to_be_looked_at(place: Attacked) -> None:
    """Else the test above would look at nothing."""
    shown = "".join(
        place.ask(RoleOfUser.SUPERVISOR, "GET", path).text
        for way in GETS
        if may(RoleOfUser.SUPERVISOR, way)
        for path in place.addresses(way)[:2]
    )
    assert shown.count("&lt;script&gt;jahat()") > 20
    assert "{{987*123}}" in shown
    assert "[U+202E]" in shown


@pytest.mark.parametrize("way", [way for way in WAYS if way.method == "POST"], ids=name_of)
def test_what_is_sent_back_after_a_wrong_form_is_text_too(place: Attacked, way: Way) -> None:
    names = place.fields[name_of(way)] or {"text": set()}
    data = {name: HOSTILE for name in names if name != "csrf"}
    role = place.role_for(way)
    answer = place.ask(role, "POST", place.path(way), data=data)
    assert answer.status_code < 500
    if "text/html" in answer.headers.get("content-type", "") and answer.text.strip():
        assert not list(faults(html.document_fromstring(answer.text)))
        assert "121401" not in answer.text
        assert "\u202e" not in answer.text
    location = answer.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith("//"), "nothing leads elsewhere"


def test_no_cell_of_an_export_is_a_formula(place: Attacked) -> None:
    seen = 0
    for role in (RoleOfUser.SUPERVISOR, RoleOfUser.ANALYST, RoleOfUser.LEGAL):
        answer = place.ask(role, "POST", "/ekspor", data={"format": "csv"})
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["content-disposition"].startswith("attachment")
        for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"):
            for cell in row:
                seen += any(formula.strip() in cell for formula in FORMULAS)
                plain = cell.lstrip(" \u00a0\u200b\ufeff\u200e\u200f")
                assert not plain.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), cell[:80]
    assert seen > 3
