"""What is taken along by hand: facts first, nobody named, nothing undecided; where to is recorded."""

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.record import Claim, Stance
from desk.work.passing import WHERETO
from desk.work.turns import stance
from pipeline.match_back import match_back
from pipeline.store import claims, queue, save_claims, unfounded, write_change
from pipeline.store.taken import taken_of, write_taken
from reports.clarification import Card, Source, as_picture, as_text, clarification, note, safe
from tests.desk.conftest import Client, post
from tests.desk.deciding import NO, YES, send, state, stories, with_copies, written
from tests.desk.test_claims import POST, entered, opened, say, sourced

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


def test_while_another_opinion_is_awaited_nothing_leaves_in_the_name_of_the_team(
    desk: "Desk", client: Client
) -> None:
    one, two, story = client("analyst", "Satu"), client("analyst", "Dua"), with_false_claim(desk)[0]
    path, reader = f"/salin/cerita/{story}", client("legal")

    def closed(who: Any, words: str, *, button: bool = False) -> str:
        assert who.get(f"{path}/gambar").status_code == 400
        recorded: Any = post(who, desk, f"{path}/catat", whereto="bawaslu")
        assert recorded.status_code == 400
        page: str = who.get(path).text
        assert words in page
        assert "<textarea" not in page and "Tim menilai" not in page
        assert (f'href="{path}"' in who.get(f"/cerita/{story}").text) is button
        return page

    assert send(one, desk, story, "ask_second", **YES).status_code == 303
    closed(one, "menunggu pendapat kedua; belum ada")
    closed(reader, "menunggu pendapat kedua; belum ada")
    with desk.store.writing() as db:  # of an earlier verdict: tells the blind one that there was something
        write_taken(db, f"story:{story}", ["bawaslu"], "u-x")
    assert "Sudah dibawa" not in closed(two, "jawab dulu")
    assert two.get(path).status_code == 400
    assert send(two, desk, story, "second", **NO).status_code == 303
    for who in (one, two, client("supervisor"), reader):
        closed(who, "dua pendapat tentang cerita ini berbeda")
    assert send(client("supervisor"), desk, story, "settle", **YES).status_code == 303
    assert "Tim menilai satu cerita memuat provokasi" in one.get(path).text
    assert send(one, desk, story, "reopen", note="keliru").status_code == 303
    closed(one, "belum diputuskan", button=True)  # the claim of the story can still be put right


def test_only_what_may_be_published_and_stood_at_the_verdict_is_printed(desk: "Desk", client: Client) -> None:
    first, second = client("analyst", "Satu"), client("analyst", "Dua")
    claim = opened(desk, first)
    sourced(desk, first, claim)

    def add(publisher: str, words: str, **more: str) -> None:
        fields = {"kind": "media", "publisher": publisher, "url": f"https://{publisher.lower()}.example/"}
        answer: Any = post(first, desk, f"/klaim/{claim}/sumber", **(fields | {"words": words} | more))
        assert answer.status_code == 303

    add("Setuju", "Memang diundur.")  # says the opposite: not given for publication
    add("Tim lapangan", "Petugas TPS 3 bilang begitu.", kind="field", url="", public="ya")
    say(desk, first, claim, "false")
    say(desk, second, claim, "false")
    add("Belakangan", "Ditambahkan sesudahnya.", public="ya")
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", first.get(f"/salin/klaim/{claim}").text, re.S)
    assert text is not None
    for part in ("Jadwal tidak berubah.", "Petugas TPS 3", "kabar-benua.example"):
        assert part in text[1]
    for part in ("Memang diundur", "Setuju", "- Tim lapangan", "Ditambahkan", "Belakangan"):
        assert part not in text[1]
    assert "boleh diterbitkan" in first.get(f"/klaim/{claim}").text


def decided_hoax(desk: "Desk", client: Any, story: str) -> None:
    answers = {**YES, "hoax": "yes", "reason": "checked_false"}
    assert send(client, desk, story, "decide", **answers).status_code == 303
    assert state(desk, story) == "decided"


def test_a_hoax_whose_claim_falls_opens_again_and_stays_here(desk: "Desk", client: Client) -> None:
    first, second = client("analyst", "Satu"), client("analyst", "Dua")
    story = entered(desk, POST)
    claim = opened(desk, first)
    sourced(desk, first, claim)
    for verdict, now in (("false", "decided"), ("true", "reopened")):
        for who in (first, second):
            say(desk, who, claim, verdict)
            if verdict == "true":  # open again while they differ, then true
                assert state(desk, story) == now
                assert story in stories(desk)
        if verdict == "false":
            decided_hoax(desk, first, story)
            assert "Tim menilai" in first.get(f"/salin/cerita/{story}").text
    page = first.get(f"/cerita/{story}").text
    assert "klaim yang mendasarinya tidak lagi dinilai salah" in page
    told = first.get(f"/salin/cerita/{story}").text
    assert "Tim menilai" not in told and "tidak lagi dinilai salah" in told
    assert first.get(f"/salin/cerita/{story}/gambar").status_code == 400
    with desk.store.reading() as db:
        assert [one.state.value for one in queue(db, 1000) if one.story_id == story] == ["reopened"]
    assert send(first, desk, story, "decide", **NO).status_code == 303
    assert state(desk, story) == "decided"


def test_a_hoax_by_a_claim_of_the_library_opens_again_once_that_is_rated_otherwise(
    desk: "Desk", client: Client
) -> None:
    first = client("analyst")
    story, _ = with_false_claim(desk)
    decided_hoax(desk, first, story)
    (verdict,) = [one for one in written(desk, story) if one.answers]
    rests = verdict.shown["hoax"]["claims"]
    assert isinstance(rests, list) and rests
    with desk.store.writing() as db:
        late = [replace(one, rating="Benar", false=False) for one in claims(db) if one.id in rests[:1]]
        save_claims(db, late)
    assert first.get(f"/salin/cerita/{story}/gambar").status_code == 400, "before the posts are matched anew"
    assert story in match_back(desk.store, late)
    desk.board.refresh()
    assert state(desk, story) == "reopened"


def test_an_answer_of_before_rests_on_whatever_false_claim_is_matched(desk: "Desk", client: Client) -> None:
    story, _ = with_false_claim(desk)
    decided_hoax(desk, client("analyst"), story)
    (verdict,) = [one for one in written(desk, story) if one.answers]
    bare = replace(verdict, shown={})
    with desk.store.writing() as db:
        assert not unfounded(db, [bare])
        db.execute("UPDATE claims SET is_false = false")
        assert unfounded(db, [bare]) == {verdict.id}


def test_who_denies_a_hoax_is_marked_offered_and_not_counted(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    debunked(desk)
    said = f"{CLAIM}, jadi suara kita dicuri, lawan kecurangan ini, sebarkan ke semua grup sekarang juga"
    (story,) = {entered(desk, f"{said}{end}") for end in ("!", " ya!", " sekarang!")}
    found = desk.board.story(story)
    assert found is not None
    denies = found.copies[1].item_id
    with desk.store.writing() as db:
        db.execute("UPDATE matches SET stance = 'debunks' WHERE item_id = ?", [denies])
        write_change(db, [story])
    desk.board.refresh()
    page = analyst.get(f"/cerita/{story}").text
    assert page.count("tampaknya membantah</span>") >= 2, "in the list of copies and where some are excepted"
    box = re.search(rf'name="items" value="{denies}"([^>]*)>', page)
    assert box is not None and "checked" in box[1]
    decided_hoax(desk, analyst, story)
    told = analyst.get(f"/salin/cerita/{story}").text
    left = sum(
        stance(copy, found.claims) not in (None, Stance.ASSERTS) or copy.item_id == denies
        for copy in found.copies
    )
    assert f"{found.row.copies - left} salinan terpantau ({left} yang membantah" in told


def test_a_copy_decided_to_be_no_hoax_is_not_told_as_one_more_of_it(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    story = with_copies(desk)
    found = desk.board.story(story)
    assert found is not None
    others = len(found.copies) - 1
    send(analyst, desk, story, "except", reason="other_text", items=[found.copies[1].item_id])
    send(analyst, desk, story, "decide", **YES)
    told = re.compile(rf"\b{others} salinan terpantau")
    assert told.search(analyst.get(f"/salin/cerita/{story}").text)
    for answers, left_out in ((NO, True), (YES, False)):
        assert send(analyst, desk, story, "decide", **answers).status_code == 303
        assert state(desk, story) == "decided"
        assert bool(told.search(analyst.get(f"/salin/cerita/{story}").text)) is left_out
        own = written(desk, story)[-1].id
        assert send(analyst, desk, story, "undo", refers_to=own, note="keliru").status_code == 303


def with_false_claim(desk: "Desk") -> tuple[str, str]:
    return next(
        (story, claim.id)
        for story in stories(desk)
        if (found := desk.board.story(story)) is not None
        for claim in found.claims.values()
        if claim.false
    )


def test_a_story_that_matches_a_false_claim_leads_to_its_clarification(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    story, claim = with_false_claim(desk)
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
