"""What WhatsApp itself writes into a chat, in the words of its members or with their names: no post."""

from pathlib import Path

import pytest

from crawlers.messages import unwrapped
from tests.crawlers.importing import Round

TELEPHONES = {"android": "20/11/26 08.15 - ", "iphone": "[20/11/26 08.15.30] "}


def taken(folder: Path, telephone: str, *lines: str) -> tuple[list[str], int]:
    """The texts that come in of such an export, and how many lines were passed over."""
    path = folder / "obrolan.txt"
    path.write_text("".join(f"{TELEPHONES[telephone]}{line}\n" for line in lines))
    ronde = Round(folder)
    counts = ronde.take(path, "forwarded")
    assert b"Contoh" not in ronde.archived
    return [post.text for post in ronde.accepted], counts.ignored


@pytest.mark.parametrize(
    "line",
    [
        "Warga RT 5: \u200ePesan dan panggilan terenkripsi secara end-to-end.",
        "Siti: \u200eBudi Contoh menambahkan Anda",
        "Info: Warga RT 5: \u200eBudi Contoh menambahkan Anda",  # a group with a colon in its name
        "Siti: \u200eMissed voice call",
        "Siti: \u200ePesan ini telah dihapus oleh admin Budi Contoh.",
        "Siti: \u200eThis message was deleted by admin ~ budi Contoh.",
        "Siti: \u200eLokasi: https://maps.google.com/?q=-0.5,117.5",
    ],
)
def test_an_iphone_names_a_sender_of_what_nobody_said(tmp_path: Path, line: str) -> None:
    assert taken(tmp_path, "iphone", "Budi: Satu", line, "Siti: Dua") == (["Satu", "Dua"], 1)


def test_what_people_said_on_an_iphone_stays(tmp_path: Path) -> None:
    said = [
        "Budi: Bakar kotaknya! \u200e<terlampir: 1-PHOTO.jpg>",
        "Siti: \u200e<terlampir: 2-PHOTO.jpg> Ini buktinya",
        "Rini: \u200ePOLLING:\nSiapa yang ikut ke kantor KPU?\n\u200eOPSI: Saya (1 suara)",
        "Tono: Kata pak RT: jangan ikut",
    ]
    texts, passed_over = taken(tmp_path, "iphone", *said)
    assert texts[:2] == ["Bakar kotaknya!", "Ini buktinya"]
    assert "Siapa yang ikut ke kantor KPU?" in texts[2]
    assert texts[3] == "Kata pak RT: jangan ikut"
    assert passed_over == 0


@pytest.mark.parametrize(
    "line",
    [
        'Budi Contoh mengubah subjek dari "Info: Warga" menjadi "Info Bengalon"',
        'Budi Contoh membuat grup "Info: Warga"',
        "Budi Contoh changed the group name from “A: b” to “Warga: Bersatu”",
        "Budi Contoh menambahkan Pak RT: 05",
        "Siti: Pesan ini dihapus oleh admin Budi Contoh",
        "Siti: Pesan ini dihapus oleh admin +62 812-0000-0000",
        "Siti: This message was deleted by admin ~budi Contoh",
        "Siti: <View once voice message omitted>",
        "Siti: null",
        "Siti: Panggilan suara tak terjawab",
        "Siti: lokasi: https://maps.google.com/?q=-0.5,117.5",
    ],
)
def test_an_android_line_with_a_colon_may_be_nobodys(tmp_path: Path, line: str) -> None:
    assert taken(tmp_path, "android", "Budi: Satu", line, "Siti: Dua") == (["Satu", "Dua"], 1)


def test_what_people_said_on_android_stays(tmp_path: Path) -> None:
    said = [
        'Budi "Gondrong" Santoso: Satu "dua',
        "Siti: Pesan ini dihapus oleh admin karena benar, sebarkan!",
        "Rini: Bupati mengubah subjek: kita dibohongi",
        "Tono: <b>Sebarkan</b>",
    ]
    texts, passed_over = taken(tmp_path, "android", *said)
    assert texts == [line.partition(": ")[2] for line in said]
    assert passed_over == 0


def test_what_is_pasted_at_the_desk_loses_those_lines_too() -> None:
    pasted = (
        "[20/11/26 08.15.30] Warga RT 5: \u200eBudi Contoh menambahkan Anda\n"
        "[20/11/26 08.15.31] Siti Contoh: Bakar kotaknya!\n"
        '20/11/26 08.15 - Budi Contoh mengubah subjek dari "Info: A" menjadi "B"\n'
    )
    assert unwrapped(pasted) == "Bakar kotaknya!"
