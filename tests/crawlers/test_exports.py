"""What platforms export, and messages that somebody forwarded: without names and numbers of members."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core import clock
from crawlers.messages import UNKNOWN_ORIGIN
from crawlers.presets import ExportError, presets
from crawlers.spool import SPOOL
from tests.crawlers.importing import AT, Round, csv_file, json_file


@pytest.fixture
def ronde(tmp_path: Path) -> Iterator[Round]:
    clock.fix(AT)
    yield Round(tmp_path)
    clock.fix(None)


def test_meta_content_library_as_csv_and_as_its_api_answers(tmp_path: Path, ronde: Round) -> None:
    columns = (
        "activities,content_type,creation_time,id,lang,link_attachment.link,mcl_url,modified_time,"
        "post_owner.id,post_owner.name,post_owner.type,post_owner.username,statistics.like_count,text"
    )
    row = (
        "0,posts,2026-11-18T03:12:44+00:00,1234567890123456,id,,https://www.facebook.com/mcl/1234567890123456,"
        "2026-11-18T04:00:00+00:00,998877,Warga Contoh,profile,warga.contoh,12,Kotak suara aman"
    )
    counts = ronde.take(csv_file(tmp_path, columns, row), "meta_content_library")
    (post,) = ronde.accepted
    assert (post.key, post.text) == ("1234567890123456", "Kotak suara aman")
    assert (post.author, post.published_at) == ("998877", "2026-11-18T03:12:44+00:00")
    assert post.updated_at == "2026-11-18T04:00:00+00:00"
    assert "statistics.like_count" in counts.ignored_columns
    assert b"warga.contoh" not in ronde.archived

    answer = {
        "data": [
            {"id": "99", "text": "Dari API", "creation_time": "2026-11-18T03:12:44+00:00",
             "post_owner": {"id": "5", "name": "Nama", "username": "nama"}}
        ],
        "paging": {},
    }  # fmt: skip
    other = Round(tmp_path / "api")
    other.take(json_file(tmp_path, answer), "meta_content_library")
    assert [(c.key, c.text, c.author) for c in other.accepted] == [("99", "Dari API", "5")]


def test_tiktok_videos_and_comments(tmp_path: Path, ronde: Round) -> None:
    videos = {
        "data": {
            "videos": [
                {"id": 7301234567890123456, "video_description": "Suasana debat #kutim",
                 "create_time": 1763424000, "username": "akun_contoh", "region_code": "ID", "like_count": 3,
                 "voice_to_text": "selamat malam warga"}
            ],
            "cursor": 100, "has_more": False,
        },
        "error": {"code": "ok", "message": ""},
    }  # fmt: skip
    ronde.take(json_file(tmp_path, videos), "tiktok_research")
    (video,) = ronde.accepted
    assert video.key == "7301234567890123456"
    assert video.text == "Suasana debat #kutim\n\nselamat malam warga"
    assert video.url == "https://www.tiktok.com/@akun_contoh/video/7301234567890123456"
    assert video.published_at == "2025-11-18T00:00:00+00:00"

    comments = {"data": {"comments": [
        {"id": 11, "video_id": 7301234567890123456, "text": "mantap", "create_time": 1763424100}
    ]}}  # fmt: skip
    other = Round(tmp_path / "komentar")
    other.take(json_file(tmp_path, comments), "tiktok_research")
    assert [(c.key, c.text, c.url, c.author) for c in other.accepted] == [("11", "mantap", "", "")]

    spoken = Round(tmp_path / "suara")
    many = [{"id": number, "video_description": "x"} for number in range(101)]
    many.append({"id": 200, "video_description": "", "voice_to_text": "hanya suara"})
    spoken.take(json_file(tmp_path, {"data": {"videos": many}}), "tiktok_research")
    assert spoken.accepted[-1].text == "hanya suara"

    traktok = Round(tmp_path / "r")
    path = csv_file(
        tmp_path, "video_id,author_name,create_time,video_description", "12,nama,2026-11-18 00:00:00,halo"
    )
    traktok.take(path, "tiktok_research")
    assert [(c.key, c.author) for c in traktok.accepted] == [("12", "nama")]


def telegram(kind: str, *messages: dict[str, object]) -> dict[str, object]:
    return {"name": "Info Contoh", "type": kind, "id": 1234567, "messages": list(messages)}


MESSAGE: dict[str, object] = {
    "id": 5, "type": "message", "date": "2026-11-18T11:00:00", "date_unixtime": "1763434800",
    "from": "Siti Contoh", "from_id": "user42", "text": "Listrik padam di Bengalon", "text_entities": [],
}  # fmt: skip


def test_a_telegram_export_without_members(tmp_path: Path, ronde: Round) -> None:
    chat = telegram(
        "public_supergroup",
        {"id": 1, "type": "service", "actor": "Budi Contoh", "action": "invite_members", "members": ["Cici"]},
        MESSAGE,
        MESSAGE | {"id": 6, "edited": "2026-11-18T12:00:00", "edited_unixtime": "1763438400",
                   "text": ["Tanya ", {"type": "mention_name", "text": "Dedi Contoh", "user_id": 7}, " di ",
                            {"type": "link", "text": "https://contoh.example"}]},
        MESSAGE | {"id": 7, "text": "", "photo": "(File not included.)",
                   "contact_information": {"first_name": "Eka", "phone_number": "+62 812 0000 0000"}},
        MESSAGE | {"id": 8, "forwarded_from": "Kanal Kabar", "forwarded_from_id": "channel9"},
        MESSAGE | {"id": 9, "forwarded_from": "Fani Contoh", "forwarded_from_id": "user10"},
        MESSAGE | {"id": 10, "forwarded_from": "Gita Contoh"},
    )  # fmt: skip
    counts = ronde.take(json_file(tmp_path, chat, "result.json"), "telegram")
    assert (counts.ignored, counts.rows, counts.rejected) == (1, 6, {"empty_text": 1})
    first, second, *forwarded = ronde.accepted
    assert (first.key, first.url) == ("1234567/5", "https://t.me/c/1234567/5")
    assert (first.author, first.published_at) == ("user42", "2025-11-18T03:00:00+00:00")
    assert second.text == "Tanya [@akun] di https://contoh.example"
    assert second.updated_at == "2025-11-18T04:00:00+00:00"
    assert [c.forwarded_from for c in forwarded] == ["Kanal Kabar", UNKNOWN_ORIGIN, UNKNOWN_ORIGIN]
    spooled = (ronde.folder / SPOOL).read_bytes()
    for name in (b"Siti", b"Budi", b"Cici", b"Dedi", b"Eka", b"Fani", b"Gita", b"812 0000"):
        assert name not in ronde.archived
        assert name not in spooled
    assert "baris" in ronde.rejected[0][1]


def test_of_a_chat_between_persons_only_forwarded_messages_are_taken(tmp_path: Path, ronde: Round) -> None:
    chat = telegram(
        "personal_chat",
        MESSAGE,
        MESSAGE | {"id": 6, "text": "terusan", "forwarded_from": "Kanal", "forwarded_from_id": "channel9"},
    )
    ronde.take(json_file(tmp_path, chat, "result.json"), "telegram")
    assert [(c.text, c.url, c.forwarded_from) for c in ronde.accepted] == [("terusan", "", "Kanal")]
    assert [reason for reason, _ in ronde.rejected] == ["private_message"]
    assert b"Bengalon" not in ronde.archived


def test_a_poll_of_telegram_is_what_it_asks(tmp_path: Path, ronde: Round) -> None:
    asked = {"question": "Kantor mana yang kita bakar?", "closed": False, "answers": [{"text": "KPU"}]}
    chat = telegram(
        "public_channel", MESSAGE | {"text": "", "poll": asked}, MESSAGE | {"id": 6, "poll": None}
    )
    ronde.take(json_file(tmp_path, chat, "result.json"), "telegram")
    assert [post.text for post in ronde.accepted] == [asked["question"], MESSAGE["text"]]


def test_a_telegram_export_as_telegram_writes_it_and_torn(tmp_path: Path, ronde: Round) -> None:
    # Telegram writes control characters as \x0B, which is not JSON; \\x41 is a backslash in the text.
    whole = json.dumps(
        telegram("public_channel", MESSAGE, MESSAGE | {"id": 6}, MESSAGE | {"id": 7}), indent=1
    )
    whole = whole.replace("Listrik padam", r"Listrik\x0Bpadam\\x41", 1)
    path = tmp_path / "result.json"
    path.write_text(whole[: whole.rindex('"id": 7') + 40])
    ronde.take(path, "telegram")
    assert [candidate.key for candidate in ronde.accepted] == ["1234567/5", "1234567/6"]
    assert ronde.accepted[0].text.startswith("Listrik\x0bpadam\\x41")
    ((reason, detail),) = ronde.rejected
    assert reason == "torn_line"
    assert f"baris {path.read_text().count(chr(10)) + 1}, kolom" in detail


def test_rejected_messages_of_one_line_are_told_apart(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "result.json"
    path.write_text(
        json.dumps(telegram("public_channel", MESSAGE | {"text": ""}, MESSAGE | {"id": 6, "text": ""}))
    )
    assert ronde.take(path, "telegram").rejected == {"empty_text": 2}
    assert len({candidate.key for candidate in ronde.candidates}) == 2


def test_a_telegram_export_that_no_parser_can_hold_is_torn_there(tmp_path: Path, ronde: Round) -> None:
    whole = json.dumps(telegram("public_channel", MESSAGE, MESSAGE | {"id": 6}))
    for number, odd in enumerate(("[" * 100_000, "9" * 5000)):
        path = tmp_path / f"{number}.json"
        path.write_text(whole.replace('"id": 6', f'"id": {odd}'))
        ronde.take(path, "telegram")
    assert [reason for reason, _ in ronde.rejected] == ["torn_line", "torn_line"]
    assert len(ronde.accepted) == 2


@pytest.mark.parametrize(
    "value", [{"about": "x", "chats": {"list": [telegram("public_channel", MESSAGE)]}}, {"a": 1}, [1]]
)
def test_an_export_of_a_whole_account_is_refused(tmp_path: Path, ronde: Round, value: object) -> None:
    with pytest.raises(ExportError, match=r"bukan ekspor satu obrolan Telegram; .*Export chat history"):
        ronde.take(json_file(tmp_path, value, "result.json"), "telegram")
    assert not ronde.folder.exists()


@pytest.mark.parametrize(
    ("copied", "texts", "moments"),
    [
        (
            "Kabar: TPS 3 terbakar?\nMohon dicek.",
            ["Kabar: TPS 3 terbakar?\nMohon dicek."],
            ["20 November 2026"],
        ),
        (
            "[08.15, 12/11/2026] +62 812-0000-0000: Sebarkan!\nBaris dua\n"
            "[08.16, 12/11/2026] Budi Contoh: lanjut",
            ["Sebarkan!\nBaris dua", "lanjut"],
            ["2026-11-12T08:15", "2026-11-12T08:16"],
        ),
        (
            "[8:15 PM, 11/12/2026] Budi Contoh: Satu\n[31/31/26 08.15] Budi Contoh: Dua",
            ["Satu", "Dua"],
            ["2026-11-12T20:15", "20 November 2026"],
        ),
        (
            "12/11/26 08.15 - Pesan dan panggilan terenkripsi\n"
            "12/11/26 08.16 - Budi Contoh menambahkan Siti Contoh\n"
            "12/11/26 08.17 - Budi Contoh: Satu\n"
            "12/11/26 08.18 - Siti Contoh: Dua\nlanjut",
            ["Satu", "Dua\nlanjut"],
            ["2026-11-12T08:17", "2026-11-12T08:18"],
        ),
        (
            "[12/11/26 08.15] Budi Contoh: tanya @\u2068Siti Contoh\u2069 atau @62812-0000-0000 ya",
            ["tanya [@akun] atau [@akun] ya"],
            ["2026-11-12T08:15"],
        ),
        ("[12/11/26 08.15.33] ~ Budi Contoh: Satu", ["Satu"], ["2026-11-12T08:15"]),
        ("[12/11, 08.15] Budi Contoh: Satu", ["Satu"], ["20 November 2026"]),
        ("2026-11-12 08:15 - Budi Contoh: Satu", ["Satu"], ["2026-11-12T08:15"]),
        ("12.11.26, 08:15 – Budi Contoh: Satu", ["Satu"], ["2026-11-12T08:15"]),
        ("11/12/26, 8:15\u202fp.m. - Budi Contoh: Satu", ["Satu"], ["2026-11-12T20:15"]),
        ("[08.15.30, 12/11/2026] Budi Contoh: Satu", ["Satu"], ["2026-11-12T08:15"]),
        (
            "Budi Contoh, [12/11/2026 08:15]\nSatu\n\nSiti Contoh, [12.11.2026 8:16:02]:\nDua\nlanjut",
            ["Satu", "Dua\nlanjut"],
            ["2026-11-12T08:15", "2026-11-12T08:16"],
        ),
        (
            "> 12/11/26 08.15 - Budi Contoh: Satu\n  [12/11/26 08.16] Siti Contoh:\nDua",
            ["Satu", "Dua"],
            ["2026-11-12T08:15", "2026-11-12T08:16"],
        ),
        ("12/11/26\u00a008.15 — Budi Contoh: Satu", ["Satu"], ["2026-11-12T08:15"]),
        (
            "Budi Contoh, [12 Nov 2026 at 08.15.30]:\nSatu\n\n"
            "Siti Contoh, [12.11.2026 8:16:02 UTC+08:00]\nDua",
            ["Satu", "Dua"],
            ["12 Nov 2026 at 08.15.30", "12.11.2026 8:16:02 UTC+08:00"],
        ),
    ],
)
def test_a_forwarded_message_with_where_it_came_from(
    tmp_path: Path, ronde: Round, copied: str, texts: Sequence[str], moments: Sequence[str]
) -> None:
    path = tmp_path / "laporan.txt"
    path.write_text(f"Asal: grup WhatsApp RT 05\nDiterima: 20 November 2026\nTempat: Bengalon\n\n{copied}\n")
    ronde.take(path, "forwarded")
    assert [candidate.text for candidate in ronde.accepted] == list(texts)
    assert [candidate.published_at for candidate in ronde.accepted] == list(moments)
    assert {candidate.forwarded_from for candidate in ronde.accepted} == {"grup WhatsApp RT 05"}
    assert {candidate.place for candidate in ronde.accepted} == {"Bengalon"}
    assert b"0000-0000" not in ronde.archived
    assert b"Contoh" not in ronde.archived


@pytest.mark.parametrize(
    "said",
    [
        "<Media tidak disertakan>", "<Media omitted>", "Pesan ini dihapus", "Pesan ini telah dihapus.",
        "Anda menghapus pesan ini", "This message was deleted", "You deleted this message.",
        "IMG-20261120-WA0001.jpg (file terlampir)", "\u200eVID-1.mp4 (file attached)",
        "\u200egambar tidak disertakan", "\u200estiker tidak disertakan", "audio tidak disertakan",
        "\u200eGIF omitted", "\u200evideo omitted", "\u200ekartu kontak tidak disertakan",
        "Daftar pemilih.pdf • \u200e3 halaman \u200edokumen tidak disertakan",
        "\u200e<terlampir: 00000012-PHOTO-2026-11-20-08-15-33.jpg>", "\u200e<attached: 1-STICKER.webp>",
    ],
)  # fmt: skip
def test_what_whatsapp_writes_in_place_of_a_medium_is_no_post(
    tmp_path: Path, ronde: Round, said: str
) -> None:
    path = tmp_path / "laporan.txt"
    path.write_text(f"[12/11/26 08.15] Budi: {said}\n\u200e[12/11/26 08.16] Siti: Satu\n")
    counts = ronde.take(path, "forwarded")
    assert [candidate.text for candidate in ronde.accepted] == ["Satu"]
    assert (counts.ignored, counts.rejected) == (1, {})


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("IMG-1.jpg (file terlampir)\nBakar kotaknya!", "Bakar kotaknya!"),
        ("Bakar kotaknya! \u200e<terlampir: 1-PHOTO.jpg>", "Bakar kotaknya!"),
        ("Bakar kotaknya! \u200egambar tidak disertakan", "Bakar kotaknya!"),
        ("Bakar! \u200e<Pesan ini diedit>", "Bakar!"),
        ("Kenapa gambar tidak disertakan", "Kenapa gambar tidak disertakan"),
        ("Pesan ini dihapus admin, sebarkan", "Pesan ini dihapus admin, sebarkan"),
        ("lihat surat (file terlampir)", "lihat surat (file terlampir)"),
    ],
)
def test_a_caption_and_what_reads_like_a_placeholder_stay(
    tmp_path: Path, ronde: Round, said: str, text: str
) -> None:
    path = tmp_path / "laporan.txt"
    path.write_text(f"[12/11/26 08.15] Budi: {said}\n")
    assert ronde.take(path, "forwarded").ignored == 0
    assert [candidate.text for candidate in ronde.accepted] == [text]


def test_a_chat_that_is_no_utf8_is_told_too(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "obrolan.txt"
    path.write_bytes("20/11/26 08.15 - Budi: “Kafé”\n".encode("cp1252"))
    assert ronde.take(path, "forwarded").windows
    assert [candidate.text for candidate in ronde.accepted] == ["“Kafé”"]


def test_messages_that_share_a_link_are_each_kept(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "laporan.txt"
    path.write_text(
        "Tautan: https://contoh.example/b/1\n\n[12/11/26 08.15] Budi Contoh: Satu\n"
        "[12/11/26 08.16] Siti Contoh: Dua\n"
    )
    assert ronde.take(path, "forwarded").imported == 2
    assert [candidate.text for candidate in ronde.accepted] == ["Satu", "Dua"]
    assert {candidate.url for candidate in ronde.accepted} == {"https://contoh.example/b/1"}
    first, second = ronde.accepted
    assert first.native_id != second.native_id


def test_the_same_words_with_another_link_are_another_message(tmp_path: Path, ronde: Round) -> None:
    rows = (f"Viralkan!,https://contoh.example/{name},2026-11-20" for name in ("a", "b", "a"))
    ronde.take(csv_file(tmp_path, "pesan,tautan,diterima", *rows), "forwarded")
    assert [candidate.url[-1] for candidate in ronde.accepted] == ["a", "b"]
    assert [reason for reason, _ in ronde.rejected] == ["duplicate_row"]


@pytest.mark.parametrize(
    ("written", "text", "place", "origin"),
    [
        (
            "Tempat: Kantor KPU jam 9, bawa bensin\nAjak teman",
            "Tempat: Kantor KPU jam 9, bawa bensin\nAjak teman",
            "",
            "",
        ),
        ("Tempat: Kantor KPU, bawa bensin", "Tempat: Kantor KPU, bawa bensin", "", ""),
        ("Tempat: Bawa bensin\n\nAjak teman", "Tempat: Bawa bensin\n\nAjak teman", "", ""),
        ("Tempat: Bengalon\n[12/11/26 08.15] Budi Contoh: Satu", "Satu", "Bengalon", ""),
        ("Tempat: Bengalon\n\n[12/11/26 08.15] Budi Contoh: Satu", "Satu", "Bengalon", ""),
        ("Asal: grup RT 05\nTautan: https://contoh.example/1\nSebarkan!", "Sebarkan!", "", "grup RT 05"),
        ("Tempat: Bengalon\nAsal: grup RT 05\nSebarkan!", "Sebarkan!", "Bengalon", "grup RT 05"),
        ("\n \nAsal: grup RT 05\n\nSebarkan!", "Sebarkan!", "", "grup RT 05"),
    ],
)
def test_what_is_a_header_and_what_begins_like_one(
    tmp_path: Path, ronde: Round, written: str, text: str, place: str, origin: str
) -> None:
    path = tmp_path / "laporan.txt"
    path.write_text(f"{written}\n")
    ronde.take(path, "forwarded")
    (one,) = ronde.accepted
    assert (one.text, one.place, one.forwarded_from) == (text, place, origin)


def test_a_header_without_a_message_is_no_message(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "laporan.txt"
    path.write_text("Asal: grup RT 05\nDiterima: 20 November 2026\n")
    assert ronde.take(path, "forwarded").rejected == {"empty_text": 1}


def test_forwarded_messages_as_a_table(tmp_path: Path, ronde: Round) -> None:
    path = csv_file(tmp_path, "Pesan;Asal;Diterima", "Awas penipuan;kanal Telegram Kabar;2026-11-20")
    ronde.take(path, "forwarded")
    (candidate,) = ronde.accepted
    assert (candidate.text, candidate.forwarded_from) == ("Awas penipuan", "kanal Telegram Kabar")
    assert candidate.published_at == "2026-11-20"


def test_a_message_in_a_cell_loses_the_names_it_was_copied_with(tmp_path: Path, ronde: Round) -> None:
    cell = '"[20/11/26 08.15] Budi Contoh: Awas\n[20/11/26 08.16] Siti Contoh: penipuan @628120000000"'
    ronde.take(csv_file(tmp_path, "pesan,pengirim", f"{cell},Tono Contoh"), "forwarded")
    (candidate,) = ronde.accepted
    assert candidate.text == "Awas\npenipuan [@akun]"
    assert b"Contoh" not in ronde.archived


def test_every_preset_says_where_its_names_come_from() -> None:
    assert set(presets()) == {"generic", "forwarded", "meta_content_library", "tiktok_research", "telegram"}
    assert all(preset.evidence and preset.title for preset in presets().values())
