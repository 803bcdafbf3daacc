import pytest

from core.record import Channel
from core.text import model_form
from models.encoder.encode import encode, meaning
from models.encoder.reading import nameless
from models.features import features
from models.lexicon import lexicon
from models.measuring.data import texts
from models.names import aligned, alike, listed, names
from pipeline.classify import Said, classify_texts

SPELLINGS = [spelling for every in names().values() for name in every for spelling in name]
SENTENCE = "usir orang {} dari kampung ini {} saja yang boleh tinggal {} pulang malam ini"


def read(text: str) -> str:
    return " ".join(alike(model_form(text).split()))


def test_every_name_stands_once_and_is_a_word_that_models_see() -> None:
    assert len(SPELLINGS) == len(set(SPELLINGS)) > 200
    assert [name for name in SPELLINGS if "_".join(model_form(name.replace("_", " ")).split()) != name] == []


@pytest.mark.parametrize("kind", names())
def test_any_name_of_a_kind_is_read_like_another(kind: str) -> None:
    first = [spellings[0].replace("_", " ") for spellings in names()[kind]]
    known = read(SENTENCE.format(first[0], first[1], first[0]))
    for one, other in zip(first[1:], first[2:] + first[:1], strict=True):
        assert read(SENTENCE.format(one, other, one)) == known


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bugis dan Jawa lawan Bugis", "jawa dan bugis lawan jawa"),
        ("umat Kristen, kaum nasrani", "umat islam kaum islam"),  # one faith, however it is called
        ("gerejanya dibakar, pendetanya diusir", "masjidnya dibakar ustaznya diusir"),
        ("orang Kutai di Kutai Timur", "orang jawa di kutai timur"),  # a place is no people
        ("KPUD dan bupati", "kpu dan bupati"),
        ("pendukung paslon 02 serang posko paslon 01", "pendukung paslon 01 serang posko paslon 02"),
        ("paslon 02 dan 01", "paslon 01 dan 02"),
        ("02 vs 01", "01 vs 02"),
        ("coblos nomor urut tiga", "coblos nomor urut satu"),
        ("coblos paslon 3, 2 atau 1", "coblos paslon 1 2 atau 3"),
        ("TPS 02 buka jam 07", "tps 02 buka jam 07"),
        ("TPS 02 dan 03 buka 02 Maret", "tps 02 dan 03 buka 02 maret"),
        ("pendukung 4 orang, kandidat 2 minggu lagi", "pendukung 4 orang kandidat 2 minggu lagi"),
        ("Kepala Desa dan wali kota", "bupati dan gubernur"),
        ("Wakil Wali Kota, walikota, wakil menteri", "bupati gubernur camat"),
        ("wakil wali kota, wakil walikota, wawali", "bupati bupati bupati"),
        ("wakil kepala desa, wakades, kades", "bupati bupati gubernur"),
        ("wakilnya bupati itu", "wakilnya bupati itu"),
        ("pilihannya cuma dua, 02 atau 01", "pilihannya cuma dua 01 atau 02"),
        ("pendukung paslon 02 dan 3 polisi luka", "pendukung paslon 01 dan 3 polisi luka"),
        ("paslon 02 hari ini, nomor 3 suara terbanyak", "paslon 01 hari ini nomor 2 suara terbanyak"),
        ("pendukung dua paslon, UU Nomor 2 Tahun 2024", "pendukung dua paslon uu nomor 2 tahun 2024"),
        ("KPPS 03 di kelas 02", "kpu 03 di kelas 02"),
        ("Satpol PP dan PDI Perjuangan", "polisi dan pdip"),
        ("jangan main hakim sendiri, dasar tua bangka", "jangan main hakim sendiri dasar tua bangka"),
        ("kepala desanya, kepala sekolah", "bupatinya kepala sekolah"),
        ("Kapolsek dan polisi", "kapolres dan polisi"),
        ("Sulawesi Tenggara, Arab Saudi, Papua Nugini", "sulawesi tenggara arab saudi papua nugini"),
        ("ada 2 kotak dan tiga orang", "ada 2 kotak dan tiga orang"),
        ("harga beras naik lagi di pasar induk", "harga beras naik lagi di pasar induk"),
    ],
)
def test_names_are_read_as_the_text_names_them(text: str, told: str) -> None:
    assert read(text) == told


def test_no_word_is_lost_and_what_is_read_alike_stays_so() -> None:
    for example in texts():
        words = model_form(example.text).split()
        once = aligned(words)
        assert len(once) == len(words)
        assert aligned(once) == once


def test_a_text_of_one_word_over_and_over_is_read() -> None:
    assert alike(["wakil"] * 5000) == ["wakil"] * 5000


def test_a_signal_does_not_ask_who_and_a_claim_does() -> None:
    one, other = "Usir semua orang Bugis dari sini", "Usir semua orang Toraja dari sini"
    assert (features([one]) != features([other])).nnz == 0
    assert (encode([one]) == encode([other])).all()
    assert (meaning([one]) != meaning([other])).any()
    first, second = classify_texts([Said(title="", text=text, channel=Channel.POST) for text in (one, other)])
    assert [each.probability for each in first.signals] == [each.probability for each in second.signals]


def test_listed_names_come_with_their_kind_and_first_spelling() -> None:
    words = ["orang", "tionghoa", "dan", "bugisnya", "di", "kutai", "timur", "membakar", "mesjid"]
    assert listed(words, ["people", "house"]) == {
        ("people", "cina"),
        ("people", "bugis"),
        ("house", "masjid"),
    }
    assert listed(words, ["faith"]) == set()


def test_words_of_contempt_are_no_names() -> None:
    contempt = "cino cokin kafir aseng kadrun cebong kampret komunis pki pribumi asing pendatang muna"
    assert set(SPELLINGS).isdisjoint(contempt.split())


def test_peoples_and_faiths_stay_known_as_such() -> None:
    known = lexicon()
    for kind, name in (("people", "ethnic"), ("faith", "faith")):
        for spellings in names()[kind][:4]:
            assert known.classes[spellings[0]] == (known.names.index(name),)
    assert nameless("orang Wehea") == "orang jawa"
