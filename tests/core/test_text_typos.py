"""Slips of the finger are undone, and nothing that may be meant is changed."""

import csv
import re

import pytest

from core.settings import PROJECT
from core.text import model_form, model_tokens
from core.text.typos import mended
from core.text.words import WORDS

SLIPS = [
    # a vowel left out, a letter struck twice or in its neighbour's place
    ("bkar", "bakar"), ("bnuuh", "bunuh"), ("manodr", "mandor"), ("dukuung", "dukung"), ("serbbu", "serbu"),
    # any letter left out, the key beside the right one
    ("diserag", "diserang"), ("musnahkn", "musnahkan"), ("pembunuan", "pembunuhan"), ("penjajaj", "penjajah"),
    # all vowels left out, spelled by sound
    ("pndtng", "pendatang"), ("mnghncrkn", "menghancurkan"), ("kadroen", "kadrun"), ("baqar", "bakar"),
    # the key beside in a short word, a slip seen as such, another ending, a space forgotten, from behind
    ("tolsk", "tolak"), ("tidka", "tidak"), ("gilirnmu", "giliranmu"), ("malingkotak", "maling kotak"),
    ("gnadnet", "tendang"),
]  # fmt: skip


@pytest.mark.parametrize(("slip", "meant"), SLIPS)
def test_a_slip_is_undone(slip: str, meant: str) -> None:
    assert mended(slip) == meant
    assert model_form(f"ayo {slip} semua") == f"ayo {meant} semua"


def test_in_a_doubled_word_too() -> None:
    assert model_form("anijng2 itu") == "anjing anjing itu"


@pytest.mark.parametrize("word", ["busang", "bakau", "kaubun", "banar", "sangata", "pilkada", "paid", "rich"])
def test_a_word_that_somebody_writes_stays(word: str) -> None:
    assert mended(word) == word


@pytest.mark.parametrize("word", ["ditiup", "mancung", "bengal", "gamang", "marka", "merengut", "diutus"])
def test_what_the_dictionary_knows_is_meant(word: str) -> None:
    assert mended(word) == word


# Names of people, peoples and places, acronyms and loan words, each a slip from a frequent word.
LISTED = """
    tongkok bigung damansyah sugianto kaspul lisna hamsa dpsh plts maping bankai bander bugs januar jembayan
    dpkp bkph bppd tolaki
"""


@pytest.mark.parametrize("word", LISTED.split())
def test_what_our_list_knows_is_meant(word: str) -> None:
    assert model_form(word) == word


@pytest.mark.parametrize("slip", ["jamgan", "bujanlah", "gwbisa", "gosh", "gaska"])
def test_no_other_key_makes_a_denial(slip: str) -> None:
    assert model_form(slip) == slip
    assert model_form("tdiak bukna jangna") == "tidak bukan jangan"


@pytest.mark.parametrize("word", ["nyetang", "niup", "mencet", "ngelunak", "ngasuh", "bagaya", "batahan"])
def test_what_speech_makes_of_a_root_is_meant(word: str) -> None:
    assert mended(word) == word


def test_with_several_readings_a_word_stays() -> None:
    assert {"marah", "merah", "murah"} <= WORDS
    assert mended("mrah") == "mrah"


HASTE = "jgn lupa srebu kantro itu, {} besok"


@pytest.mark.parametrize(("slip", "meant"), [("Bnuuh", "bunuh"), ("bakr", "bakar"), ("LEMAPR", "lempar")])
def test_who_slips_twice_is_taken_to_slip_often(slip: str, meant: str) -> None:
    assert meant in model_form(HASTE.format(slip)).split()


@pytest.mark.parametrize("word", ["Mufid", "Andaman", "ditiup", "marka", "nyetang"])
def test_but_names_and_what_the_dictionary_knows_stay(word: str) -> None:
    assert word.lower() in model_form(HASTE.format(word)).split()


def test_digits_for_letters_in_a_word_that_is_mistyped_besides() -> None:
    assert model_form("k00mpul b4mb00 0nt444 g-4-n-t-u-n-k") == "kumpul bambu onta gantung"
    assert model_form("tps05 h2o mp3 4x4") == "tps 05 h2o mp 3 4x4"


@pytest.mark.parametrize("token", ["Bnuuh", "ISPA", "KADIN", "riau1", "polri1"])
def test_names_acronyms_and_what_has_a_digit_stay(token: str) -> None:
    assert model_form(token).replace(" ", "") == token.lower()


def test_no_place_of_ours_is_changed() -> None:
    with (PROJECT / "pipeline/reference/gazetteer.csv").open(encoding="utf-8", newline="") as file:
        names = {word for row in csv.DictReader(file) for word in row["name"].lower().split()}
    elsewhere = (PROJECT / "pipeline/reference/elsewhere.txt").read_text(encoding="utf-8").lower()
    names.update(re.findall("[a-z]+", elsewhere))
    assert len(names) > 200
    assert {name for name in names if mended(name, slips_often=True) != name} == set()


# Lower-case names, compounds, English, forms of speech: each a slip from a charged or frequent word.
MEANT = """
    usri kadri kadirun hasbullah hadrami pedro kafur kefir haiti samoa tape maid hides past mask begin
    pemilukada bumihangus antihoaks antarwarga hormatin diludahin dukunin gerilyawan paslonnya dihancurin
    adekmu temenmu yahdi kristina madjid maduro musalim uzir baskar murtadlo fitrianti islamabad toll spit
"""


@pytest.mark.parametrize("word", MEANT.split())
def test_nothing_harmless_becomes_charged(word: str) -> None:
    assert model_form(f"kata {word} itu") == f"kata {word} itu"
    assert model_form(f"kata {word.title()} dan {word.upper()} itu") == f"kata {word} dan {word} itu"


@pytest.mark.parametrize("clean", ["pakai wi-fi dan tik-tok", "harga USDT dan KBRN naik"])
def test_usual_spellings_are_no_slips(clean: str) -> None:
    assert model_form(f"{clean}, kata Bnuuh").endswith("bnuuh")


@pytest.mark.parametrize("words", ["olehkada", "namaga", "bawaga", "sayatidak"])
def test_no_forgotten_space_makes_a_denial(words: str) -> None:
    assert model_form(words) == words


@pytest.mark.parametrize("list_", ["D.P.R.D dan K.P.U, Usri", "S/M/L dan A/B/C, Usri", "T/A/P/D"])
def test_acronyms_and_lists_are_no_disguises(list_: str) -> None:
    assert not {"usir", "dapat"} & set(model_form(list_).split())


def test_offsets_are_of_what_was_written() -> None:
    assert model_tokens("ayo bkar!")[1] == ("bakar", 4, 8)


@pytest.mark.parametrize(
    ("written", "read"),
    [("h4815", "habis"), ("54ya", "saya"), ("547u", "satu"), ("93dun9ny4", "gedungnya")],
)
def test_words_spelled_with_more_digits_than_letters(written: str, read: str) -> None:
    assert model_form(written) == read


@pytest.mark.parametrize("written", ["50rb", "17an", "471k", "g30s", "u17", "5in1"])
def test_numbers_with_what_they_count_stay(written: str) -> None:
    assert model_form(written) == written


def test_a_counted_noun_is_no_word_with_digits() -> None:
    assert model_form("53orang 53malam 8ini tps12 b411") == "53 orang 53 malam 8 ini tps 12 b411"
