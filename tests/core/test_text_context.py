"""Where somebody slips often, words are read by those beside them; elsewhere each is read by itself."""

import pytest

from core.text import model_form, model_tokens
from core.text.forms import single_forms
from core.text.pairs import attraction

READ = [
    ("ktia bkar dair rumah semua prang itu", "kita bakar dari rumah semua prang itu"),
    ("mereak dtang dair sebrang, usri saj", "mereka datang dari seberang usir saja"),
    ("kaim tunggu di simapng, bwaa parang", "kami tunggu di simpang bawa parang"),
    ("terima ksih pka guru atas bimbngannya", "terima kasih pak guru atas bimbingannya"),
    # slang that is mistyped, a doubled word, one that forbids
    ("jarha aaj toko mereak, rmai2", "jarah saja toko mereka ramai ramai"),
    ("babu2 itu dtang ke kmapung cnia2", "babu babu itu datang ke kampung cina cina"),
    ("jagan bkar rumah itu, kiat sabra saj", "jangan bakar rumah itu kita sabar saja"),
    # shorthand is what it is short for, or stays
    ("ktia bkr smeua kantor, hkm ktuanya di kpc", "kita bakar semua kantor hukum ketuanya di kpc"),
    ("tdka blh msuk ktia smeua", "tidak boleh masuk kita semua"),
    ("bnh smeua prng itu ktia", "bunuh semua prng itu kita"),
    ("ktia brngkat mlm ini, plg bsk pgai", "kita berangkat malam ini pulang besok pagi"),
    # of two consonants, and backwards
    ("ktia smeua bc dlu, tnya pk rt", "kita semua baca dulu tanya pak rt"),
    ("wrga tangkp ngilam smeua", "warga tangkap maling semua"),
    ("tnang bukan kpu musuh kta. Orang jawanya", "tenang bukan kpu musuh kita orang jawanya"),
    # in capitals: all may be slips
    ("KAMI JGUA TLAK TAMBNAG DI DSEA KMAI", "kami juga tolak tambang di desa kami"),
    ("BNUH SAJA DIA, HBSI SEMUA", "bunuh saja dia habis semua"),
    ("Polsi Cari Penontn yang Dikeoryok di Desa", "polisi cari penonton yang dikeroyok di desa"),
    ("bangsa Meylau mlaas kejra, cnia digunudlin", "bangsa melayu malas kerja cina digundulin"),
    ("ktia smeua dkung pks, pdt joko, dst", "kita semua dukung pks pdt joko dst"),
    ("kader bkr kabupaten rapat, bnh padi dibagi", "kader bkr kabupaten rapat bnh padi dibagi"),
]


@pytest.mark.parametrize(("text", "read"), READ)
def test_who_slips_often_is_read_by_the_words_beside(text: str, read: str) -> None:
    assert model_form(text) == read


def test_but_not_by_each_word_alone() -> None:
    assert "mereak" in single_forms("mereak dtang dair sebrang, usri saj")


KEPT = [
    "warga tumpah ruah ke jalan dan tumpah ruah lagi",  # rumah
    "saya beli baut di bengkel",  # batu, buat
    "kiat sukses menjaga damai",  # kita
    "warga main golf sambil bahas polusi",  # gold, polisi
    "biak dan saba itu di papua",
    # acronyms are no slips: pks, plat, kepada
    "pjs bupati dan plt sekda rapat di kpc sangatta",
    "spk dan btn kpp dibahas kks mts",
]


@pytest.mark.parametrize("text", KEPT)
def test_a_strange_word_of_others_is_meant(text: str) -> None:
    assert model_form(text) == text


def test_names_are_meant_too() -> None:
    assert model_form("Bowo prgi ke Biak naik kpal dari pelbuhan") == (
        "bowo pergi ke biak naik kapal dari pelabuhan"
    )


@pytest.mark.parametrize("name", ["Dea", "Ana", "Lia", "Iin", "Soni", "Tolaki", "sanget", "uyuh"])
def test_so_is_a_name_or_a_word_of_the_region_one_slip_from_a_frequent_word(name: str) -> None:
    assert name.lower() in model_form(f"ktia smeua pilih {name} aja bsok").split()


def test_offsets_are_those_of_the_text() -> None:
    text = "usri saj cnia2 dair kmapung"
    words = [(word, text[start:end]) for word, start, end in model_tokens(text)]
    assert words == [
        ("usir", "usri"), ("saja", "saj"), ("cina", "cnia2"), ("cina", "cnia2"), ("dari", "dair"),
        ("kampung", "kmapung"),
    ]  # fmt: skip


def test_words_that_belong_together_attract_each_other() -> None:
    assert attraction("terima", "kasih") > 3 > 0 > attraction("terima", "bakar")
    assert attraction("terima", "qwzx") == 0
