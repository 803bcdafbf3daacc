"""Two fill in worksheets blind: nothing that the second can open differs by what the first has concluded."""

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pypdf
import pytest

from cases.log import CaseStep
from cases.store import append
from core import clock
from desk.desk import Desk
from tests.cases.made import NOON, TEAM, keep_in, sheets, unapproved_case
from tests.desk.conftest import Client

if TYPE_CHECKING:
    from httpx2 import Response

PAGES = ("", "/bukti", "/jalur", "/lembar", "/persetujuan", "/keberatan", "/hasil", "/paket", "/paket/konsep")


def told(answer: "Response", case_id: str) -> str:
    """What a page says, without ids and hashes."""
    text = answer.text
    if answer.headers["content-type"] == "application/pdf":
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    return re.sub(
        r"[0-9a-f]{6}…[0-9a-f]{6}|\b[0-9a-f]{8,}\b|[0-9a-f]{4}( [0-9a-f]{4})+",
        "#",
        text.replace(case_id, "KASUS"),
    )


@pytest.mark.parametrize("norm", ["kuhp-246", "kuhp-247"], ids=["at first", "after another norm"])
def test_no_page_tells_the_second_what_the_first_concluded(desk: Desk, client: Client, norm: str) -> None:
    clock.fix(NOON + timedelta(days=3))
    pages: list[dict[str, str]] = []
    for outcome, answer in (("criminal", "met"), ("nothing", "not_met")):
        made = unapproved_case(desk.store, desk.settings, desk.people)
        opener, analyst = made.users["opener"], made.users["analyst"]
        with desk.store.writing() as db:
            if norm == "kuhp-246":  # as if nobody had filled in anything yet
                upheld = {"objection": "o-1", "upheld": True, "why": None}
                append(db, made.case_id, CaseStep.OBJECTED, {**upheld, "words": None}, by_user=opener.id)
                append(db, made.case_id, CaseStep.OBJECTION_DECIDED, upheld, by_user=opener.id)
            else:
                append(db, made.case_id, CaseStep.NORMED, {"norm": norm}, by_user=opener.id)
            keep = keep_in(db, made.case_id)
            for step, data, by in sheets(keep, analyst.id, norm=norm, outcome=outcome, answer=answer):
                append(db, made.case_id, step, data, by_user=by)
        second = client(TEAM["opener"][1].value, TEAM["opener"][0])
        pages.append({one: told(second.get(f"/kasus/{made.case_id}{one}"), made.case_id) for one in PAGES})
        with desk.store.writing() as db:  # the next one has the story for itself
            db.execute("DELETE FROM case_log WHERE case_id = ?", [made.case_id])
    for one in PAGES:
        assert pages[0][one] == pages[1][one], one
    assert "baru 1" in pages[0]["/paket"]
