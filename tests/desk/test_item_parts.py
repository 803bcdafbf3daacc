"""What the item page is made of: marks in a text, differences, matches, archived pages made harmless."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.decision import Answer, Decision, DecisionKind
from core.record import Claim, ClaimMatch, Reason, Signal, Span, Stance
from crawlers.archive import Archive, ArchiveError
from desk.story.archived import clean, read_archived
from desk.story.differences import MOST_WORDS, difference
from desk.story.highlight import marked
from desk.story.matched import Beside, _bits, _held
from desk.work.history import Told, history, veiled
from pipeline.store import Comment

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def signal(
    name: str, *spans: tuple[int, int], reasons: tuple[Reason, ...] = (), flagged: bool = True
) -> Signal:
    return Signal(
        name=name,
        probability=0.9,
        threshold=0.5,
        flagged=flagged,
        unsure=False,
        severity=2,
        spans=tuple(Span(start=start, end=end) for start, end in spans),
        reasons=reasons,
        model_version="uji",
    )


def test_a_number_is_marked_however_it_is_written() -> None:
    bits = list(_bits("Uang 25rb, bukan Rp25.000 atau 250000", ("25000",), ()))
    assert [bit.text for bit in bits if bit.mark == "same"] == ["25rb", "Rp25.000"]


@pytest.mark.parametrize(
    ("rating", "false", "badge"), [("Salah", True, "grave"), ("Benar", False, "calm"), ("", False, "warn")]
)
def test_only_what_was_found_true_is_calm(rating: str, false: bool, badge: str) -> None:
    claim = Claim(id="c", text="x", rating=rating, url="", publisher="Cek", published_at=None, false=false)
    match = ClaimMatch(claim_id="c", score=0.9, automatic=True, stance=Stance.ASSERTS)
    assert Beside(match, claim, "", (), (), (), ()).badge == badge


def test_overlapping_marks_keep_every_letter() -> None:
    text = "usir mereka malam ini"
    pieces = marked(text, [signal("provocation", (0, 11)), signal("violence", (5, 17))]).pieces
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.speaks_for) for piece in pieces] == [
        ("usir ", ("provocation",)),
        ("mereka", ("provocation", "violence")),
        (" malam", ("violence",)),
        (" ini", ()),
    ]
    assert [piece.begins for piece in pieces] == [("provocation",), ("violence",), (), ()]


def test_what_speaks_against_is_marked_apart() -> None:
    against = Reason(words="bohong", weight=-0.4, span=Span(start=0, end=6))
    (piece, _) = marked("bohong itu", [signal("hoax", reasons=(against,))]).pieces
    assert piece.against == ("hoax",) and not piece.speaks_for


def test_marks_outside_the_text_and_of_signals_not_found_are_left_out() -> None:
    odd = [signal("hoax", (-5, 3), (8, 2), (400, 500)), signal("violence", (0, 2), flagged=False)]
    pieces = marked("pendek", odd).pieces
    assert [piece.text for piece in pieces] == ["pendek"]
    assert not pieces[0].speaks_for


def test_a_long_text_is_cut_and_its_marks_with_it() -> None:
    cut = marked("x" * 30_000, [signal("hoax", (19_990, 20_010))])
    assert cut.left == 10_000
    assert cut.pieces[-1].text == "x" * 10


def test_differences_are_told_in_words() -> None:
    change = difference("kotak suara tenggelam di laut", "kotak suara hanyut di laut lepas")
    assert [(one.kind, one.text) for one in change.stretches] == [
        ("same", "kotak suara"),
        ("gone", "tenggelam"),
        ("new", "hanyut"),
        ("same", "di laut"),
        ("new", "lepas"),
    ]
    assert (change.gone, change.new, change.part) == (1, 2, False)


def test_an_editors_quotes_are_no_difference() -> None:
    assert difference('"Tidak" - katanya', "“Tidak”  –\nkatanya").equal


def test_long_agreement_is_folded() -> None:
    same = " ".join(f"kata{n}" for n in range(200))
    kinds = [one.kind for one in difference(f"a {same} b", f"c {same} d").stretches]
    assert kinds == ["gone", "new", "same", "skipped", "same", "gone", "new"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a " * 500_000, "b " + "a " * 499_999),
        ("q" * 1_000_000, "r" * 1_000_000),
        ("x" + " a b" * 150, "y" + " b a c" * 100),
        (" ".join(map(str, range(9000))), " ".join(map(str, range(9000, 0, -1)))),
    ],
)
def test_no_text_takes_long_to_compare(one: str, other: str) -> None:
    began = time.perf_counter()
    change = difference(one, other)
    assert time.perf_counter() - began < 2
    assert sum(len(stretch.text) for stretch in change.stretches) < 20_000
    assert change.part == (len(one.split()) > MOST_WORDS or len(one) > 500_000)


def test_words_that_agree_are_found_in_longer_forms() -> None:
    assert _held("Tenggelamnya", ("tenggelam",)) and not _held("kota", ("kotak",))
    bits = list(_bits("27 kotak suara di laut", ("27", "kotak"), ("laut",)))
    assert [(bit.text, bit.mark) for bit in bits] == [
        ("27", "same"),
        (" ", ""),
        ("kotak", "same"),
        (" suara di ", ""),
        ("laut", "other"),
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=http://elsewhere.example/x.png onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src=//elsewhere.example></iframe>",
        "<style>body{background:url(http://elsewhere.example)}</style>",
        "<meta http-equiv=refresh content='0;url=//elsewhere.example'>",
        "<form action=//elsewhere.example><input name=x></form>",
        "<svg><use href='//elsewhere.example#x'/></svg>",
        "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
        "<p style='background:url(//elsewhere.example)'>",
        "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_acts_or_is_fetched(hostile: str) -> None:
    cleaned = clean(f"<p>isi</p>{hostile}")
    assert "isi" in cleaned
    for word in ("script", "onerror", "elsewhere", "javascript", "style", "<form", "<svg", "href", "src="):
        assert word not in cleaned.lower() or "&lt;" in cleaned


def test_a_page_of_endless_tags_is_shown_as_text() -> None:
    began = time.perf_counter()
    assert clean("<div>" * 400_000).startswith("<pre>&lt;div&gt;")
    clean("<div>" * 14_900)
    assert time.perf_counter() - began < 5


def archived(folder: Path, body: bytes, kind: str = "text/html; charset=utf-8") -> tuple[str, int, str]:
    with Archive(folder) as archive:
        page = archive.write_response(
            source_id="uji",
            url="http://uji.example/1",
            status=200,
            reason="OK",
            headers=(("Content-Type", kind),),
            body=body,
            fetched_at=NOW,
        )
    return page.warc_file, page.warc_offset, page.body_sha256


def test_an_archived_page_is_read_and_cleaned(tmp_path: Path) -> None:
    where = archived(tmp_path, b"<title>x</title><h1>Banjir</h1><script>alert(1)</script><p>Air naik")
    page = read_archived(tmp_path, *where, "http://uji.example/1")
    assert "<h1>Banjir</h1><p>Air naik</p>" in page.shown and "alert" not in page.shown
    assert (page.kind, page.cut) == ("text/html", False)


def test_what_is_no_page_is_shown_as_text(tmp_path: Path) -> None:
    where = archived(tmp_path, b'{"a": "<script>"}', "application/json")
    assert (
        "<pre>{&quot;a&quot;: &quot;&lt;script&gt;&quot;}</pre>" in read_archived(tmp_path, *where, "").shown
    )


def test_the_article_is_found_in_a_list(tmp_path: Path) -> None:
    listed = (
        b'[{"link": "http://uji.example/2", "content": {"rendered": "lain"}}, '
        b'{"link": "http://uji.example/1", "title": {"rendered": "Judul"}, '
        b'"content": {"rendered": "<p>Isi</p>"}}]'
    )
    where = archived(tmp_path, listed, "application/json")
    assert "<h1>Judul</h1><p>Isi</p>" in read_archived(tmp_path, *where, "http://uji.example/1").shown


@pytest.mark.parametrize(
    "charset", ["idna", "undefined", "unicode_escape", "raw_unicode_escape", "punycode", "utf-7", "hex"]
)
def test_a_charset_that_is_none_of_the_web_is_not_obeyed(charset: str, tmp_path: Path) -> None:
    body = rb"<p>Isi \ud800 +ADw-script+AD4-</p>" + b"-99999" * 30_000
    page = read_archived(tmp_path, *archived(tmp_path, body, f"text/html; charset={charset}"), "")
    assert page.shown.startswith(r"<p>Isi \ud800 +ADw-script+AD4-</p>")


def test_the_charsets_of_the_web_are_obeyed(tmp_path: Path) -> None:
    for charset in ("windows-1252", "ISO-8859-1", "latin1", "utf-16", "utf8"):
        kind = f"text/html; charset={charset}"
        assert (
            "caf\u00e9"
            in read_archived(tmp_path, *archived(tmp_path, "café".encode(charset), kind), "").shown
        )


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=iso-8859-1", "text/html; charset=utf-16"])
def test_the_desk_reads_the_letters_that_the_pipeline_reads(kind: str, tmp_path: Path) -> None:
    body = "<p>“Harga naik – 5 %,” kata petani</p>"
    page = read_archived(tmp_path, *archived(tmp_path, body.encode("cp1252"), kind), "")
    assert page.shown == body


def test_an_article_alone_is_found_and_what_it_lacks_is_left_out(tmp_path: Path) -> None:
    alone = b'{"link": "u", "title": {"rendered": "Judul"}, "content": {"rendered": null}}'
    page = read_archived(tmp_path, *archived(tmp_path, alone, "application/json"), "u")
    assert page.shown == "<h1>Judul</h1>"


def test_half_a_character_in_a_list_is_no_failure(tmp_path: Path) -> None:
    listed = rb'[{"link": "u", "title": {"rendered": "\ud800"}, "content": {"rendered": "<p>Isi\udfff</p>"}}]'
    page = read_archived(tmp_path, *archived(tmp_path, listed, "application/json"), "u")
    assert page.shown == "<h1>?</h1><p>Isi?</p>"


@pytest.mark.parametrize(
    "body",
    [
        b"&" * 2_000_000,
        b"<p " + b" ".join(b"a%d" % n for n in range(300_000)) + b">x",
        "\u00a0".encode() * 1_000_000,
        b"<ul><li>" * 7000 + b"x" * 2_000_000,
        b'"' * 2_000_000,
        b"<script>" * 200_000,
    ],
    ids=["ampersands", "attributes", "blanks", "lists", "quotes", "scripts"],
)
def test_no_archived_page_takes_long_or_fills_a_page(body: bytes, tmp_path: Path) -> None:
    where, began = archived(tmp_path, body), time.process_time()  # what else runs does not count
    page = read_archived(tmp_path, *where, "")
    assert time.process_time() - began < 60  # seconds are needed; what grows with the square takes minutes
    assert len(page.document.encode()) < 150_000


def test_a_page_with_long_scripts_shows_its_article(tmp_path: Path) -> None:
    body = (
        b"<SCRIPT>"
        + b"<b>x" * 100_000
        + b"</Script><h1>Banjir</h1>"
        + b"<p>Air naik</p>" * 7_000
        + b"x" * 300_000
    )
    page = read_archived(tmp_path, *archived(tmp_path, body), "")
    assert page.cut and page.shown.startswith("<h1>Banjir</h1><p>Air naik</p>")


def test_a_record_that_is_torn_missing_or_changed_says_so(tmp_path: Path) -> None:
    name, offset, sha256 = archived(tmp_path, b"<p>isi")
    with pytest.raises(ArchiveError, match="not the one"):
        read_archived(tmp_path, name, offset, "0" * 64, "")
    for wrong_name, wrong_offset in (("uji/none.warc.gz", 0), (name, 7), ("../../etc/passwd", 0), ("", 0)):
        with pytest.raises(ArchiveError):
            read_archived(tmp_path, wrong_name, wrong_offset, sha256, "")
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ArchiveError):
        read_archived(tmp_path, name, offset, sha256, "")


def decision(number: int, kind: DecisionKind, by: str, refers_to: str = "") -> Decision:
    answers = kind in (DecisionKind.DECIDE, DecisionKind.SECOND)
    return Decision(
        id=f"d{number}",
        story_id="s",
        kind=kind,
        items=(("i", 0),),
        answers={"hoax": Answer.NO} if answers else {},
        severity=0,
        reason="joke",
        by_user=by,
        at=NOW,
        number=number,
        refers_to=refers_to,
    )


def test_the_second_sees_nothing_of_the_first() -> None:
    said = [
        Comment(id=f"c{n}", story_id="s", by_user="u", made_at=NOW, text=f"komentar {n}", number=n)
        for n in (1, 4)
    ]
    heard = Told(
        (
            decision(2, DecisionKind.SKIP, "u-0"),
            decision(3, DecisionKind.DECIDE, "u-1"),
            decision(5, DecisionKind.ASK_SECOND, "u-1"),
        ),
        tuple(said),
        {},
    )
    seen = veiled(heard)
    assert [one.number for one in seen.decisions] == [2]
    assert [one.number for one in seen.comments] == [1]


def test_what_was_taken_back_stays_readable() -> None:
    heard = Told(
        (decision(1, DecisionKind.DECIDE, "u-1"), decision(2, DecisionKind.UNDO, "u-1", refers_to="d1"))
    )
    undo, decided = history(heard)
    assert (undo.words, undo.undoes, undo.undone) == ("membatalkan", "memutuskan", False)
    assert (decided.undone, decided.answers) == (True, (("hoax", "tidak"),))
