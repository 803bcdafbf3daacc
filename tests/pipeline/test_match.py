from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from core.record import Annotated, Channel, Claim, Item, Private, Signal, Stance
from models.match.data import HELD_OUT_YEAR, checked, read
from models.match.index import ClaimIndex
from models.match.score import Matcher
from models.match.signal import FOLDER, hoax_signal
from models.match.words import pieces, rarity, stem, words_of
from models.measuring.data import told
from models.signal_card import load_card
from models.training.data import DataError
from pipeline.context import Context
from pipeline.match import match, match_posts
from pipeline.quality.match import _read, by_characters
from pipeline.reasons.match import Found, against, compare, otherwise, reasons
from pipeline.stance import Taken, stances
from tests.shared import shared

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BALLOTS = (
    "Ratusan surat suara Pilkada di gudang PPK Muara Wahau ditemukan sudah tercoblos untuk paslon nomor 1"
)
WORKERS = "600 tenaga kerja asing di pabrik semen Kaliorang diberi KTP agar bisa memilih dalam Pilkada"
PETROL = "Pertamina menghentikan penjualan Pertalite di seluruh SPBU Kutai Timur mulai 1 April 2026"
WATER = "Air Perumdam di Sangatta mengandung merkuri sepuluh kali ambang batas dan menyebabkan kanker"
ROAD = "Jalan poros Sangatta-Bontang ditutup total selama satu bulan"
TEXTS = (BALLOTS, WORKERS, PETROL, WATER, ROAD)


def claim(number: int, text: str, **changes: object) -> Claim:
    made = Claim(
        id=f"c{number}",
        text=text,
        rating="Salah",
        url=f"https://cek.example/{number}",
        publisher="Cek Etam",
        published_at=datetime(2026, 11, 18, tzinfo=UTC),
        false=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


CLAIMS = tuple(claim(number, text) for number, text in enumerate(TEXTS))


def item(text: str, channel: Channel = Channel.POST, title: str = "") -> Annotated:
    return Annotated(
        item=Item(
            id="i",
            source_id="s",
            channel=channel,
            title=title,
            text=text,
            language="id",
            author_key="",
            published_at=None,
            fetched_at=NOON,
            advertorial=False,
            revision=0,
            content_hash="",
        ),
        private=Private(
            item_id="i", revision=0, url="", title="", text="", forwarded_from="", warc_file="", warc_offset=0
        ),
    )


def matched(annotated: Annotated, claims: tuple[Claim, ...] = CLAIMS) -> tuple[Annotated, Signal]:
    (done,) = match([annotated], Context(now=NOON, claims=claims))
    (signal,) = [one for one in done.signals if one.name == "hoax"]
    return done, signal


def stance_to_ballots(text: str) -> Stance:
    return stances([text], [BALLOTS], [Channel.POST])[0].name


MATCHED = f" dengan klaim yang sudah dibantah: {BALLOTS}"
COPY = f"Astaga!! {BALLOTS.lower()} 😡 sebarkan sebelum dihapus"


def test_an_asserted_false_claim_is_flagged() -> None:
    done, signal = matched(item(COPY))
    assert done.matches[0].claim_id == "c0"
    assert done.matches[0].automatic
    assert done.matches[0].stance is Stance.ASSERTS
    assert signal.flagged
    assert signal.probability >= signal.threshold
    assert signal.severity == 2
    assert signal.model_version == f"{hoax_signal().version} {load_card('stance').version}"


def test_reasons_name_the_claim_its_check_and_the_words() -> None:
    _, signal = matched(item(COPY))
    told = {reason.note.split(" oleh ")[0]: reason for reason in signal.reasons}
    words = told["dinilai Salah"].words
    assert words == f"cocok {min(signal.probability, 0.99):.2f}".replace(".", ",") + MATCHED
    assert "Cek Etam, 18-11-2026: https://cek.example/0" in told["dinilai Salah"].note
    assert {"wahau", "tercoblos"} <= set(told["sama dengan klaim"].words.split(", "))
    assert told["sama dengan klaim"].weight > 0


def test_spans_stand_on_the_words_that_agree() -> None:
    done, signal = matched(item(COPY))
    assert signal.spans
    words = [done.item.text[span.start : span.end] for span in signal.spans]
    assert any("surat suara" in word for word in words)
    assert "sebarkan" not in " ".join(words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Beredar pesan berantai yang menyebut {BALLOTS}. Bawaslu masih menelusurinya.", Stance.REPORTS),
        (f"Tidak benar kabar bahwa {BALLOTS}, petugas sudah mengecek segelnya", Stance.DEBUNKS),
        (f"jangan dipercaya, {BALLOTS.lower()} itu cuma karangan orang", Stance.DEBUNKS),
        (f"min tolong dicek dong, {BALLOTS.lower()} itu beneran apa enggak", Stance.QUESTIONS),
    ],
)
def test_who_reports_denies_or_asks_is_not_flagged(text: str, expected: Stance) -> None:
    assert stance_to_ballots(text) is expected
    _, signal = matched(item(text))
    assert not signal.flagged and not signal.unsure
    assert signal.probability < 0.3


def test_the_stance_is_told_and_speaks_against() -> None:
    done, signal = matched(item(f"Beredar pesan berantai yang menyebut {BALLOTS}. Bawaslu menelusurinya."))
    assert done.matches[0].stance is Stance.REPORTS
    assert signal.reasons and not signal.flagged
    assert any(reason.note == "sikap" and reason.weight < 0 for reason in signal.reasons)


def test_the_same_words_are_taken_by_what_stands_beside_them() -> None:
    texts = [f"apa iya {BALLOTS}?", f"{BALLOTS} 😡 parah", f"apa iya {WORKERS}?"]
    claims = [BALLOTS, BALLOTS, WORKERS]
    asked, told, other = stances(texts, claims, [Channel.POST] * 3)
    assert (asked.name, told.name) == (Stance.QUESTIONS, Stance.ASSERTS)
    assert asked.asserting == pytest.approx(other.asserting)  # nothing is left of either claim
    assert told.surely_asserts and not asked.surely_asserts


def test_one_that_asserts_but_not_surely_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stance.sure_from", lambda: 1.0)
    _, signal = matched(item(COPY))
    assert signal.probability >= hoax_signal().thresholds.unsure[1]
    assert signal.unsure and not signal.flagged
    assert any(reason.words == "belum pasti bahwa teks menyatakannya" for reason in signal.reasons)


@pytest.mark.parametrize("taken", [Stance.REPORTS, Stance.QUESTIONS, Stance.DEBUNKS])
def test_an_automatic_match_of_who_does_not_assert_is_not_flagged(
    taken: Stance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.match.stances", lambda texts, *_: [Taken(taken, 0.1, False) for _ in texts])
    done, signal = matched(item(COPY))
    assert done.matches[0].automatic
    assert done.matches[0].stance is taken
    assert not signal.flagged and not signal.unsure
    assert signal.probability == pytest.approx(0.1 * done.matches[0].score)


def test_each_claim_has_its_stance_and_the_false_one_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    true = claim(9, f"Benar bahwa {BALLOTS.lower()}", false=False, rating="Benar")
    said = {true.text: Taken(Stance.DEBUNKS, 0.0, False), BALLOTS: Taken(Stance.ASSERTS, 0.9, True)}
    monkeypatch.setattr("pipeline.match.stances", lambda _, claims, *__: [said[one] for one in claims])
    done, signal = matched(item(COPY), (true, claim(0, BALLOTS)))
    assert {one.claim_id: one.stance for one in done.matches} == {
        "c9": Stance.DEBUNKS,
        "c0": Stance.ASSERTS,
    }
    assert signal.flagged
    said[BALLOTS], said[true.text] = said[true.text], said[BALLOTS]
    assert not matched(item(COPY), (true, claim(0, BALLOTS)))[1].flagged


@pytest.mark.parametrize("rating", ["Benar", "5 (1-5)"])
def test_a_text_that_fits_a_claim_rated_true_is_in_doubt(rating: str) -> None:
    text = "Jalan poros Sangatta-Bontang ditutup selama satu hari"
    done, signal = matched(item(text), (*CLAIMS, claim(9, text, false=False, rating=rating)))
    assert {one.claim_id for one in done.matches if one.automatic} == {"c4", "c9"}
    assert signal.unsure and not signal.flagged
    (better,) = [one for one in signal.reasons if "lebih cocok" in one.note]
    assert better.words == text
    assert better.weight < 0
    told = f"sama atau lebih cocok dengan klaim ini (0,99); dinilai {rating} oleh Cek Etam"
    assert better.note == f"{told}, 18-11-2026: https://cek.example/9"


@pytest.mark.parametrize(
    "changes",
    [
        {"rating": ""},
        {"rating": "Tidak terbukti"},
        {"rating": "Satire"},
        {"rating": "Klarifikasi"},
        {"text": "Jalan poros ke Bontang ditutup satu hari"},
    ],
)
def test_one_that_is_not_rated_true_or_that_fits_less_holds_nothing_back(changes: dict[str, object]) -> None:
    other = replace(claim(9, ROAD, false=False, rating="Benar"), **changes)  # type: ignore[arg-type]
    done, signal = matched(item(ROAD), (*CLAIMS, other))
    assert "c9" in {one.claim_id for one in done.matches}
    assert signal.flagged
    assert not any("lebih cocok" in one.note for one in signal.reasons)


@pytest.mark.parametrize(
    "frame",
    [
        "Jangan percaya kabar {}",
        "Jgn percaya {}",
        "Jangan mudah percaya berita {}",
        "HOAKS! {}",
        "{} ngarang banget",
        "masa sih {}",
        "Konon {}",
        "Benarkah {}",
        "Jangan percaya! {}",
        "Jangan percaya ya gaes, {}",
        "Jgn percaya sama {}",
        "{}. Jangan percaya yang seperti ini",
        "{}. Kata polisi bohong",
        "Percaya gak? Bohong! {}",
        "itu fitnah, {}",
    ],
)
@pytest.mark.parametrize("text", [BALLOTS, ROAD])
def test_who_plainly_warns_or_doubts_never_surely_asserts(frame: str, text: str) -> None:
    (taken,) = stances([frame.format(text)], [text], [Channel.POST])
    assert not taken.surely_asserts
    assert not matched(item(frame.format(text)))[1].flagged


@pytest.mark.parametrize(
    "frame",
    [
        "Jangan percaya kata petugas, {}.",
        "Jangan percaya media, {}",
        "Jangan percaya Jokowi! {}",
        "Jangan percaya paslon 2, {}",
        "{}, jangan percaya hasil quick count",
        "pemerintah bohong terus! {}",
        "ini bukan hoaks! {}",
        "jangan buru-buru dibilang hoaks ya, {}",
        "{}. Jangan mau dibohongi lagi",
        "Sumpah, kalau hoaks saya siap dipenjara! {}",
        "Mereka bilang hoaks padahal nyata, {}",
        "serius nih? {}, parah sih kalau begini terus",
    ],
)
def test_who_insists_or_calls_others_liars_asserts(frame: str) -> None:
    (taken,) = stances([frame.format(BALLOTS)], [BALLOTS], [Channel.POST])
    assert taken.surely_asserts


def test_a_warning_that_the_claim_itself_holds_is_none() -> None:
    text = "Kabar bahwa KPU Kutai Timur bohong soal jumlah pemilih di Bengalon"
    held = (claim(0, text), *CLAIMS[1:])
    assert matched(item(f"Astaga!! {text} 😡 sebarkan"), held)[1].flagged
    assert not matched(item(f"Bohong! {text}"), held)[1].flagged


def test_a_fact_check_never_flags() -> None:
    done, signal = matched(item(COPY, Channel.FACTCHECK))
    assert done.matches[0].stance is Stance.DEBUNKS
    assert (signal.flagged, signal.probability) == (False, 0.0)


def test_a_fact_check_is_about_the_claims_that_it_states() -> None:
    check = replace(
        item("Faktanya kotak suara tersegel.", channel=Channel.FACTCHECK), claims=(claim(9, ROAD),)
    )
    done, signal = matched(check)
    assert [(m.claim_id, m.automatic, m.stance) for m in done.matches] == [("c9", True, Stance.DEBUNKS)]
    assert not signal.flagged
    (again,) = match([done], Context(now=NOON, claims=(*CLAIMS, claim(9, ROAD))))
    assert [one.claim_id for one in again.matches] == ["c9"]


def test_a_long_claim_is_shortened_in_the_reasons() -> None:
    long = claim(
        0, f"{BALLOTS}, lalu dibawa ke Sangatta oleh orang yang mengaku petugas, kata pesan berantai itu"
    )
    _, signal = matched(item(f"{long.text}!!"), (long,))
    claimed = signal.reasons[0].words.split(": ", 1)[1]
    assert len(claimed) <= 110
    assert signal.reasons[0].words.endswith("…")


@pytest.mark.parametrize(
    "text",
    [
        "apa benar {}?",
        "Benarkah {}?",
        "{} hoaks atau fakta ya min",
        "{}... bener ga sih?",
        "mohon klarifikasi KPU, apa betul {}",
        "apakah ini benar? {}",
    ],
)
def test_a_question_is_not_an_assertion(text: str) -> None:
    assert stance_to_ballots(text.format(BALLOTS)) is Stance.QUESTIONS
    assert not matched(item(text.format(BALLOTS)))[1].flagged


@pytest.mark.parametrize("text", ["{}. Kok bisa begini?", "{}. Parah sekali daerah kita", "Ini fakta! {}"])
def test_outrage_with_a_question_mark_is_still_an_assertion(text: str) -> None:
    assert stance_to_ballots(text.format(BALLOTS)) is Stance.ASSERTS


def test_a_denial_that_asks_is_no_assertion() -> None:
    text = f"Benarkah {BALLOTS}? Tidak, kata Bawaslu."
    assert stance_to_ballots(text) in (Stance.DEBUNKS, Stance.QUESTIONS)
    assert not matched(item(text))[1].flagged


def test_without_claims_nothing_matches() -> None:
    done, signal = matched(item(COPY), ())
    assert done.matches == ()
    assert (signal.probability, signal.flagged, signal.reasons, signal.spans) == (0.0, False, (), ())


@pytest.mark.parametrize(
    "changes", [{"false": False, "rating": "Benar"}, {"false": False, "rating": ""}], ids=["true", "unrated"]
)
def test_a_claim_that_is_not_false_matches_without_the_signal(changes: dict[str, object]) -> None:
    claims = (claim(0, BALLOTS, **changes), *CLAIMS[1:])
    done, signal = matched(item(COPY), claims)
    assert done.matches[0].claim_id == "c0"
    assert (signal.flagged, signal.probability) == (False, 0.0)
    assert signal.reasons[0].weight < 0


@pytest.mark.parametrize(
    "text",
    [
        "harga sawit naik lagi, alhamdulillah petani senang",
        "besok gotong royong di balai desa jam 7 pagi",
        "",
        "😂😂😂",
        "Muara Wahau hujan deras sejak subuh",
    ],
)
def test_other_texts_do_not_match(text: str) -> None:
    done, signal = matched(item(text))
    assert not any(one.automatic for one in done.matches)
    assert not signal.flagged
    assert signal.probability < 0.5


def test_a_second_run_replaces_the_signal() -> None:
    batch = [item(COPY), item("selamat pagi")]
    context = Context(now=NOON, claims=CLAIMS)
    once = match(batch, context)
    assert match(once, context) == once
    assert [len(one.signals) for one in once] == [1, 1]


def test_other_signals_stay() -> None:
    other = matched(item(COPY))[1]
    provocation = replace(other, name="provocation")
    done, _ = matched(replace(item(COPY), signals=(provocation,)))
    assert [one.name for one in done.signals] == ["provocation", "hoax"]


def test_a_title_is_matched_too_and_spans_stay_in_the_text() -> None:
    done, signal = matched(item("Simak videonya sampai habis.", title=BALLOTS))
    assert done.matches[0].claim_id == "c0"
    assert all(span.end <= len(done.item.text) for span in signal.spans)


def test_agree_and_differ_name_numbers() -> None:
    agree, differ, _ = compare(Matcher(TEXTS), 1, "katanya 212 tenaga asing pabrik semen kaliorang dapat ktp")
    assert {"semen", "kaliorang"} <= set(agree)
    assert "600" in differ
    agree, differ, _ = compare(Matcher(TEXTS), 1, "enam ratus tenaga asing")
    assert "600" in agree
    assert "600" not in differ


@pytest.mark.parametrize(
    "text",
    [
        "honor saksi 80.000 dibayar 3-11-2026",
        "honor saksi Rp80rb dibayar 3 nov 2026",
        "honor saksi delapan puluh ribu dibayar 3 November 2026",
    ],
)
def test_what_is_written_otherwise_is_not_said_to_differ(text: str) -> None:
    library = Matcher(
        ("Honor saksi Rp80.000 dibayar 3 November 2026", "Honor 80 ribu dibayar 3 November 2026")
    )
    assert compare(library, 0, text)[1] == ()
    assert compare(library, 1, text)[1] == ()
    assert compare(library, 1, "honor saksi dibayar Desember")[1]
    assert "november" in compare(library, 1, "honor 80 ribu dibayar 3-12-2026")[1]


def test_before_is_not_the_same_as_not_yet() -> None:
    library = Matcher(("Surat suara untuk Kecamatan Kaubun sudah tercoblos sebelum dibagikan",))
    agree, differ, _ = compare(library, 0, "Surat suara Kaubun sudah tiba dan belum dibagikan")
    assert "sebelum" not in agree and "sebelum" in differ
    assert "sebelum" in compare(library, 0, "tercoblos sebelum dibagikan")[0]


def test_what_a_text_calls_otherwise_is_named_but_no_other_place() -> None:
    library = Matcher(("Listrik di Sangatta padam karena gardu terbakar", *TEXTS))
    told = otherwise(library, 0, "setrum di Bengalon mati, gardunya hangus")
    assert "listrik: setrum" in told
    assert not any(one.startswith(("sangatta", "gardu:")) for one in told)
    assert otherwise(library, 0, "selamat pagi semua") == ()
    assert otherwise(library, 0, "") == ()


def test_what_a_text_calls_otherwise_is_not_said_to_be_missing() -> None:
    library = Matcher(("Air sungai di Sangatta mengandung racun dan menewaskan 12 warga", *TEXTS))
    text = "air sungai sangatta beracun, sudah 12 warga meninggal"
    named = {one.partition(":")[0] for one in otherwise(library, 0, text)}
    assert named == {"menewaskan", "racun"}
    assert compare(library, 0, text)[1] == ("mengandung",)


def test_what_a_text_calls_otherwise_is_among_the_reasons_and_not_what_both_share() -> None:
    sure = Taken(Stance.ASSERTS, 0.9, True)
    one = Found(CLAIMS[1], 0.4, sure, (), (), frozenset(), otherwise=("listrik: setrum",))
    told = {reason.note: reason for reason in reasons([one], one)}
    assert told["mungkin sama dengan klaim, dengan kata lain"].words == "listrik: setrum"
    assert "sama dengan klaim" not in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("212 tenaga kerja asing di Kaliorang diberi KTP", ("angka di teks 212, di klaim 600",)),
        ("Hoaks! 600 tenaga kerja asing diberi KTP", ("teks memuat bantahan",)),
        (
            "600 tenaga kerja asing belum diberi KTP",
            ("teks memuat penyangkalan yang tidak ada di klaim",),
        ),
        ("600 tenaga kerja asing diberi KTP", ()),
        (
            "Gak nyangka, 600 tenaga kerja asing diberi KTP. Jangan diam!",
            ("ada kata ingkar yang tidak ada di klaim: jangan, tidak",),
        ),
        ("600 tenaga kerja asing diberi KTP pukul 10, hati2 https://t.me/kabar/4512", ()),
        (WORKERS.replace("semen", "gula"), ("di klaim: semen; di teks: gula",)),
        (WORKERS.replace("Kaliorang", "Kaubun"), ("di klaim: Kaliorang; di teks: Kaubun",)),
    ],
)
def test_what_speaks_against_is_named(text: str, expected: tuple[str, ...]) -> None:
    assert against(Matcher(TEXTS), 1, text) == expected


@pytest.mark.parametrize(
    ("claimed", "text", "expected"),
    [
        ("Ijazah bupati palsu", "HOAKS! Ijazah bupati palsu", "teks memuat bantahan"),
        (
            "Ketua KPPS diracun orang tak dikenal",
            "Ketua KPPS tidak diracun orang tak dikenal",
            "teks memuat penyangkalan yang tidak ada di klaim",
        ),
        (
            "Tim paslon 1 menyerang posko paslon 2",
            "Tim paslon 2 menyerang posko paslon 1",
            "angka di teks bertukar tempat dibanding di klaim",
        ),
        (
            "Sekolah tidak libur pada hari pencoblosan",
            "Sekolah libur pada hari pencoblosan",
            "di klaim: tidak libur; di teks: libur",
        ),
    ],
)
def test_what_speaks_against_is_what_the_claim_does_not_say(claimed: str, text: str, expected: str) -> None:
    library = Matcher((claimed,))
    assert against(library, 0, text) == (expected,)
    assert against(library, 0, claimed) == ()


def test_what_speaks_against_is_among_the_reasons() -> None:
    sure = Taken(Stance.ASSERTS, 0.9, True)
    one = Found(CLAIMS[1], 0.4, sure, ("semen",), ("600",), frozenset(), against=("teks memuat bantahan",))
    told = reasons([one], one)
    assert not any(reason.note == "sikap" for reason in told)
    assert any(reason.words == "teks memuat bantahan" and reason.weight < 0 for reason in told)


def test_another_number_does_not_match_automatically() -> None:
    copy = (
        "Gawat! 600 tenaga kerja asing di pabrik semen Kaliorang diberi KTP agar bisa memilih dalam Pilkada"
    )
    _, score, automatic = match_posts([copy, copy.replace("600", "212")], TEXTS, 1)
    assert automatic.tolist() == [True, False]
    assert score[0, 0] > 0.9 > 0.5 >= score[1, 0]


def test_matches_are_few_sorted_and_above_the_floor() -> None:
    many = tuple(claim(n, f"{BALLOTS} di TPS {n}") for n in range(12))
    done, _ = matched(item(COPY), many)
    scores = [one.score for one in done.matches]
    assert 1 <= len(scores) <= 5
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= hoax_signal().thresholds.suggested


def test_match_posts_gives_ranks_scores_and_whether_matched() -> None:
    which, score, automatic = match_posts(
        [COPY, "pertalite katanya gak dijual lagi di kutim mulai april", "x"], TEXTS, 3
    )
    assert which.shape == score.shape == (3, 3)
    assert which[0, 0] == 0
    assert which[1, 0] == 2
    assert (automatic[0], automatic[2]) == (True, False)
    assert which[2].tolist() == [-1, -1, -1]
    assert np.isnan(score[2]).all()
    assert (np.diff(score[0][~np.isnan(score[0])]) <= 0).all()


def test_match_posts_with_few_same_or_no_claims() -> None:
    which, score, automatic = match_posts([COPY], [BALLOTS], 5)
    assert which[0].tolist() == [0, -1, -1, -1, -1]
    assert np.isnan(score[0, 1:]).all()
    assert automatic[0]
    which, score, _ = match_posts([COPY], [ROAD, BALLOTS, BALLOTS], 3)
    assert which[0, :2].tolist() == [1, 2]
    assert score[0, 0] == score[0, 1]
    for claims in ([], ["", "😂"]):
        which, score, automatic = match_posts([COPY, ""], claims, 2)
        assert (which == -1).all() and np.isnan(score).all() and not automatic.any()
    assert match_posts([], TEXTS, 2)[0].shape == (0, 2)


def test_the_order_of_texts_and_batches_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.match._BATCH", 50)
    texts = [
        COPY,
        "air ledeng sangatta ada merkurinya bikin kanker",
        "jalan poros ke bontang ditutup sebulan",
    ] * 40
    which, score, _ = match_posts(texts, TEXTS, 2)
    assert (which[::3] == which[0]).all() and (which[2::3] == which[2]).all()
    assert np.array_equal(np.nan_to_num(score[::3]), np.repeat(np.nan_to_num(score[:1]), 40, axis=0))


def test_a_score_hardly_depends_on_the_library_s_size() -> None:
    rng = np.random.default_rng(0)
    words = [word for text in TEXTS for word in text.split()]
    fillers = [" ".join(rng.choice(words, 8)) for _ in range(300)]
    alone = match_posts([COPY], list(TEXTS), 1)[1][0, 0]
    among = match_posts([COPY], [*TEXTS, *fillers], 1)[1][0, 0]
    assert abs(alone - among) < 0.1


def test_stems_agree_over_endings_and_prefixes() -> None:
    for words in (
        ("ditangkap", "menangkap"),
        ("penutupan", "ditutup"),
        ("memukul", "dipukul"),
        ("pilih", "memilih"),
    ):
        assert len({stem(word) for word in words}) == 1
    assert stem("2026") == "2026"
    assert pieces("air") == ["~ air", "~air "]


def test_rarity_rises_from_function_words_to_names() -> None:
    assert rarity("yang") < rarity(stem("polisi")) < rarity("qwxyz")


def test_a_claim_finds_itself() -> None:
    index = ClaimIndex(TEXTS)
    text, found = index.candidates(index.vectors(list(TEXTS)), 1)
    assert text.tolist() == found.tolist() == [0, 1, 2, 3, 4]


def test_claims_checked_twice_are_one_group() -> None:
    index = ClaimIndex([BALLOTS, f"Video {BALLOTS}", ROAD])
    assert index.group[0] == index.group[1] != index.group[2]


def test_features_are_finite_for_odd_texts() -> None:
    matcher = Matcher(TEXTS)
    texts = ["", "a", COPY * 50, "1 2 3 4 600", "????", "KTP KTP KTP"]
    by_words = matcher.by_words(texts, 5)
    assert np.isfinite(by_words.features).all()
    compared = matcher.compare(texts, 5, by_words, matcher.read(texts, by_words))
    assert len(compared.text) and np.isfinite(compared.features).all()


def test_the_signal_s_files_are_pinned() -> None:
    assert hoax_signal().thresholds.suggested < hoax_signal().thresholds.automatic
    weights = [path for path in FOLDER.iterdir() if path.suffix in (".json", ".safetensors")]
    assert sum(path.stat().st_size for path in weights) < 4_000_000


def test_held_out_pairs_were_not_trained_on() -> None:
    pairs = checked(shared("data"))
    assert len(pairs) == 8605
    assert sum(pair.year >= HELD_OUT_YEAR for pair in pairs) == 1201
    assert all(2015 <= pair.year <= 2025 for pair in pairs)


def test_no_text_of_a_dataset_is_in_the_weights(tmp_path: Path) -> None:
    """Only hashes and counts: no word can be read out of the files."""
    rows = read(shared("data/claims/claim_pairs_2015_2025.csv"))
    held = (FOLDER / "background.safetensors").read_bytes() + (FOLDER / "weights.json").read_bytes()
    longest = {max(words_of(row["claim"]) or [""], key=len) for row in rows[:500]}
    assert not [word for word in longest if len(word) > 6 and word.encode() in held]


def test_the_baseline_ranks_by_characters() -> None:
    which, score, marked = by_characters([COPY, "zzz"], TEXTS, 2, 0.3)
    assert which[0, 0] == 0
    assert score[0, 0] > score[0, 1]
    assert marked.tolist() == [True, False]


def test_readings_of_another_order_of_the_pairs_are_refused() -> None:
    row, found = next(iter(told().items()))
    with pytest.raises(DataError, match=f"row {row} of the public pairs is another claim"):
        _read(row, "another claim")
    with pytest.raises(DataError, match="row -1"):
        _read(-1, found.label)
