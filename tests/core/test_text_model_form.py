import re
import time
from pathlib import Path

import emoji
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import model_form, model_tokens, pictures
from core.text.spelling import SLANG
from core.text.words import WORDS

FORMS = [
    # look-alikes
    ("баkаr rumаh", "bakar rumah"),
    ("𝐛𝐚𝐤𝐚𝐫 ｂａｋａｒ Ⓑⓐⓚⓐⓡ ʙᴀᴋᴀʀ b̶a̶k̶a̶r̶", "bakar bakar bakar bakar bakar"),
    ("ρemilu κotor", "pemilu kotor"),
    ("réformasi", "reformasi"),
    # leet, and numbers that stay
    ("tanggal 7/4/1 pasal 8.4.8.1 dan 1/2/3", "tanggal 7/4/1 pasal 8.4.8.1 dan 1/2/3"),
    ("b4kar s1kat 4njing us1r", "bakar sikat anjing usir"),
    ("b@kar $ikat s!kat", "bakar sikat sikat"),
    ("4njing2 itu", "anjing anjing itu"),
    ("tahun 2024, 10.000 orang, no 1, rp50rb", "tahun 2024 10.000 orang no 1 rp50rb"),
    ("UU 1/2026 jam 17:00 g30s p3k 5g covid19", "uu 1/2026 jam 17:00 g30s p3k 5g covid 19"),
    ("Rp 1.250.000,- di TPS 05", "rp 1.250.000 di tps 05"),
    ("2periode jam7malam paslon02 tps5", "2 periode jam 7 malam paslon 02 tps 5"),
    ("us!r mereka!bakar", "usir mereka bakar"),
    ("k4m1 b4nt41 r4mp45 ng4p41n", "kami bantai rampas ngapain"),
    ("b0m 4p1 t4u k4f1r2 n39r02nya p4rt412", "bom api tahu kafir kafir negro negronya partai partai"),
    ("campur12 tahun12 tps12 p3k", "campur 12 tahun 12 tps 12 p3k"),
    ("17an 50rb rt13 u17 5in1 4x4 2d3n 1tb", "17an 50rb rt 13 u17 5in1 4x4 2d3n 1tb"),
    # spaced, dotted, censored
    ("ayo b a k a r kantornya", "ayo bakar kantornya"),
    ("b.a.k.a.r b-u-n-u-h", "bakar bunuh"),
    ("b u n u h m e r e k a", "bunuh mereka"),
    ("s i k a t 2 kali", "sikat 2 kali"),
    ("Kelas A 1 2 3, B 4 8 1, b-4-b-1", "kelas a 1 2 3 b 4 8 1 babi"),
    ("cm3 10cm2 org2 s*rang", "cm3 10cm2 orang orang srang"),
    ("K.P.U. dan S.H., M.H.", "kpu dan s h m h"),
    ("b*ngs*t b*kar anj*ng", "bangsat bakar anjing"),
    ("b*bi k*parat anj*ng2", "babi keparat anjing anjing"),
    ("pe-ni-pu in.jak gan_tung pen_datang", "penipu injak gantung pendatang"),
    ("p3-n1-pu k4-fir g4n.tung. u-sir", "penipu kafir gantung usir"),
    ("k.a.c.a nya pecah", "kacanya pecah"),
    ("di b.a.k.a.r di ru-mah, di-masjid", "dibakar di rumah di masjid"),
    ("b*b* itu m4t!", "babi itu mati"),
    ("m@u! b4kar! sekarang", "mau ! bakar ! sekarang"),
    ("*MA* *TA* *di* siswa 7A! 14K! 4P!", "ma ta di siswa 7a ! 14k ! 4p !"),
    ("puj@sera rt@dedysamawi awas!jangan", "pujasera rt dedysamawi awas jangan"),
    ("bang!Ke mana siap@kpu ig@jokowi", "bang ke mana siap kpu ig jokowi"),
    ("di-pikirkan di T.E.B.A.S K.P.U lah", "dipikirkan di tebas kpu lah"),
    ("lihat www.detik.com kan, dia pe-ni-pu kan", "lihat _url_ kan dia penipu kan"),
    ("0.t.a.k 1.s.l.@.m p.e.s.@.n 3.a b.1.2", "otak islam pesan 3 a b 1 2"),
    ("K P U, b a u, pilih a b c, U.S.A.", "kpu bau pilih a b c usa"),
    ("di.t!pu b4n-t@1 r4.cun.1n g@nt00ng halo-kak@budi", "ditipu bantai racunin gantung halo kak budi"),
    ("KaPeU te-pe-es Ka-Te-Pe BaSe", "kpu tps ktp base"),
    ("1.a.k.u 1.i.p.a 5.i.k.a.t Nur ❤ Ani", "1 aku 1 i p a sikat nur _hati_merah_ ani"),
    ("po-tong anc.aman PRI.BUMI kem-pe-sin re-lo-kasi", "potong ancaman pribumi kempesin relokasi"),
    ("Al-Quran KTP-nya ga.gang se-iman siap.kan", "al quran ktp nya tidak gang se iman siap kan"),
    ("ganyang ☭ itu, anti-☭", "ganyang pki itu anti komunis"),
    ("mari ba 🔥 Kar, pak \ufe0f de", "mari bakar pak de"),
    ("KPU TETAPKAN DPT, BPK PERIKSA KAS", "kpu tetapkan dpt bpk periksa kas"),
    ("BPK LU DPT DUIT YG BRP", "bapak kamu dapat uang yang berapa"),
    ("TPP GTT PSDA PLTA NAIK, ISU SARA REDA DI DESA", "tpp gtt psda plta naik isu sara reda di desa"),
    ("DPRD Kutim: Yan Ipui, Yosep Udau, Siang Geah", "dprd kutim yan ipui yosep udau siang geah"),
    ("ge 👊 buk bu🪦nuh, ya 🐷 itu, lu 🐷 i", "gebuk bunuh ya babi itu kamu babi i"),
    ("di-bakar hutan-nya, di-rumah e-KTP", "dibakar hutannya di rumah e ktp"),
    ("covid-19 TPS-03 c1-kwk rt.05 5-an u-17", "covid 19 tps 03 c1 kwk rt 05 5 an u 17"),
    ("ga.bener ga-sah jgn-lah dia.sah kan.ada", "tidak benar tidak sah jangan lah dia sah kan ada"),
    ("tiba-tiba anti-hoaks DPR-RI detik.com", "tiba tiba anti hoaks dpr ri detik com"),
    # stretched letters, and doubles that stay
    ("usiiiir rakyattt semuanyaaaa", "usir rakyat semuanya"),
    ("saat maaf taat manfaat tunggu anggota massa", "saat maaf taat manfaat tunggu anggota massa"),
    ("tegakkan kebiasaan menggantikan sesaat", "tegakkan kebiasaan menggantikan sesaat"),
    ("kenyataannya sesaat penelaah menggaji", "kenyataannya sesaat penelaah menggaji"),
    ("kaasih meemang ggantung anjingg", "kasih memang gantung anjing"),
    ("maaaaf saaaat", "maaf saat"),
    ("Pasal VII, UUD, KKN, PPP, PPPK, CO2", "pasal vii uud kkn ppp pppk co2"),
    ("hahahaha wkwkwk awokwok", "haha haha haha"),
    # doubled words
    ("orang2 orang-orang org2nya hati2", "orang orang orang orang orang orangnya hati hati"),
    # names are no deeds
    ("Ayo dukung Hajjar, Bakkar, Tikkam, Matti", "ayo dukung hajjar bakkar tikkam matti"),
    ("Barru, Sattu, Kanaan, kanaan, Daan Mogot", "barru sattu kanaan kanaan daan mogot"),
    ("ayo bbakar ummattt Ummat Bangett", "ayo bakar umat umat sangat"),
    ("Abu Bakar, abu bakar, ABU BAKAR, abubakar", "abubakar abubakar abubakar abubakar"),
    ("Ibnu Hajar, Siti Hajar, Ki Hajar Dewantara", "ibnuhajar sitihajar kihajar dewantara"),
    ("pendatang dari Tebas, jangan di tebas", "pendatang dari sambas jangan di tebas"),
    ("dari tebas hutan, DARI TEBAS, kecamatan tebas", "dari tebas hutan dari sambas kecamatan sambas"),
    ("dia hajar kayu bakar", "dia hajar kayu bakar"),
    # acronyms
    ("BKN: nama saya tidak ada di DPT-nya", "bkn nama saya tidak ada di dpt nya"),
    ("bkn saya yg dpt, kada tahu lbh", "bukan saya yang dapat tidak tahu lebih"),
    ("saya TDK setuju, YG itu", "saya tidak setuju yang itu"),
    ("SAYA BKN MALING", "saya bukan maling"),
    ("DPT KPU", "dpt kpu"),
    ("Saya TDK mau, YG itu BKN punya saya", "saya tidak mau yang itu bukan punya saya"),
    ("Ketua TP PKK, pppk dan PPPA", "ketua tp pkk pppk dan pppa"),
    ("dr. Budi, Dr. H. Ani, dr. rumah, dr Sangatta", "dokter budi doktor h ani dari rumah dari sangatta"),
    # slang
    ("gk bs gitu bro, lu tau ga sih", "tidak bisa begitu bro kamu tahu tidak sih"),
    ("gue udah bilang jgn ksana dmn2", "saya sudah bilang jangan ke sana di mana di mana"),
    ("pilkada FPI HTI malah Slamet kaya", "pilkada fpi hti malah slamet kaya"),
    # hashtags, emoji, links, masks, marks
    ("#GantiBupati2024 #kutimbisa", "ganti bupati 2024 kutim bisa"),
    ("#usircina #usirbugis #bunuhcina", "usir cina usir bugis bunuh cina"),
    ("#usirpendatang #USIRPENDATANG", "usir pendatang usir pendatang"),
    ("#kutaitimur #pilkada2024 #sangatta #savekutim", "kutai timur pilkada 2024 sangatta save kutim"),
    ("#salamduajari #KPUKutim #AbuBakar", "salamduajari kpu kutim abubakar"),
    ("🔥🔥🔥 hajar 👍🏽", "api hajar _jempol_ke_atas_"),
    ("di🔥 me👊i 👊🏽in Di🗡️", "dibakar memukuli pukulin ditusuk"),
    ("🔥nya 🏠mu me🔥 DI🔥", "apinya rumahmu me api dibakar"),
    ("iya💪kan di🏠 KTP-nya", "iya _lengan_berotot_ kan di rumah ktp nya"),
    ("makasih🙏 kan👍 dibakar🔥", "terima kasih _melipat_tangan_ kan _jempol_ke_atas_ dibakar api"),
    ("cek https://a.example/x?y=1 www.b.example bit.ly/abc", "cek _url_ _url_ _url_"),
    ("baca contoh.com/berita/1 youtu.be/abc", "baca _url_ _url_"),
    ("[@akun] [telepon] [NIK] @budi", "_akun_ _telepon_ _nik_ _akun_"),
    ("[SALAH] Bupati ditangkap", "salah bupati ditangkap"),
    ("Benarkah?? “Tidak!!!” katanya", 'benarkah ? " tidak ! " katanya'),
    ("Jum’at, ma'af, Qur'an", "jumat maaf quran"),
    ("", ""),
    ("...", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "form"), FORMS)
def test_form(text: str, form: str) -> None:
    assert model_form(text) == form


SPEECH = [
    "Dia bilang ke saya: 'kubakar motormu malam ini'. Saya takut",
    "Dia bilang ke saya: ‘kubakar motormu malam ini’. Saya takut",
    "Dia bilang ke saya: *kubakar motormu malam ini*. Saya takut",
    "Dia bilang ke saya: _kubakar motormu malam ini_. Saya takut",
]


@pytest.mark.parametrize("text", SPEECH)
def test_speech_in_single_marks_and_in_those_of_chats_is_as_in_double_ones(text: str) -> None:
    quoted = re.sub("[‘’'*_]", '"', text)
    assert model_form(text) == model_form(quoted)
    assert model_tokens(text) == model_tokens(quoted)


NO_SPEECH = [
    ("Jum'at 'kan libur, ma'af 'kan", "jumat kan libur maaf kan"),
    ("*bakar semua* kantor", "bakar semua kantor"),
    ("PENTING: *bakar semua kantor*", "penting bakar semua kantor"),
    ("katanya begitu. *bakar semua kantor*", "katanya begitu bakar semua kantor"),
    ("tembok 5' dan kayu 6' habis", "tembok 5 dan kayu 6 habis"),
]


@pytest.mark.parametrize(("text", "form"), NO_SPEECH)
def test_an_apostrophe_and_what_is_bold_are_no_speech(text: str, form: str) -> None:
    assert model_form(text) == form


def test_an_apostrophe_within_speech_does_not_end_it() -> None:
    assert model_form("ia menulis 'hari Jum'at kubakar' lalu") == 'ia menulis " hari jumat kubakar " lalu'


@settings(deadline=None)  # the first words load the vocabulary
@given(st.text())
def test_tokens_and_form_agree_and_offsets_hold(text: str) -> None:
    tokens = model_tokens(text)
    assert " ".join(word for word, _, _ in tokens) == model_form(text)
    assert all(0 <= start < end <= len(text) for _, start, end in tokens)
    starts = [start for _, start, _ in tokens]
    assert starts == sorted(starts)


@settings(deadline=None)
@given(st.text(alphabet="aiueobkrst0134579@$!*.-_ 🔥👊", max_size=40))
def test_disguises_never_fail(text: str) -> None:
    model_form(text)


def test_offsets_point_at_what_was_written() -> None:
    text = "Ayo b4kar kantor org2! pe-ni-pu di🔥 ab_cd di b.a.k.a.r ge 👊 buk"
    found = [(word, text[start:end]) for word, start, end in model_tokens(text)]
    assert found == [
        ("ayo", "Ayo"), ("bakar", "b4kar"), ("kantor", "kantor"),
        ("orang", "org2"), ("orang", "org2"), ("!", "!"),
        ("penipu", "pe-ni-pu"), ("dibakar", "di🔥"), ("ab", "ab_cd"), ("cd", "ab_cd"),
        ("dibakar", "di b.a.k.a.r"), ("gebuk", "ge 👊 buk"),
    ]  # fmt: skip


@pytest.mark.parametrize("half", ["\ufe0f", "\U0001f3fb", "\u20e3", "\U0001f1ee"])
def test_half_a_picture_is_nothing(half: str) -> None:
    assert model_form(f"kumpul di{half} Sangatta, {half}nya kantor") == "kumpul di sangatta nya kantor"
    assert model_tokens(f"kantor {half} dijual")[0] == ("kantor", 0, 6)


def test_a_name_of_two_words_is_one_stretch() -> None:
    text = "Pilih Abu Bakar saja"
    assert [text[start:end] for _, start, end in model_tokens(text)] == ["Pilih", "Abu Bakar", "saja"]


def test_slang_map_is_sound() -> None:
    """One step, no cycles, lower-case words; names of groups, offices and places stay what they are."""
    for informal, formal in SLANG.items():
        assert informal.isalnum() and informal == informal.lower() and informal not in WORDS
        assert all(word.isalpha() for word in formal.split())
        assert not any(word in SLANG for word in formal.split()), informal
    untouched = "fpi hti pki kpu bawaslu pilkada kaltim kutim malang cina dayak bugis kampret hoaks km pkl ma"
    assert model_form(untouched) == untouched


def test_common_negations_and_pronouns_are_one_word() -> None:
    assert set(model_form("ga gak nggak enggak tdk ndak kagak kada").split()) == {"tidak"}
    assert set(model_form("gue gw gua sy ane").split()) == {"saya"}


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1 ",
        "a",
        "a ",
        "a.",
        "@a",
        "#A",
        "b4",
        "a-",
        "$",
        "*a",
        "🔥",
        "👨\u200d",
        "'a b ",
        "bilang *a ",
        "a\u0336",
        "b*",
        "ab-",
        "a_",
        "di🔥",
        "a2",
        "a222",
    ],
)
def test_long_text_stays_fast(unit: str) -> None:
    """No token may take quadratic time."""
    began = time.process_time()
    model_form(unit * 20_000)
    assert time.process_time() - began < 2


def test_many_words_with_stars_stay_fast() -> None:
    words = [f"b{one}*{other}r" for one in "abcdefghijklmnopqrstuvwxyz" for other in "abcdefghijklmnopqrst"]
    began = time.process_time()
    model_form(" ".join(words))
    assert time.process_time() - began < 2


PICTURES_AS_WORDS = [
    ("dasar 🐷, usir 🇨🇳 dari tps 3️⃣", "dasar babi usir cina dari tps 3"),
    ("orang ✝️ di depan 🕌", "orang kristen di depan masjid"),
    ("bawa 🔪🪓", "bawa pisau kapak"),
    # a deed where what it is done to follows
    ("ayo 🔥 kantornya", "ayo bakar kantornya"),
    ("bawa 🔥 kantornya", "bawa api kantornya"),
    # and after who does it only where what follows surely bears it
    ("Kita 🔥 warga Kutim dukung 01", "kita api warga kutim dukung 01"),
    ("kami 🔪 mereka, gue 🔥 rumahnya", "kami bunuh mereka saya bakar rumahnya"),
    ("Kita 🔥 semuanya, kami 🔥 akhirnya", "kita api semuanya kami api akhirnya"),
    ("mereka 🔥 ketemu, gue 🔥 kantormu", "mereka api ketemu saya bakar kantormu"),
    ("semangat 🔥🔥🔥 kawan semua, mantap 🔥 bro", "semangat api kawan semua mantap api bro"),
]


@pytest.mark.parametrize(("text", "form"), PICTURES_AS_WORDS)
def test_a_picture_is_read_as_what_it_is_put_for(text: str, form: str) -> None:
    assert model_form(text) == form


@pytest.mark.parametrize("mood", ["😂", "🙏", "👍", "❤️", "😭", "🎉", "💀", "☠️", "🍻"])
def test_mood_and_ornament_stay_pictures(mood: str) -> None:
    form = model_form(f"mantap {mood}").removeprefix("mantap ")
    assert form.startswith("_")
    assert form.endswith("_")


def test_every_line_of_the_table_is_a_picture_with_words_as_texts_have_them() -> None:
    rows = Path(pictures.__file__).with_name("pictures.tsv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        picture, deeds, things = row.split("\t")
        assert emoji.is_emoji(picture) or picture in pictures.SIGNS, row
        assert re.fullmatch(r"[a-z0-9]+(?: [a-z0-9]+)*", f"{deeds} {things}".strip()), row
        read = pictures.read_picture(picture)
        assert read.startswith("_") or read == things.split()[0] == model_form(read), row


def test_without_pictures_those_in_words_stay() -> None:
    assert model_form("👊in dia 🔥nya 🐷 di🔥 😂", pictures=False) == "pukulin dia apinya dibakar"


def test_a_repeated_or_gendered_picture_is_the_same() -> None:
    assert model_form("di🔥🔥🔥 👮‍♂️👮🏽‍♀️") == "dibakar polisi"
    assert model_form("👷‍♀️") == "tukang"
