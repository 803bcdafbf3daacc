"""What a near copy of a claim has in the place of the claim's words."""

import pytest

from models.match.instead import Instead, instead
from models.match.places import may_be_one, places_in
from models.match.score import Matcher
from models.match.signal import hoax_signal
from models.match.words import words_of

FERTILISER = "Harga pupuk di Kaubun naik menjadi Rp300.000 per karung"
CLINIC = "Puskesmas Telen tutup mulai Senin karena dokter mogok"
ROAD = "Jalan poros Wahau ditutup total karena longsor"
VACCINE = "Vaksin campak di Puskesmas Kongbeng membuat 20 murid SD pingsan"
ROLL = "KPU Kutai Timur menghapus 4.000 nama warga Muara Wahau dari daftar pemilih tetap"
POLL = "Pencoblosan di Kutai Timur diundur ke 5 Desember"
BOXES = "Kotak suara di Sangatta Selatan hilang"
CARD = "Pemilih yang belum punya KTP elektronik tidak boleh mencoblos"
SCHOOL = "Sekolah tidak libur pada hari pencoblosan"
HELP = "Bantuan banjir di Sangatta tidak sampai ke warga"


@pytest.mark.parametrize(
    ("claim", "text", "claimed", "said"),
    [
        (FERTILISER, FERTILISER.replace("naik", "turun"), "naik", "turun"),
        (FERTILISER, FERTILISER.replace("pupuk", "solar"), "pupuk", "solar"),
        (CLINIC, "Puskesmas Telen buka mulai Senin karena dokter mogok selesai", "tutup", "buka"),
        (CLINIC, CLINIC.replace("dokter mogok", "renovasi"), "dokter mogok", "renovasi"),
        (ROAD, "Jalan poros Wahau dibuka kembali, longsor sudah dibersihkan", "ditutup", "dibuka"),
        (ROAD, ROAD.replace("longsor", "banjir"), "longsor", "banjir"),
        ("Partai Contoh menang di Busang", "Partai Contoh kalah di Busang", "menang", "kalah"),
        (ROLL, ROLL.replace("menghapus", "menambahkan"), "menghapus", "menambahkan"),
        (ROLL, ROLL.replace("KPU", "Bawaslu"), "kpu", "bawaslu"),
        (
            VACCINE,
            "20 murid SD di Kongbeng pingsan karena keracunan makanan",
            "vaksin campak puskesmas kongbeng",
            "keracunan makanan",
        ),
        (POLL, POLL.replace("Timur", "Barat"), "Kutai Timur", "Kutai Barat"),
        (POLL, POLL.replace("Timur", "Kartanegara"), "Kutai Timur", "Kutai Kartanegara"),
        (BOXES, BOXES.replace("Selatan", "Utara"), "Sangatta Selatan", "Sangatta Utara"),
        (VACCINE, VACCINE.replace("Kongbeng", "Rantau Pulung"), "Kongbeng", "Rantau Pulung"),
        (CARD, CARD.replace("tidak ", ""), "tidak boleh", "boleh"),
        (SCHOOL, "Info: hari pencoblosan sekolah libur ya bu.", "tidak libur", "libur"),
        (HELP, HELP.replace("tidak ", ""), "tidak sampai ke warga", "sampai ke warga"),
    ],
)
def test_a_near_copy_that_says_something_else_is_doubtful_at_most(
    claim: str, text: str, claimed: str, said: str
) -> None:
    assert instead(text, claim) == (Instead(claimed, said),)
    library = Matcher((claim,))
    assert library.match([claim]).probability[0] >= hoax_signal().thresholds.automatic
    assert library.match([text]).probability[0] <= 0.5


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (claim, frame.format(claim))
        for claim in (FERTILISER, CLINIC, ROAD, VACCINE, ROLL, POLL, BOXES, CARD, SCHOOL)
        for frame in ("{}", "{}, hati-hati ya semua", "jangan diam saja, {}", "Astaga {}. Sebarkan!")
    ]
    + [
        (ROAD, "Jalan poros Wahau tidak dibuka, ditutup total gara2 longsor"),
        (ROAD, "Jalan poros Muara Wahau ditutup total akibat tanah longsor"),
        (CLINIC, "Puskesmas Telen tutup Senin karena perawat mogok"),
        (FERTILISER, "Harga pupuk di Kaubun naik jadi 300 ribu per sak"),
        (POLL, "Pencoblosan di Kutim diundur ke 5 Desember"),
        (BOXES, "Kotak suara di Sangatta hilang"),
        (CARD, "pemilih yg blm punya KTP elektronik gak boleh nyoblos"),
        (SCHOOL, "sekolah ndak libur pas hari pencoblosan"),
        (SCHOOL, "libur sekolah pada hari pencoblosan ditiadakan"),
        (SCHOOL, "Sekolah tetap masuk pada hari pencoblosan, padahal harusnya libur"),
        (HELP, "Bantuan banjir ke warga Sangatta nyangkut di kantor camat"),
    ],
)
def test_the_same_told_with_more_or_in_other_words_is_no_other_thing(claim: str, text: str) -> None:
    assert instead(text, claim) == ()


def test_a_place_is_known_by_its_spellings_and_by_where_it_lies() -> None:
    wahau, town, regency, other = (
        places_in(words_of(name))[0] for name in ("Ma. Wahau", "Sangatta", "Kutim", "Kutai Barat")
    )
    assert may_be_one(wahau, places_in(words_of("di Muara Wahau"))[0])
    assert may_be_one(wahau, regency) and may_be_one(town, places_in(words_of("Sangatta Utara"))[0])
    assert not may_be_one(wahau, town) and not may_be_one(regency, other)
    assert places_in(words_of("hulu sungai, tanpa nama")) == []


def test_a_post_in_its_own_words_is_not_held_to_the_claim_s_places() -> None:
    """As many that tell the claim as of those that tell another event name another place."""
    library = Matcher((VACCINE,))
    assert library.in_place(0, VACCINE.replace("Kongbeng", "Telen"))
    assert not library.in_place(0, "habis disuntik anak2 pada tumbang, dekat Telen sana")


def test_the_opposite_counts_in_other_words_too_while_a_text_is_short() -> None:
    library = Matcher(("Calon nomor 3 bersumpah berjalan kaki ke Bontang jika kalah di Sangatta Utara",))
    post = "si tiga sumpah nyeker ke kota taman kalo MENANG di sgt utara"
    assert library.in_place(0, post) == (Instead("kalah", "menang"),)
    assert not library.in_place(0, f"{post}. {'Kata orang pasar begitu ceritanya tadi pagi. ' * 8}")
