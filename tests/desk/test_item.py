"""The item page: what it shows to whom, what it covers, what it writes down."""

import re
from typing import TYPE_CHECKING

import pytest

from core.settings import Settings
from desk.board.board import Filters, Lane
from desk.work import holds
from pipeline.store import story_comments, write_change
from tests.desk.conftest import Client, csrf
from tests.desk.deciding import NO, send, user_of

if TYPE_CHECKING:
    from desk.desk import Desk

VIOLENT = "siapkan bensin"
WRITTEN = 1_000_000


def find(desk: "Desk", words: str) -> str:
    """The story whose text holds these words."""
    for row in desk.board.listed(Lane.ALL, Filters(), limit=200).rows:
        story = desk.board.story(row.story_id)
        if story and any(words in copy.text for copy in story.copies):
            return row.story_id
    raise AssertionError(words)


def with_copies(desk: "Desk") -> str:
    """A story of several copies (not on the board: nothing in it is marked)."""
    with desk.store.reading() as db:
        row = db.execute("SELECT story_id FROM items GROUP BY ALL ORDER BY count(*) DESC LIMIT 1").fetchone()
    assert row is not None
    return str(row[0])


def noted(desk: "Desk") -> list[tuple[str, str]]:
    rows = desk.people.read("SELECT action, object FROM audit_waiting ORDER BY rowid")
    return [(row["action"], row["object"]) for row in rows]


def write_text(desk: "Desk", story: str, text: str, title: str = "") -> None:
    """Put another text in the place of a stored one, as a hostile site would."""
    with desk.store.writing() as db:
        db.execute(
            "UPDATE items SET text = ?, title = ? WHERE story_id = ?", [text, title or text[:80], story]
        )
    desk.board.take([story])


def test_a_story_tells_what_it_says_and_why_it_is_here(desk: "Desk", client: Client) -> None:
    story = find(desk, "dikuasai orang")
    page = client("analyst").get(f"/cerita/{story}")
    assert page.status_code == 200
    for words in ("Mengapa ada di sini", "Yang mendukung", "Yang menentang", "Ambang", "provocation-joined"):
        assert words in page.text
    assert re.search(r'<mark class=" for-provocation">\s*<span class="letter"[^>]*>P</span>', page.text)
    assert len(page.content) < 150_000


def test_whoever_opens_a_story_holds_it_and_it_is_noted(desk: "Desk", client: Client) -> None:
    story = with_copies(desk)
    analyst = client("analyst")
    assert "Anda memegang cerita ini" in analyst.get(f"/cerita/{story}").text
    hold = holds.holder(desk.people, story)
    assert hold is not None and hold.user_id == user_of(analyst, desk).id
    assert ("open", f"story:{story}") in noted(desk)
    other = client("analyst", "orang lain").get(f"/cerita/{story}").text
    assert "Dipegang uji analyst" in other


def test_who_decides_nothing_holds_nothing(desk: "Desk", client: Client) -> None:
    story = with_copies(desk)
    assert client("legal").get(f"/cerita/{story}").status_code == 200
    assert holds.holder(desk.people, story) is None
    assert client("viewer").get(f"/cerita/{story}").status_code == 403
    assert client("analyst").get("/cerita/tidak-ada").status_code == 404


def test_the_worst_is_covered(desk: "Desk", client: Client) -> None:
    story = find(desk, VIOLENT)
    page = client("analyst").get(f"/cerita/{story}").text
    before, veil = page.split('<details class="veil" id="veil">')
    covered = re.sub(r"<[^>]+>", "", veil.split("</details>")[0])  # without the marks around words
    assert VIOLENT not in before and VIOLENT in covered
    assert VIOLENT not in veil.split("</details>", 1)[1]


@pytest.mark.parametrize(("severity", "covered"), [(0, False), (3, True)])
def test_what_is_covered_is_a_setting(desk: "Desk", severity: int, covered: bool) -> None:
    from desk.work.wording import is_covered

    story = desk.board.story(find(desk, VIOLENT))
    assert story is not None and is_covered(story.copies[0].signals, severity) is covered
    assert Settings().blur_severity == 3


def test_a_fact_check_stands_beside_the_item(desk: "Desk", client: Client) -> None:
    page = client("analyst").get(f"/cerita/{find(desk, 'Jar kawanku di Manubar')}").text
    for words in ("dinilai: Salah", "cocok otomatis", "teks ini tampaknya menyatakannya sendiri", "Cek Etam"):
        assert words in page
    assert '<mark class="same">sandaran</mark>' in page.lower() and '<mark class="other">' in page


def test_a_less_sure_match_is_a_suggestion(desk: "Desk", client: Client) -> None:
    page = client("analyst").get(f"/cerita/{find(desk, 'Ipar saya ikut mengantar')}").text
    assert '<span class="badge">saran</span>' in page and "cocok otomatis" not in page


def test_copies_are_compared_when_asked(desk: "Desk", client: Client) -> None:
    story = desk.board.story(with_copies(desk))
    assert story is not None
    other = next(copy for copy in story.copies[1:] if copy.text != story.copies[0].text)
    path, analyst = f"/cerita/{story.row.story_id}/salinan/{other.item_id}", client("analyst")
    assert f'hx-get="{path}"' in analyst.get(f"/cerita/{story.row.story_id}").text
    part = analyst.get(path, headers={"HX-Request": "true"}).text
    assert "<ins>" in part and "<html" not in part
    assert "<html" in analyst.get(path).text
    assert analyst.get(f"/cerita/{find(desk, VIOLENT)}/salinan/{other.item_id}").status_code == 404


def test_a_copy_in_the_list_says_what_it_carries(desk: "Desk", client: Client) -> None:
    story = with_copies(desk)
    with desk.store.writing() as db:
        db.execute(
            "UPDATE signals SET flagged = true, severity = 1 "
            "WHERE name = 'provocation' AND item_id IN (SELECT id FROM items WHERE story_id = ?)",
            [story],
        )
    desk.board.take([story])
    found = desk.board.story(story)
    assert found is not None
    grave = found.copies[-1]
    with desk.store.writing() as db:
        db.execute(
            "UPDATE signals SET flagged = true, severity = 3 WHERE name = 'violence' AND item_id = ?",
            [grave.item_id],
        )
        write_change(db, [story])
    desk.board.take([story])
    one = client("analyst")
    holds.take_over(desk.people, story, user_of(one, desk).id)
    page = one.get(f"/cerita/{story}").text
    listed = page.split('id="salinan"')[1].split("</section>")[0].split("<li>")
    chosen = page.split(f'name="items" value="{grave.item_id}"')[1].split("</label>")[0]
    badge = '<span class="badge grave">'
    assert badge in listed[1] and not any(badge in line for line in listed[2:])
    assert badge in chosen and "berat" in chosen


def test_revisions_are_compared(desk: "Desk", client: Client) -> None:
    story = with_copies(desk)
    with desk.store.writing() as db:
        db.execute(
            "INSERT INTO items SELECT * REPLACE (1 AS revision, replace(text, '120', '210') AS text) "
            "FROM items WHERE story_id = ?",
            [story],
        )
        db.execute(
            "INSERT INTO annotations SELECT * REPLACE (1 AS revision) FROM annotations "
            "WHERE item_id IN (SELECT id FROM items WHERE story_id = ?)",
            [story],
        )
    desk.board.take([story])
    found = desk.board.story(story)
    assert found is not None and found.copies[0].revisions == 2
    analyst = client("analyst")
    assert "sudah 1 kali diubah" in analyst.get(f"/cerita/{story}").text
    part = analyst.get(
        f"/cerita/{story}/revisi/{found.copies[0].item_id}", headers={"HX-Request": "true"}
    ).text
    assert "<del>120</del> <ins>210</ins>" in part and "pertama diambil" in part


def test_a_comment_is_masked_kept_and_shown(desk: "Desk", client: Client) -> None:
    story, analyst = with_copies(desk), client("analyst")
    sent = analyst.post(
        f"/cerita/{story}/komentar",
        data={"csrf": csrf(analyst, desk), "text": "Sudah telepon 0812-3456-7890 <b>tadi</b>"},
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"/cerita/{story}#komentar")
    page = analyst.get(f"/cerita/{story}").text
    assert "Sudah telepon [telepon] &lt;b&gt;tadi&lt;/b&gt;" in page and "0812-3456" not in page
    empty = analyst.post(f"/cerita/{story}/komentar", data={"csrf": csrf(analyst, desk), "text": " "})
    assert empty.status_code == 400
    with desk.store.reading() as db:
        assert len(story_comments(db, story)) == 1


def test_the_history_tells_what_was_done(desk: "Desk", client: Client) -> None:
    story, analyst = find(desk, "dikuasai orang"), client("analyst")
    send(analyst, desk, story, "decide", **NO)
    page = client("supervisor").get(f"/cerita/{story}").text
    history = page.split('id="riwayat"')[1].split("</section>")[0]
    for words in ("uji analyst", "memutuskan", "sinyal hoaks <strong>tidak</strong>", "satire atau kelakar"):
        assert words in history


def test_the_second_sees_no_answer_note_or_comment(desk: "Desk", client: Client) -> None:
    story, first, second = find(desk, "dikuasai orang"), client("analyst"), client("analyst", "kedua")
    asked = send(first, desk, story, "ask_second", **NO, note="ini kelakar lama")
    assert asked.status_code == 303
    first.post(f"/cerita/{story}/komentar", data={"csrf": csrf(first, desk), "text": "menurut saya kelakar"})
    page = second.get(f"/cerita/{story}").text
    assert "Anda memberi pendapat kedua" in page
    history = page.split('id="riwayat"')[1]
    assert "kelakar" not in history and "uji analyst" not in history
    assert "ini kelakar lama" in first.get(f"/cerita/{story}").text


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202e\u2066dibalik\u202e",
    "</title></textarea><svg/onload=alert(1)>",
    '"><b onmouseover=alert(1)>',
    "\x00\x07\ufeff\ud7ff",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_does_nothing(desk: "Desk", client: Client, text: str) -> None:
    story = with_copies(desk)
    write_text(desk, story, f"{text} dan seterusnya")
    page = client("analyst").get(f"/cerita/{story}")
    assert page.status_code == 200
    for words in ("<script>alert", "<img src=x", "<svg/onload", "<b onmouse", "49 "):
        assert words not in page.text


def test_a_word_of_a_megabyte_stays_small(desk: "Desk", client: Client) -> None:
    story, analyst = with_copies(desk), client("analyst")
    write_text(desk, story, "A" * WRITTEN, "B" * WRITTEN)
    page = analyst.get(f"/cerita/{story}")
    assert page.status_code == 200 and len(page.content) < 150_000
    assert "Tampilkan semua (980.000 huruf lagi)" in page.text
    found = desk.board.story(story)
    assert found is not None
    whole = analyst.get(f"/cerita/{story}/teks/{found.copies[0].item_id}", headers={"HX-Request": "true"})
    assert whole.text.strip().strip("A") == "" and len(whole.text) >= WRITTEN


def test_english(desk: "Desk", client: Client) -> None:
    analyst = client("analyst")
    analyst.cookies.set("bahasa", "en")
    page = analyst.get(f"/cerita/{find(desk, 'dikuasai orang')}").text
    for words in ("Why it is here", "What speaks for it", "Comments of the team"):
        assert words in page
    assert "Mengapa ada di sini" not in page


def test_roles_have_what_they_may(desk: "Desk", client: Client) -> None:
    story = with_copies(desk)
    shown = {role: client(role).get(f"/cerita/{story}").text for role in ("analyst", "legal")}
    assert 'action="/cerita/' in shown["legal"] and "/komentar" in shown["legal"]
    assert "/buka" in shown["legal"] and "/putusan" not in shown["legal"]


def test_how_well_a_claim_matches_is_not_quoted_as_if_the_post_said_it(client: Client, desk: "Desk") -> None:
    story = desk.board.listed(Lane.QUEUE, Filters(signal="hoax")).rows[0].story_id
    reader = client("analyst")
    page = reader.get(f"/cerita/{story}").text
    assert "“cocok" not in page
    assert re.search(r"<bdi>cocok 0,\d\d dengan klaim", page)
    reader.cookies.set("bahasa", "en")
    page = reader.get(f"/cerita/{story}").text
    assert re.search(r"<bdi>matches 0,\d\d with a claim that was refuted: ", page)
    assert "dengan klaim yang sudah dibantah" not in page
