"""What is told of a flag by its words alone: no model is asked."""

from collections.abc import Sequence

import pytest

from models.lexicon import lexicon
from models.spans import Held, Piece
from models.words import read_tokens
from pipeline.reasons.flag import Explained, ToExplain, _explained
from pipeline.reasons.named import ground, named, places
from pipeline.reasons.said import aim, passed_on, timing
from pipeline.reasons.words import classes, labels, labels_against, tells, words


def _told(
    text: str,
    ups: Sequence[str],
    downs: Sequence[str] = (),
    *,
    name: str = "violence",
    facets: tuple[str, ...] = (),
) -> Explained:
    """What is told of a text where these words hold the probability up and down."""
    one = ToExplain(whole=text, shift=0, probability=0.9, facets=facets, is_part=False)
    up, down = ([_at(text, word, weight) for word in some] for some, weight in ((ups, 1.0), (downs, -1.0)))
    return _explained(name, one, Held(tuple(up), tuple(down), 0.1))


def _at(text: str, word: str, weight: float) -> Piece:
    start = text.index(word)
    return Piece(start, start + len(word), weight)


def _named(text: str, of: str = "") -> list[str]:
    tokens = read_tokens(text)
    return named(text, tokens, places(text, tokens), of)


def _ground(text: str, *facets: str) -> str:
    tokens = read_tokens(text)
    return ground(facets, tokens, places(text, tokens))


def test_every_class_of_the_lists_is_one_of_the_lexicon() -> None:
    lists = [words().about, *words().speaks_for.values(), *words().speaks_against.values()]
    lists += [frozenset(words().other_class), *words().grounds.values()]
    assert frozenset().union(*lists) <= set(lexicon().names)


@pytest.mark.parametrize(
    ("text", "of", "names"),
    [
        ("Kita bakar kantor KPU Kutai Timur, hajar komisionernya!", "authority", ["KPU"]),
        ("Syiah lebih kotor dari babi, usir mereka dari Kutai Timur!", "religion", ["Syiah"]),
        ("Kafir di Kutai Timur, Banjarmasin, Aceh, Papua Barat itu najis", "religion", ["Kafir"]),
        ("Usir orang Jawa dari Jawa Timur itu", "ethnicity", ["Jawa"]),
        ("Gebukin tukang ojek di simpang Bali, dekat warung padang", "", []),
        ("Nanti malam jam 01 kita bakar pos jaga blok 02 itu", "", []),
        ("demi Nabi Muhammad kubunuh kau, ini negara apa, tidak usah coblos", "", []),
        (
            "hajar ketua RT 5 itu, sama pendukung 02 dan paslon 3",
            "",
            ["pendukung 02", "paslon 3", "ketua RT 5"],
        ),
        ("usir orang Dayak, Bugis, Madura, mereka kafir", "religion", ["kafir", "Dayak", "Bugis"]),
        ("bakar rumah satpam2 itu", "", ["satpam2"]),
        ("Dayak, Bugis, DAYAK semua", "", ["Dayak", "Bugis"]),
    ],
)
def test_no_place_and_no_hour_is_named_and_those_of_the_ground_come_first(
    text: str, of: str, names: list[str]
) -> None:
    assert _named(text, of) == names


@pytest.mark.parametrize(
    ("text", "facets", "told"),
    [
        ("Hajar mereka sebelum subuh, parang sudah kuasah", ["religion"], "other"),
        ("Serang mereka sebelum fajar", ["newcomers"], "other"),
        ("Usir mereka dari Kutai Timur", ["ethnicity"], "other"),
        ("Usir kafir itu", ["religion"], "religion"),
        ("hajar semua anak Flores yang keluar", ["newcomers"], "ethnicity"),
        ("Usir LGBT dari kota ini", ["political"], "other"),
        ("Kepung kantor KPU", ["political", "authority"], "political"),
        ("Usir mereka", [], "other"),
    ],
)
def test_a_ground_is_told_where_the_text_has_a_word_of_it(text: str, facets: list[str], told: str) -> None:
    assert _ground(text, *facets) == told


@pytest.mark.parametrize(
    ("text", "facets", "meant"),
    [
        ("kades itu kubacok besok pagi di kebun sawit", ["property"], {"person"}),
        ("Operator excavator itu kuparang besok", ["property"], {"person"}),
        ("ular masuk dapur, bunuh aja langsung, potong kepalanya", ["person"], set()),
        ("tembak aja babi hutan", ["person"], set()),
        ("bakar kantor itu", ["property"], {"property"}),
        ("bakar rumahnya, bunuh orangnya", ["property"], {"person", "property"}),
        ("kubunuh kau babi", ["person"], {"person"}),
    ],
)
def test_whom_violence_is_meant_for(text: str, facets: list[str], meant: set[str]) -> None:
    assert aim(facets, read_tokens(text)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Selama kades itu belum turun, kami bakar kantornya",
        "Sampai ada satu suara hilang, petugasnya kami gantung",
        "Lewat sini lagi, mati kau",
        "Amun ikam kada bayar, kutimpas",
        "Begitu ketemu di jalan kutikam kau",
        "siapa yang masuk bacok saja kakinya",
    ],
)
def test_on_a_condition(text: str) -> None:
    assert timing(text, read_tokens(text)) == ["conditional"]


@pytest.mark.parametrize(
    "text",
    [
        "Awas, nanti malam rumah kades kami bakar",
        "Tgl 5 kita hajar semua saksi. Siapa takut?",
        "Lusa kami bakar pos hansip",
        "Bakar rumahnya sekarang juga!",
        "Habis magrib gebukin wasitnya",
        "Bakar sebelum subuh",
        "27/11 darah akan tumpah",
        "malam Jumat kita serbu",
    ],
)
def test_at_a_time(text: str) -> None:
    assert timing(text, read_tokens(text)) == ["dated"]


@pytest.mark.parametrize(
    "text",
    [
        "Bunuh sopir itu sekali tebas",
        "Kami berani bakar kantor desa",
        "Sudah begitu banyak korban",
        "Minggu lalu dia lolos, pasti kubacok dia",
        "kita pukul2 maling itu",
        "pulangkan ke asalnya",
        "Berani sekali dia, bunuh",
        "Coba kau pikir, mereka sudah merampok tanah kita",
        "Besok-besok jangan lewat di sini",
        "waktu pemilu kemarin kau curang, kubunuh",
        "Tanggal 17 Agustus lalu dia lolos, bacok",
        "bakar rumahnya di RT 05/02, jalan 17 Agustus",
    ],
)
def test_neither_on_a_condition_nor_at_a_time(text: str) -> None:
    assert timing(text, read_tokens(text)) == []


def test_provocation_too_tells_its_condition_and_its_deadline() -> None:
    text = "Kalau sampai 10 Desember orang Madura belum angkat kaki kami usir paksa"
    note = _told(text, ["usir"], name="provocation", facets=("ethnicity",)).reasons[0].note
    assert note.endswith("suku atau asal; bersyarat; menyebut waktu; menyebut: Madura")


@pytest.mark.parametrize(
    ("text", "up", "word"),
    [
        ("dia chat saya tengah malam, isinya tunggu kau kutikam perutmu", "kutikam", "isinya"),
        ("bos bilang ke kami besok yang tidak kerja kupatahkan kakinya", "kupatahkan", "bilang"),
        ("ada sms masuk bunyinya besok rumahmu kami bakar", "bakar", "bunyinya"),
        ("dia bilang ke saya kubunuh kau kalau lapor. saya harus gimana", "kubunuh kau", "bilang"),
        ("suami saya bilang mau bunuh saya", "bunuh", "bilang"),
        ("saya bilang kubunuh kau", "kubunuh", ""),
        ("gua bilang juga apa, kubunuh kau", "kubunuh", ""),
        ("bilang ke kades itu, kubacok dia", "kubacok", ""),
        ("DPRD isinya maling semua, bakar", "bakar", ""),
        ("Kata orang dulu sabar. Malam ini kubunuh dia", "kubunuh", ""),
        ("kubunuh kau, dia bilang", "kubunuh", ""),
        ("dia bilang ke saya, kubunuh kau", "kubunuh", "bilang"),
        ("dia bilang kalau kau lapor, kubunuh", "kubunuh", "bilang"),
        ("pesannya: kalau tidak pergi, rumahmu kami bakar", "bakar", "pesannya"),
        ("dia mengancam istri saya, kubunuh dia", "kubunuh", ""),
        ("wartawan itu tulis berita bohong, patahkan tangannya", "patahkan", ""),
        ("katanya merakyat, ternyata maling, gantung", "gantung", ""),
    ],
)
def test_who_passes_on_what_somebody_else_says(text: str, up: str, word: str) -> None:
    assert passed_on(text, read_tokens(text), [_at(text, up, 1.0)]) == word


@pytest.mark.timeout(20)
def test_signs_and_saying_words_without_end_are_read_at_once() -> None:
    signs = f"dia bilang {'-' * 100_000}a, bunuh"
    assert passed_on(signs, [("dia", 0, 3), ("bilang", 4, 10)], [_at(signs, "bunuh", 1.0)]) == ""
    said = "x " * 20_000 + "bunuh"
    tokens = [("x", at, at + 1) for at in range(0, 40_000, 2)]
    assert passed_on(said, tokens, [_at(said, "bunuh", 1.0)]) == ""


def test_what_is_passed_on_is_told_as_speaking_against() -> None:
    last = _told("dia bilang ke saya kubunuh kau", ["kubunuh"]).reasons[-1]
    assert last.note == "mungkin menyampaikan ucapan orang lain: bilang"
    assert last.weight < 0


def test_no_word_that_speaks_for_a_signal_is_told_against_it() -> None:
    text = "tolong merapat, bacok semua yang keluar, warga Batu, jangan takut hukum"
    told = _told(text, ["keluar"], ["bacok", "tolong merapat", "Batu", "hukum"])
    assert [reason.words for reason in told.reasons if reason.weight < 0] == ["hukum"]
    assert labels_against("provocation", ["usir"]) == []
    assert labels_against("violence", ["bohong"]) == []  # it accuses as often as it corrects
    assert labels_against("violence", ["ular"]) == ["hewan"]
    assert tells("provocation", "usir")
    assert not tells("provocation", "biar")


def test_labels_that_are_not_true_are_not_told() -> None:
    untrue = ["rt", "jumat", "minggu", "debat", "soal", "kasih", "manusia", "jaga", "asli", "nekat", "preman"]
    for name in ("provocation", "violence"):
        assert labels(name, untrue) == labels_against(name, untrue) == []
    assert labels("provocation", ["lgbt"]) == ["minoritas seksual"]
    assert classes("lgbt") == {"subject:lgbt"}
    assert labels("violence", ["kubur"]) == ["kematian"]
    place = _told("Usir mereka dari Kutai Timur", ["mereka", "Kutai"], name="provocation")
    assert [reason.note for reason in place.reasons[1:]] == ["sebutan untuk pihak lain", ""]


def test_a_span_does_not_run_over_the_end_of_a_sentence() -> None:
    told = _told("Sudah kita bakar. Siapa takut", ["bakar", "Siapa"])
    assert [reason.words for reason in told.reasons if reason.span] == ["bakar", "Siapa"]


def test_a_text_asks_where_most_of_its_marked_words_do() -> None:
    def asks(text: str, *ups: str) -> bool:
        return any(reason.note == "teks berupa pertanyaan" for reason in _told(text, ups).reasons)

    assert asks("apa benar mereka mau bakar kantor?", "bakar")
    assert not asks(
        "Orang Madura perampok. Kita usir dan bakar. Kapan lagi mereka?", "usir", "bakar", "mereka"
    )


def test_play_is_told_in_the_words_of_the_text() -> None:
    assert _told("wkwk kubunuh kau", ["kubunuh"]).reasons[-1].note == "mungkin kiasan atau gurauan: wkwk"
