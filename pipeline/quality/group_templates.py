"""Notices that are one template filled many times: each filling is a story of its own (for measuring)."""

import random
from typing import Final

_PLACES: Final = (
    "Sangatta Utara", "Sangatta Selatan", "Bengalon", "Muara Wahau", "Kaliorang", "Kaubun", "Teluk Pandan",
    "Rantau Pulung", "Sangkulirang", "Karangan", "Busang", "Telen", "Sandaran", "Muara Bengkal",
)  # fmt: skip
_DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu")
_MONTHS: Final = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September")
_PEOPLE: Final = (
    "Sukarman", "Rosdiana", "Abdul Wahid", "Yuliana Lating", "Petrus Ngau", "Hasanuddin", "Sri Lestari",
    "Markus Lie", "Nurhayati", "Bambang Irawan", "Fatimah Zahra", "Daeng Materru",
)  # fmt: skip
_SKY: Final = ("cerah berawan", "hujan ringan", "hujan sedang disertai petir", "berawan tebal", "hujan lebat")
_GOODS: Final = ("cabai rawit", "bawang merah", "telur ayam ras", "beras medium", "minyak goreng curah")
_FIRMS: Final = (
    "Karya Borneo",
    "Sinar Mahakam",
    "Tunas Benua",
    "Bara Lestari",
    "Agro Kaliorang",
    "Citra Etam",
)
_JOBS: Final = ("operator alat berat", "admin gudang", "mekanik", "juru masak", "pengawas lapangan", "sopir")

_TEMPLATES: Final = (
    "Prakiraan cuaca BMKG untuk Kutai Timur, {day} {date} {month} 2026: {place} {sky} dengan suhu {low}"
    " sampai {high} derajat Celsius, kelembapan {wet} persen, angin dari tenggara {wind} kilometer per jam."
    " Warga diimbau waspada terhadap genangan dan pohon tumbang.",
    "Harga kebutuhan pokok di Pasar Induk Sangatta per {date} {month} 2026: {goods} Rp{price}.000 per"
    " kilogram, pekan lalu Rp{before}.000. Pasokan aman menurut Dinas Perindustrian dan Perdagangan.",
    "PENGUMUMAN PEMADAMAN LISTRIK. Yth pelanggan PLN di {place}, pada hari {day} tanggal {date} {month} 2026"
    " pukul {hour}.00 sampai {until}.00 WITA akan dilakukan pemeliharaan jaringan. Mohon maaf atas"
    " ketidaknyamanannya.",
    "Innalillahi wa inna ilaihi rojiun, telah berpulang {person} dari {place} pada hari {day} pukul {hour}.15"
    " WITA dalam usia {age} tahun. Jenazah dimakamkan besok. Mohon doa dan dimaafkan segala kesalahannya.",
    "LOWONGAN KERJA PT {firm} penempatan {place}, posisi {job} sebanyak {count} orang, usia maksimal"
    " {age} tahun, ijazah SMA sederajat. Lamaran diantar ke kantor paling lambat {date} {month} 2026.",
    "Dicari keluarga atas nama {person}, umur {age} tahun, terakhir terlihat di {place} hari {day} memakai"
    " baju biru. Yang melihat mohon menghubungi pos polisi terdekat.",
    "Hasil rekapitulasi suara kecamatan {place}: paslon nomor 1 meraih {count}.{votes} suara, paslon nomor"
    " 2 meraih {age}.{votes} suara, suara tidak sah {wet}. Saksi menandatangani berita acara.",
    "Satu rumah warga di {place} terbakar pada {day} {date} {month} sekitar pukul {hour}.30 WITA. Pemilik"
    " rumah, {person}, selamat. Kerugian ditaksir Rp{price} juta, api dipadamkan {count} unit mobil pemadam.",
)


def notices(seed: int, each: int = 25) -> list[str]:
    """`each` fillings of every template, seeded."""
    chance = random.Random(seed)
    return [_filled(template, chance) for template in _TEMPLATES for _ in range(each)]


def _filled(template: str, chance: random.Random) -> str:
    return template.format(
        place=chance.choice(_PLACES),
        day=chance.choice(_DAYS),
        month=chance.choice(_MONTHS),
        person=chance.choice(_PEOPLE),
        sky=chance.choice(_SKY),
        goods=chance.choice(_GOODS),
        firm=chance.choice(_FIRMS),
        job=chance.choice(_JOBS),
        date=chance.randint(1, 28),
        low=chance.randint(21, 25),
        high=chance.randint(29, 35),
        wet=chance.randint(55, 98),
        wind=chance.randint(4, 35),
        price=chance.randint(12, 95),
        before=chance.randint(12, 95),
        hour=chance.randint(6, 14),
        until=chance.randint(15, 22),
        age=chance.randint(19, 84),
        count=chance.randint(2, 60),
        votes=chance.randint(100, 999),
    )
