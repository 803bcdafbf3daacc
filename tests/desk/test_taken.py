"""What is taken along by hand: facts first, nobody named, nothing undecided; where to is recorded."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.record import Claim
from desk.work.passing import WHERETO
from pipeline.store import save_claims
from pipeline.store.taken import taken_of, write_taken
from reports.clarification import Card, Source, as_picture, as_text, clarification, note, safe
from tests.desk.conftest import Client, post
from tests.desk.deciding import YES, send, stories
from tests.desk.test_claims import opened, say, sourced

if TYPE_CHECKING:
    from desk.desk import Desk

DAY = date(2026, 11, 20)
CLAIM = "Kotak suara Sandaran tenggelam dan diganti fotokopi"


def card(**changes: Any) -> Card:
    given = {
        "claim": CLAIM,
        "rating": "Salah",
        "facts": ["Semua kotak suara tiba utuh."],
        "sources": [Source("KPU Kutai Timur", "https://kpu.example/a", DAY)],
        "office": "Meja Pantau",
        "made_on": DAY,
    }
    return clarification(**{**given, **changes})


def test_the_facts_come_first_and_the_claim_once_after_them() -> None:
    text = as_text(card())
    facts, source, claim = (text.index(part) for part in ("Semua kotak", "https://kpu.example/a", CLAIM))
    assert facts < source < claim
    assert text.count(CLAIM) == 1
    assert text.index("*SALAH*") < claim
    assert "Salah" not in text[:facts]


def test_without_facts_it_says_who_examined_it() -> None:
    text = as_text(card(facts=[]))
    assert "sudah diperiksa oleh KPU Kutai Timur" in text
    assert text.index("dinilai salah") < text.index(CLAIM)


def test_nobody_is_named_and_nothing_personal_gets_out() -> None:
    hostile = "Kata Pak Budi Santoso (0812-3456-7890, @budi_s, 6408011201900001) *bohong* _itu_"
    told = as_text(card(facts=[hostile], claim=hostile, sources=[Source(hostile, "javascript:alert(1)")]))
    for part in ("Budi", "0812", "@budi", "6408011201900001", "javascript", "*bohong*", "_itu_"):
        assert part not in told
    assert "[nama]" in told


def test_no_part_is_longer_than_a_page_holds() -> None:
    long = "kata " * 500
    made = safe(Card(label="X", heading="", lines=(long,) * 9, claim=long))
    assert len(made.lines) == 5
    assert all(len(line) <= 402 for line in made.lines)
    assert len(made.claim) <= 302


def test_the_picture_is_one_page_1080_wide() -> None:
    full = card(facts=["kata " * 79] * 5, claim="kata " * 60)
    for one in (card(), full, note("X", ["#set page() \\ $x$"], "", DAY)):
        picture = as_picture(one)
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        wide, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
        assert wide == 1080
        assert 150 < high < 4000


def debunked(desk: "Desk", claim_id: str = "k-luar", *, false: bool = True) -> str:
    claim = Claim(
        id=claim_id, text=CLAIM, rating="Salah" if false else "Benar", false=false,
        url="https://cek-etam.example/1", publisher="Cek Etam", published_at=None,
    )  # fmt: skip
    with desk.store.writing() as db:
        save_claims(db, [claim])
    return claim_id


def test_a_debunked_claim_is_taken_along_and_recorded(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    claim = debunked(desk)
    page = analyst.get(f"/salin/klaim/{claim}").text
    assert CLAIM in page
    picture = analyst.get(f"/salin/klaim/{claim}/gambar")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content[:4] == b"\x89PNG"
    typed: Any = post(analyst, desk, f"/salin/klaim/{claim}", facts="Kotak tiba utuh.\nTelepon 081234567890")
    assert "Kotak tiba utuh." in typed.text
    assert "[telepon]" in typed.text
    found = re.search(r'<img src="([^"]+)"', typed.text)
    assert found is not None
    other = analyst.get(found[1].replace("&amp;", "&")).content
    assert other[:4] == b"\x89PNG"
    assert other != picture.content
    for wrong in ("", "pak-budi"):
        refused: Any = post(analyst, desk, f"/salin/klaim/{claim}/catat", whereto=wrong)
        assert refused.status_code == 400
    done: Any = post(analyst, desk, f"/salin/klaim/{claim}/catat", whereto="grup-rt")
    assert done.status_code == 303
    with desk.store.reading() as db:
        (one,) = taken_of(db, [f"claim:{claim}"])
    assert one.whereto == "grup-rt"
    assert "Grup RT/RW" in analyst.get(f"/salin/klaim/{claim}").text
    actions = [row["action"] for row in desk.people.read("SELECT action FROM audit_waiting")]
    assert {"clarification", "taken"} <= set(actions)


def test_what_nobody_found_false_stays_here(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    true = debunked(desk, "k-benar", false=False)
    assert analyst.get(f"/salin/klaim/{true}").status_code == 400
    refused: Any = post(analyst, desk, f"/salin/klaim/{true}/catat", whereto="kpu")
    assert refused.status_code == 400
    assert analyst.get("/salin/klaim/tidak-ada").status_code == 404
    with desk.store.reading() as db:
        assert taken_of(db, ["claim:k-benar"]) == ()


def test_an_own_claim_needs_its_two_people_and_brings_what_its_sources_say(
    desk: "Desk", client: Client
) -> None:
    first, second = client("analyst", "Satu"), client("analyst", "Dua")
    claim = opened(desk, first)
    sourced(desk, first, claim)
    say(desk, first, claim, "false")
    assert first.get(f"/salin/klaim/{claim}").status_code == 400
    say(desk, second, claim, "false")
    page = first.get(f"/salin/klaim/{claim}").text
    assert page.index("Jadwal tidak berubah.") < page.index("Pemungutan suara di Kecamatan Rantau Pulung")
    assert "https://kabar-benua.example/a" in page
    assert f"/salin/klaim/{claim}" in first.get(f"/klaim/{claim}").text


def test_a_story_leaves_only_once_it_is_decided_and_is_never_quoted(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    story = stories(desk)[1]
    found = desk.board.story(story)
    assert found is not None
    path = f"/salin/cerita/{story}"
    assert "belum diputuskan" in analyst.get(path).text
    early: Any = post(analyst, desk, f"{path}/catat", whereto="bawaslu")
    assert early.status_code == 400
    assert send(analyst, desk, story, "decide", **YES).status_code in (200, 303)
    desk.board.take([story])
    page = analyst.get(path).text
    assert "Tim menilai satu cerita memuat provokasi dan kekerasan, tingkat 3" in page
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert text is not None
    words = found.copies[0].text.split()
    quoted = [" ".join(words[at : at + 4]) for at in range(len(words) - 3)]
    assert not any(part in text[1] for part in quoted)
    done: Any = post(analyst, desk, f"{path}/catat", whereto="bawaslu")
    assert done.status_code == 303
    assert "membawa bahan ke Bawaslu" in analyst.get(f"/cerita/{story}").text


def test_a_story_that_matches_a_false_claim_leads_to_its_clarification(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    story, claim = next(
        (story, claim.id)
        for story in stories(desk)
        if (found := desk.board.story(story)) is not None
        for claim in found.claims.values()
        if claim.false
    )
    assert f"/salin/cerita/{story}" in analyst.get(f"/cerita/{story}").text
    assert f"/salin/klaim/{claim}" in analyst.get(f"/salin/cerita/{story}").text
    with desk.store.writing() as db:
        write_taken(db, f"claim:{claim}", ["tokoh"], "u-x")
    assert "membawa bahan ke Tokoh masyarakat" in analyst.get(f"/cerita/{story}").text


@pytest.mark.parametrize("role", ["viewer", "administrator"])
def test_who_reads_no_items_takes_none_along(desk: "Desk", client: Client, role: str) -> None:
    assert client(role).get(f"/salin/klaim/{debunked(desk)}").status_code == 403


def test_places_are_named_never_persons() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in WHERETO)
