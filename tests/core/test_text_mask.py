import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import mask, normalise

# Every number, name and address here is invented.
MASKED = [
    # identity number, family card
    ("NIK saya 6408012305890001", "NIK saya [NIK]"),
    ("KTP 6408-0123-0589-0001 hilang", "KTP [NIK] hilang"),
    ("640801 230589 0001", "[NIK]"),
    ("64.08.01.630589.0001", "[NIK]"),
    ("6 4 0 8 0 1 2 3 0 5 8 9 0 0 0 1", "[NIK]"),
    ("nomor 1234567890123456 itu", "nomor [NIK] itu"),
    ("KK: 6408010101010001", "KK: [KK]"),
    ("No. Kartu Keluarga 6408 0101 0101 0001", "No. Kartu Keluarga [KK]"),
    ("NIK ６４０８０１２３０５８９０００１", "NIK [NIK]"),
    ("081234567890 6408012305890001", "[telepon] [NIK]"),
    ("NIP 19850612 201001 1 002", "NIP [nomor]"),
    ("198506122010011002", "[nomor]"),
    ("NPWP: 12.345.678.9-012.000", "NPWP: [nomor]"),
    ("BPJS 0001234567890", "BPJS [nomor]"),
    # mobile
    ("hub 081234567890", "hub [telepon]"),
    ("0812-3456-7890", "[telepon]"),
    ("0812 3456 7890 atau 0857.1234.567", "[telepon] atau [telepon]"),
    ("+62 812-3456-7890", "[telepon]"),
    ("+6281234567890", "[telepon]"),
    ("6281234567890", "[telepon]"),
    ("62 812 3456 7890", "[telepon]"),
    ("+62 (0) 812 3456 7890", "[telepon]"),
    ("(0812) 3456 7890", "[telepon]"),
    ("0 8 1 2 3 4 5 6 7 8 9 0", "[telepon]"),
    ("O812 3456 7890", "[telepon]"),
    ("WA 81234567890", "WA [telepon]"),
    ("telp: 812 3456 789", "telp: [telepon]"),
    ("japri wa.me/6281234567890 ya", "japri wa.me/[telepon] ya"),
    ("https://wa.me/+6281234567890", "https://wa.me/[telepon]"),
    ("https://api.whatsapp.com/send?phone=6281234567890", "https://api.whatsapp.com/send?phone=[telepon]"),
    ("tel:+6281234567890", "tel:[telepon]"),
    ("+60 12-345 6789", "[telepon]"),
    ("081234567890 08571234567", "[telepon] [telepon]"),
    ("０８１２ ３４５６ ７８９０", "[telepon]"),
    ("WA ＋６２ ８１２－３４５６－７８９０", "WA [telepon]"),
    # landline
    ("0549-212345", "[telepon]"),
    ("(0549) 212345", "[telepon]"),
    ("0549 21234", "[telepon]"),
    ("0549212345", "[telepon]"),
    ("+62 549 212345", "[telepon]"),
    ("021-5551234", "[telepon]"),
    # accounts
    ("rek BRI 1234-01-012345-53-4 a.n. Budi", "rek BRI [rekening] a.n. Budi"),
    ("BCA 1234567890 an Budi", "BCA [rekening] an Budi"),
    ("norek Mandiri: 148-00-1234567-8", "norek Mandiri: [rekening]"),
    ("transfer ke rekening Bankaltimtara 0011223344", "transfer ke rekening Bankaltimtara [rekening]"),
    ("No. Rek. 1234567890", "No. Rek. [rekening]"),
    ("Dana 081234567890", "Dana [telepon]"),
    ("dana 1234567890 an Budi", "dana [rekening] an Budi"),
    ("rek BCA 1234567890 penerima Budi Santoso", "rek BCA [rekening] penerima Budi Santoso"),
    ("BRI 3456-01-012345-53-6 Unit Sangatta a.n Budi", "BRI [rekening] Unit Sangatta a.n Budi"),
    ("BCA 12345678 nasabah Budi", "BCA [rekening] nasabah Budi"),
    ("rek BCA 12345678 orang Sangatta", "rek BCA [rekening] orang Sangatta"),
    ("BRI 1234567890 warga Bengalon", "BRI [rekening] warga Bengalon"),
    ("rek BCA 1234567890,- a.n Budi", "rek BCA [rekening],- a.n Budi"),
    ("kartu kredit 4123456789012345", "kartu kredit [rekening]"),
    ("transfer ke Budi 1234567890", "transfer ke Budi [rekening]"),
    ("1234567890 a.n. Budi", "[rekening] a.n. Budi"),
    ("kirim lewat dana 1234567890", "kirim lewat dana [rekening]"),
    ("Dana 81234567890", "Dana [telepon]"),
    ("rek dana 1500000000", "rek dana [rekening]"),
    ("via dana 1234500000", "via dana [rekening]"),
    ("top up dana 12345678900000", "top up dana [rekening]"),
    ("DANA: 1234567890", "DANA: [rekening]"),
    ("ke DANA 1234500000 saja", "ke DANA [rekening] saja"),
    ("1234567890 penerima Budi", "[rekening] penerima Budi"),
    ("1234567890 penerima: budi", "[rekening] penerima: budi"),
    ("3456-01-012345-53-6 a.n. Budi", "[rekening] a.n. Budi"),
    ("warga RT 5 1234567890 a.n. Budi", "warga RT [rekening] a.n. Budi"),
    ("TPS 1234-5678-9012 a.n. Budi", "TPS [rekening] a.n. Budi"),
    ("1234567890 (a.n.Budi Santoso)", "[rekening] (a.n.Budi Santoso)"),
    ("1234567890 penerima budi", "[rekening] penerima budi"),
    ("rek BCA 2014-2056-7890", "rek BCA [rekening]"),
    ("rek BCA 2014 5056 7890", "rek BCA [rekening]"),
    ("rek BCA 12-10-2012-345678", "rek BCA [rekening]"),
    ("BRI 2024-2025-1234567", "BRI [rekening]"),
    ("transfer ke desa Budi 123456789012", "transfer ke desa Budi [rekening]"),
    ("transfer ke kas 1234567890123", "transfer ke kas [rekening]"),
    ("rek 2012 2034 5678", "rek [rekening]"),
    ("norek: 2019 2020 1234567", "norek: [rekening]"),
    ("rek 19 12 2012 345 678", "rek [rekening]"),
    ("top up dana 150000000 untuk saya", "top up dana [rekening] untuk saya"),
    # e-mail
    ("kirim ke budi.s+kutim@mail.example.id ya", "kirim ke [email] ya"),
    ("budi (at) contoh (dot) com", "[email]"),
    ("budi[at]contoh.co.id", "[email]"),
    ("@budi@mastodon.example", "[email]"),
    # account names
    ("kata @budi_kutim.", "kata [@akun]."),
    ("@62812345678 tolong", "[@akun] tolong"),
    ("@budi.santoso99, @ani", "[@akun], [@akun]"),
    ("＠budi", "[@akun]"),
    ("(@budi)", "([@akun])"),
    ("IG: budi_123", "IG: [@akun]"),
    ("https://www.instagram.com/budi.k/", "https://www.instagram.com/[@akun]/"),
    ("https://t.me/budikutim/12", "https://t.me/[@akun]/12"),
    ("tiktok.com/@budi_k/video/7123456789012345678", "tiktok.com/[@akun]/video/[nomor]"),
    ("x.com/budi/status/1", "x.com/[@akun]/status/1"),
    # plates
    ("mobil KT 1234 XX putih", "mobil [pelat] putih"),
    ("motor kt1234ab", "motor [pelat]"),
    ("KT 8035 RI", "[pelat]"),
    ("B 1234 ABC", "[pelat]"),
    ("plat da 12 k", "plat [pelat]"),
    # addresses
    ("Jl. Mawar No. 12 RT 05/RW 02", "[alamat]"),
    ("jalan Yos Sudarso II No 7", "[alamat]"),
    ("tinggal di RT 05 RW 02", "tinggal di [alamat]"),
    ("rumahnya di gang buntu RT 12", "rumahnya di gang buntu [alamat]"),
    ("di Blok C2 No. 14", "di [alamat]"),
    ("Gang Melati nomor 7 RT 3", "[alamat]"),
    ("Jl. Mawar Nomor 12/A RT 3 RW 1", "[alamat]"),
    ("JALAN MAWAR NOMOR 7", "[alamat]"),
    ("Jl Mawar No. 12-14", "[alamat]"),
    ("Jl.Mawar No.12", "[alamat]"),
    ("jl. mawar no. 12", "[alamat]"),
    ("gang melati no 3", "[alamat]"),
    ("Jl mawar no 12, rt 5", "[alamat]"),
    ("jl di panjaitan no 7", "[alamat]"),
    ("Jl. Mawar RT.05/RW.02", "Jl. Mawar [alamat]"),
    ("rumah no 2 RT 5", "[alamat]"),
    ("RT 05 RW 02 No. 12", "[alamat]"),
    ("tinggal di RT05/RW02", "tinggal di [alamat]"),
    ("rumah Pak Budi di RT 5 terbakar", "rumah Pak Budi di [alamat] terbakar"),
    ("bakar rumahnya di RT 05/02", "bakar rumahnya di [alamat]"),
    ("saya warga yang tinggal di RT 5", "saya warga yang tinggal di [alamat]"),
    ("rumah saya di jalan mawar no 3", "rumah saya di [alamat]"),
    ("jalan mawar no 3 rt 5", "[alamat]"),
    ("jalan mawar gang melati no 3", "[alamat]"),
    ("jl mawar no 3", "[alamat]"),
    ("Jalan Mawar No. 2", "[alamat]"),
    ("sebuah rumah milik Budi di RT 5 dibakar", "sebuah rumah milik Budi di [alamat] dibakar"),
    ("rumah budi santoso terbakar di RT 5", "rumah budi santoso terbakar di [alamat]"),
    ("RUMAH BUDI RT 5 TERBAKAR", "RUMAH BUDI [alamat] TERBAKAR"),
    ("rumah Budi dekat masjid di RT 5", "rumah Budi dekat masjid di [alamat]"),
    ("rumah korban di RT 5", "rumah korban di [alamat]"),
    ("rumah ketua RT 5", "rumah ketua [alamat]"),
    ("kosannya di RT 5", "kosannya di [alamat]"),
    ("Jl. Mawar No. B/12", "[alamat]"),
    ("Jl. Mawar No. A/12-B RT 5", "[alamat]"),
    ("Jl. Mawar No. 12/A/5", "[alamat]"),
    ("Jl. Mawar No. 12/RT 5/RW 2", "[alamat]"),
    ("Jl. Mawar No. 12 (RT 5, Sangatta)", "[alamat] ([alamat], Sangatta)"),
    ("Jl. Mawar Blok C 14", "[alamat]"),
    ("Jl. Mawar Blok C 14 orang", "[alamat] 14 orang"),
    ("Alamat: Dusun Makmur RT/RW 005/002", "Alamat: Dusun Makmur [alamat]"),
    ("Jl. Soekarno-Hatta No. 5", "[alamat]"),
    ("jalan mawar rt 05 rw 02", "jalan mawar [alamat]"),
    ("rumah no 12/RT 5", "[alamat]"),
    ("bakar rumah si Budi jalan diponegoro no 4", "bakar rumah si Budi [alamat]"),
    ("serang Budi di jalan diponegoro no 4, menang", "serang Budi di [alamat], menang"),
    ("Bu Siti, jalan diponegoro no 4, Sangatta", "Bu Siti, [alamat], Sangatta"),
    ("JALAN SOEKARNO HATTA NO 3", "[alamat]"),
    ("perumahan bukit indah blok c14 rumah budi", "[alamat] rumah budi"),
    ("Perumahan Bukit Indah Blok C 14 rumah Budi", "[alamat] rumah Budi"),
    ("no 12/RT 5/RW 2", "[alamat]"),
    ("antar surat ke no 12 RT 5", "antar surat ke [alamat]"),
    ("Rumah Budi dekat masjid di RT 5", "Rumah Budi dekat masjid di [alamat]"),
    ("alamat rumah Pak Budi no 12 RT 05/II", "alamat rumah Pak Budi [alamat]"),
    ("Gg 5 no 7 RT 03/I", "[alamat]"),
    ("rumah saya di jl aspal no 12", "rumah saya di [alamat]"),
    ("rumah Pak Budi di gang rabat no 15", "rumah Pak Budi di [alamat]"),
    ("rumah saya gang mulus blok c14", "rumah saya [alamat]"),
    ("jl mawar gang aspal no 12", "[alamat]"),
    ("rumah saya jalan mawar cor no 12", "rumah saya [alamat]"),
    ("alamatku jalan perbaikan no 12", "alamatku [alamat]"),
    ("rumah pintar milik Bu Ani RT 3", "rumah pintar milik Bu Ani [alamat]"),
    ("rumahnya relawan Budi RT 5", "rumahnya relawan Budi [alamat]"),
]
LEFT = [
    "Rabu, 27 November 2024, 08.00-16.00 WITA",
    "17-08-2024 dan 2024-11-27 08:00",
    "08-11-2024 10.30",
    "Rp 1.250.000 atau Rp1.250.000.000,50",
    "Rp 628.123.456.789",
    "Rp 8123456789",
    "anggaran 628.123.456.789 rupiah",
    "Ardiansyah 105.040 suara, Kasmidi 93.242 suara, sah 198.282",
    "DPT 297.994, 701 TPS, 18 kecamatan, 141 desa",
    "TPS 05 dan TPS 012 Desa Sepaso",
    "UU 1/2026 Pasal 28 ayat (3), Perbawaslu 8/2020, PKPU 2 Tahun 2024",
    "Putusan MK Nomor 135/PUU-XXII/2024",
    "tahun 2024 2025 2026 2027",
    "skor 3-1, menang 2:0",
    "luas 35.747,50 km2 dan 31.572,691 km2",
    "-0.5387, 117.4567",
    "(-6.201051303033357, 106.7894112345678)",
    "ISBN 978-602-8519-93-9",
    "Nomor: 470/1234/DISDUK/2024",
    "LP/B/123/XI/2024/SPKT",
    "call center 110 dan 112",
    "paslon 01 lawan 02, no 1",
    "gempa 5,6 SR pukul 10.15.30 WIB",
    "Jl. Yos Sudarso macet",
    "Ketua RT 12 ikut rapat",
    "jalan rusak di RT 8, JALAN RUSAK DI RT 8",
    "rumah warga di RT 5 kebanjiran",
    "rumah ibadah di RT 5 dirusak",
    "kotak kosong menang di RT 5, kosmetik dibagi di RT 6",
    "rumah milik warga di RT 5 terbakar",
    "sebuah rumah di RT 5 terbakar",
    "kebakaran 10 rumah warga tepatnya di RT 5, rumah warga terendam, khususnya di RT 6",
    "rumah warga didatangi petugas di RT 5",
    "10 rumah di RT 5 dan sejumlah rumah di RT 6 rusak",
    "bentrok di jalan dekat RT 7",
    "lampu mati di RT 05/RW 02",
    "warga yang tinggal di RT 5 mengeluh",
    "sudah 412 tanda tangan. Tinggal RT 6 dan 7",
    "jalan kaki ke TPS no 3, jalan bareng paslon nomor 1, jalan terus nomor 2",
    "Perda Jalan Umum Nomor 5 Tahun 2020",
    "Perda Jalan Umum Nomor 5/A Tahun 2020",
    "jalan sangatta hancur nomor 2 penipu, JALAN HANCUR NOMOR 2 PENIPU",
    "Jalan Bengalon mulus, nomor 1 menang",
    "pilih jalan terbaik, nomor 2",
    "bangun rumah dan jalan mulus no 01",
    "jalan poros rt 5 rw 2 rusak",
    "RT/RW 05/02 kebanjiran",
    "Surat Edaran No 12/RT 05/2024 dan SK No. 005 RT 12",
    "kotak suara RT 5 no 7, pertanyaan no 5 RT 3, kotak suara di RT 5 no 8",
    "No 005/RT 12/XI/2024 dan Nomor 7/RT 3/2024",
    "jalan sangatta bagus nomor 2, pilih jalan sepaso nomor 1, jalan sepaso nomor 2 menang",
    "jalan hancur RT 05/02 Sangatta, jalan bengalon amblas RT 5 RW 2, jalan cor rt 5 rw 2",
    "Rumah Pemenangan calon bupati di RT 5",
    "rumah relawan Pak Budi di RT 5, rumah ibadah kami di RT 6, rumah singgah di RT 7",
    "janji rumah sakit dan jalan mulus no 2, rumah ibadah kami di jalan aspal no 12",
    "jl mulus no 2 menang, gang aspal, nomor 1, kami tinggal di jalan mulus, nomor 2 hebat",
    "Surat no 12/RT 05/02/2024, no 15/RT 05/02/2024",
    "1234567890123 penerima suara, 1234567890 penerima vaksin",
    "BRI salurkan KUR Rp 1.250.000.000 untuk 12.345.678 orang",
    "Bank Mandiri 2024 laba 12.345.678",
    "dana 12500000 rupiah, BRI 12345678 orang, rekening 12500000,-",
    "rekening dana kampanye senilai 1.250.000.000",
    "Dana 1500000000 untuk perbaikan jalan tidak jelas",
    "Dana 12500000 dari warga, dana 8500000000 dari pusat",
    "anggaran 8500000000 dan senilai 8123456789",
    "transfer ke kas desa 1500000000",
    "dana transfer ke daerah 1534567890123",
    "tahun 2024-2025 12500 penerima bansos",
    "125000-150000 penerima bansos, 1234567890 Penerima Bansos",
    "TPS 10 11 12 13 14 a.n. Budi",
    "141.1 25 2024 001 a.n. Camat",
    "12.500-15.000 a.n. Budi",
    "saldo dana 1500000000",
    "DANA 1500000000 UNTUK JALAN",
    "DANA 1500000000 dari APBD hilang, Total DANA 123456789 belum cair",
    "bantuan lewat dana 1500000000 dari pusat",
    "1234567890 a.n.Bupati Kutim",
    "rekening dana kampanye 2019-2024, rekening 27-11-2024 08.00",
    "harga @5000, @10rb",
    "KPU 2024 DAN BAWASLU",
    "omset A200M",
    "ha 1000 KPU",
    "+12.500 suara",
    "@njing",
    "surat suara 2.500 lembar; 1.000.000.000.000.000 rupiah",
    "jam 7, umur 45 th, 5 km, 3x24 jam",
    "https://contoh.example/2024/11/27/kpu-tetapkan-hasil",
    "facebook.com/watch dan youtube.com/shorts",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_personal_data_is_masked(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize("text", LEFT)
def test_dates_prices_counts_and_laws_are_left(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(("text", "_"), MASKED)
def test_masks_within_a_sentence(text: str, _: str) -> None:
    """The words around a shape must not hide it."""
    masked = mask(f"Tolong sebarkan, {text}\nsegera!")
    assert masked != f"Tolong sebarkan, {text}\nsegera!"
    assert "[" in masked


@pytest.mark.parametrize(("text", "_"), MASKED)
def test_display_form_is_masked_too(text: str, _: str) -> None:
    hidden = "\u200b".join(text)
    assert "[" in mask(normalise(hidden))


_PIECES = st.sampled_from(
    [text for text, _ in MASKED] + LEFT + ["@", "[@akun]", "[rekening]", "rek", "WA", " ", "\n"]
)


@given(st.lists(_PIECES, max_size=6).map(" ".join))
def test_idempotent_on_shapes(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(alphabet="0123456789 .-+()@/:aRrekWTK\n[]", max_size=60))
def test_idempotent_on_noise(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.integers(10**15, 10**16 - 1), st.text(alphabet="abc ,\n", max_size=10))
def test_no_run_of_sixteen_digits_survives(number: int, around: str) -> None:
    assert str(number) not in mask(f"{around} {number} {around}")


@given(
    st.sampled_from(["08", "628", "+628", "+62 8", "62-8"]),
    st.text(alphabet="123456789", min_size=1, max_size=1),
    st.text(alphabet="0123456789", min_size=7, max_size=9),
)
def test_no_mobile_number_survives(prefix: str, first: str, rest: str) -> None:
    assert mask(f"hubungi {prefix}{first}{rest} segera") == "hubungi [telepon] segera"


def test_long_text_stays_fast() -> None:
    """No shape may take quadratic time: 100,000 digits, letters or separators in a row come back at once."""
    for unit in (
        "1",
        "1 ",
        "a",
        "a.",
        "@a",
        "RT ",
        "Jl. A ",
        "pol ",
        "rumah ",
        "rek ",
        "t.me/",
        "a1 ",
        "IG: ",
        "(at) ",
    ):
        began = time.process_time()
        mask(f"{unit * 20_000} 0")
        assert time.process_time() - began < 2, unit
