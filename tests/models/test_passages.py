"""Long texts by passages, on invented texts; what it finds is measured by `pantau evaluate` (room buried)."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.record import Channel
from models.join import score_joined
from models.linear import Probabilities
from models.passages import ALONE, LONG, Judged, judge, of_carriers, passages, telling
from models.signal_card import load_card
from pipeline.classify import Said, classify_texts

CALL = "Malam Minggu kita bakar rumah orang Ahmadiyah di ujung gang."
NOTICES = (
    "Assalamualaikum bapak ibu, besok ada imunisasi di posyandu mulai jam delapan pagi, mohon bawa buku KIA. "
    "Pupuk subsidi sudah datang di gudang koperasi, bisa diambil dengan KTP. {} "
    "Listrik padam hari Selasa dari pukul sembilan sampai sore. Terima kasih, semoga sehat selalu."
)
MESSAGE = NOTICES.format(CALL)


def words(text: str) -> list[str]:
    return [part.words for part in passages((text,))]


def test_sentences_are_passages_and_short_ones_go_with_the_next() -> None:
    assert words(
        "Pukul tujuh. Semua warga ikut gotong royong di balai desa. Bawa cangkul dan ember dari rumah!"
    ) == [
        "Pukul tujuh. Semua warga ikut gotong royong di balai desa.",
        "Bawa cangkul dan ember dari rumah!",
    ]
    assert words(
        "Semua warga ikut gotong royong di balai desa.\nBawa cangkul dan ember dari rumah.\nTerima kasih"
    ) == [
        "Semua warga ikut gotong royong di balai desa.",
        "Bawa cangkul dan ember dari rumah.\nTerima kasih",
    ]


def test_what_does_not_end_is_cut_into_parts_that_overlap() -> None:
    endless = [f"kata{number}" for number in range(60)]
    found = [part.split() for part in words(" ".join(endless))]
    assert found[0] == endless[:24]
    assert found[1] == endless[12:36]
    assert found[-1][-1] == endless[-1]
    assert set().union(*found) == set(endless)


def test_a_short_form_ends_no_sentence() -> None:
    one = "Kumpul di rumah H. Amat di Jl. Yos Sudarso No. 12 dekat pasar."
    two = "Bawa cangkul dan ember dari rumah masing-masing ya."
    assert words(f"{one} {two}") == [one, two]


def test_what_somebody_else_says_is_not_cut_out_of_its_marks() -> None:
    threat = '"Kubakar rumahmu. Kubunuh anakmu sekalian malam ini. Jangan berani lapor ke siapa pun di sini."'
    told = f"Tadi dia berdiri di depan pagar lalu teriak {threat} Saya takut, tolong dampingi lapor besok."
    assert words(told) == [told[: told.index(" Saya")], "Saya takut, tolong dampingi lapor besok."]
    endless = "kata " * 20 + '"' + "bakar saja rumahnya semua " * 10 + '"' + " kata" * 20
    parts = words(endless)
    assert all(part.count('"') in (0, 2) for part in parts)
    assert parts[0].split() == endless.split()[: len(parts[0].split())]
    assert parts[-1].split() == endless.split()[-len(parts[-1].split()) :]
    assert any("bakar" in part for part in parts)


def test_what_follows_a_quotation_is_a_passage() -> None:
    said = 'Kata pak RT tadi di rapat, "Besok ada kerja bakti di balai desa."'
    assert words(f"{said} {CALL} Jangan lupa bawa bekal sendiri-sendiri.")[:2] == [said, CALL]


def test_a_chats_stars_keep_quoting_behind_their_word_of_saying() -> None:
    told = (
        "Tadi pagi tetangga sebelah marah-marah di warung, katanya:\n*bakar rumah orang itu malam ini juga*\n"
    )
    parts = words(f"{told}Saya takut sekali dan mau lapor polisi besok pagi.")
    assert '"bakar rumah orang itu malam ini juga"' in parts


@pytest.mark.parametrize("text", ["", "Satu dua. " * (LONG // 2 - 1), " ".join(["kata"] * 24)])
def test_a_short_text_and_one_that_is_a_passage_itself_have_none(text: str) -> None:
    assert words(text) == []


def test_passages_stand_where_they_say() -> None:
    texts = (MESSAGE, "pendek", MESSAGE.replace(". ", ".\n\n"))
    found = passages(texts)
    assert {part.text for part in found} == {0, 2}
    for part in found:
        assert texts[part.text][part.start : part.start + len(part.words)] == part.words


def test_a_call_among_notices_is_found_by_its_passage() -> None:
    least = load_card("violence").thresholds[Channel.POST]
    assert score_joined("violence", [MESSAGE])[0, 0] < least / 10
    judged = judge("violence", [MESSAGE, CALL, NOTICES.format("")])
    assert judged.probability[0] > least
    assert judged.probability[0] < judged.alone[0] < 1  # a passage counts less than a text of its own
    assert telling((MESSAGE, CALL, NOTICES.format("")), ALONE)[judged.carrier[0]].words == CALL
    assert judged.carrier[1] == -1
    assert judged.probability[1] == judged.alone[1]
    assert judged.probability[2] < least / 10
    apart = judge("violence", [MESSAGE]).probability
    assert apart == pytest.approx(judged.probability[:1], abs=1e-6)


def test_only_passages_that_may_tell_more_are_asked_about() -> None:
    assert [part.words for part in telling((MESSAGE,), ALONE)] == [CALL]
    assert telling((NOTICES.format(""), CALL), ALONE) == ()
    # who discounts less asks about more, and without a discount about what the cascade leaves open
    assert len(telling((MESSAGE,), discount=-20.0)) == len(passages((MESSAGE,)))


def test_a_passage_that_its_author_does_not_assert_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    as_it_is = judge("violence", [MESSAGE])
    assert as_it_is.carrier[0] >= 0

    def reports(name: str, texts: Sequence[str]) -> Probabilities:
        return np.eye(4)[[1] * len(texts)] if name == "role" else score_joined(name, texts)

    monkeypatch.setattr("models.passages.score_joined", reports)
    told = judge("violence", [MESSAGE])
    assert told.carrier[0] == -1
    assert told.probability[0] == score_joined("violence", [MESSAGE])[0, 0] < as_it_is.probability[0] / 10


def test_who_said_it_stays_with_what_was_said() -> None:
    told = '"Bakar rumah orang Ahmadiyah malam ini, bunuh semua!" teriak massa, kata Kapolres.'
    assert told in words(NOTICES.format(told))
    least = load_card("violence").thresholds[Channel.POST]
    assert judge("violence", [NOTICES.format(told)]).probability[0] < least / 10


def test_severity_spans_and_reasons_are_those_of_the_passage() -> None:
    title = "Pengumuman RT"
    signal = classify_texts([Said(title=title, text=MESSAGE, channel=Channel.POST)])[0].signals[1]
    assert signal.flagged
    assert signal.severity >= 2
    assert "bakar" in [MESSAGE[span.start : span.end] for span in signal.spans]
    assert all(
        0 <= MESSAGE.index(CALL) <= span.start < span.end <= MESSAGE.index(CALL) + len(CALL)
        for span in signal.spans
    )
    notes = [reason.note for reason in signal.reasons]
    assert "berdasarkan satu bagian teks; bacalah seluruhnya" in notes
    plain = classify_texts([Said(title="", text=CALL, channel=Channel.POST)])[0].signals[1]
    assert "berdasarkan satu bagian teks; bacalah seluruhnya" not in [reason.note for reason in plain.reasons]


def test_each_text_has_what_is_said_of_its_carrier() -> None:
    judged = Judged(np.zeros(3), np.array([-1, 1, -1]), np.zeros(3))
    assert of_carriers(judged, ["a", "b", "c"], ["first", "second"]) == ["a", "second", "c"]
