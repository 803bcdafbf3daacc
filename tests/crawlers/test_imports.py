import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from core.record import Candidate, Channel, CrawlState, SourceReport
from core.settings import Settings
from crawlers.archive import Archive
from crawlers.imports import ImportCounts, drop_folder, import_file, import_folder
from crawlers.messages import UNKNOWN_ORIGIN
from crawlers.presets import ExportError, presets
from crawlers.source import Source
from crawlers.spool import SPOOL, read_spool, tally

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOTHING = CrawlState(known={}, validators={}, paused_until={})


def source(preset: str | None = None) -> Source:
    return Source.model_validate(
        {"id": "komentar", "title": "Komentar", "publisher": "x", "kind": "file", "url": "masuk/komentar",
         "evidence": "x", "category": "open_group", "preset": preset}
    )  # fmt: skip


class Round:
    """One round's folders, and what is in them."""

    def __init__(self, folder: Path) -> None:
        self.archive_folder = folder / "archive"
        self.folder = folder / "spool" / "ronde"

    def take(self, path: Path, preset: str | None = None) -> ImportCounts:
        with Archive(self.archive_folder) as archive:
            return import_file(path, source(), preset, self.folder, archive, AT)

    def take_folder(self, path: Path, state: CrawlState = NOTHING, preset: str | None = None) -> SourceReport:
        with Archive(self.archive_folder) as archive:
            return import_folder(source(preset), path, self.folder, archive, state, AT)

    @property
    def candidates(self) -> list[Candidate]:
        return [entry for entry in read_spool(self.folder / SPOOL) if isinstance(entry, Candidate)]

    @property
    def accepted(self) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.rejected is None]

    @property
    def rejected(self) -> list[tuple[str, str]]:
        return [(c.rejected.reason, c.rejected.detail) for c in self.candidates if c.rejected is not None]

    @property
    def archived(self) -> bytes:
        """Every byte of every record, unpacked."""
        found = b""
        for path in sorted(self.archive_folder.rglob("*.warc.gz")):
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    found += record.rec_headers.to_bytes() + record.raw_stream.read()
        return found


@pytest.fixture
def ronde(tmp_path: Path) -> Round:
    return Round(tmp_path)


def csv_file(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "ekspor.csv") -> Path:
    path = folder / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def json_file(folder: Path, value: object, name: str = "ekspor.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def test_a_row_is_archived_without_its_author_and_spooled(tmp_path: Path, ronde: Round) -> None:
    path = csv_file(
        tmp_path,
        "id,text,url,author,published_at,place,Nomor HP",
        '17,"Jangan percaya, itu ""hoaks""",https://contoh.example/17,Siti Contoh,2026-11-19 08:00,'
        "Sangatta Utara,+62 812-0000-0000",
    )
    counts = ronde.take(path)
    assert (counts.rows, counts.imported, counts.ignored_columns) == (1, 1, ("nomor hp",))
    (candidate,) = ronde.accepted
    assert candidate.channel is Channel.POST
    assert (candidate.key, candidate.native_id, candidate.url) == ("17", "17", "https://contoh.example/17")
    assert candidate.text == 'Jangan percaya, itu "hoaks"'
    assert (candidate.author, candidate.published_at) == ("Siti Contoh", "2026-11-19 08:00")
    assert candidate.place == "Sangatta Utara"
    (page,) = candidate.pages
    body = json.loads(Archive(ronde.archive_folder).read_body(page))
    assert body["text"] == candidate.text
    assert "author" not in body
    assert b"Siti Contoh" not in ronde.archived
    assert b"0000-0000" not in ronde.archived
    assert b"WARC-Type: resource" in ronde.archived
    balance = tally(ronde.folder / SPOOL)["komentar"]
    assert balance.balanced
    assert balance.report is not None
    assert balance.report.status == "healthy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_of_a_spreadsheet(
    tmp_path: Path, ronde: Round, encoding: str, delimiter: str
) -> None:
    letters = "Kafé “Étam” — 5 €"
    path = csv_file(
        tmp_path,
        delimiter.join(("ID", " Text ", "author")),
        delimiter.join(("1", f'"{letters}{delimiter} dua\nbaris"', "é")),
        encoding=encoding,
    )
    assert ronde.take(path).imported == 1
    assert ronde.accepted[0].text == f"{letters}{delimiter} dua\nbaris"


def test_excels_own_line_about_the_delimiter_is_no_header(tmp_path: Path, ronde: Round) -> None:
    assert ronde.take(csv_file(tmp_path, "sep=;", "text;id", "satu, dua;1")).imported == 1
    assert ronde.accepted[0].text == "satu, dua"


def test_rows_that_cannot_pass_are_rejected_each_with_its_line(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "ekspor.csv"
    path.write_bytes(
        "id,text\r\n"
        "1,kabar baik dari désa\r\n"
        "2,  \r\n"
        "3\r\n"
        '4,"kutip" rusak\r\n'
        "\r\n"
        "1,kabar baik dari désa\r\n".encode()
        + b"5,huruf r\xfasak\r\n"
        + b"6,masih dibaca\r\n"
        + b'7,"tidak ditutup\r\n'
    )
    counts = ronde.take(path)
    assert [candidate.key for candidate in ronde.accepted] == ["1", "6"]
    assert [reason for reason, _ in ronde.rejected] == [
        "empty_text", "wrong_columns", "broken_quotes", "duplicate_row", "bad_encoding", "broken_quotes",
    ]  # fmt: skip
    for (_, detail), line in zip(ronde.rejected, (3, 4, 5, 7, 8, 10), strict=True):
        assert f"baris {line}" in detail
        assert detail.startswith("ekspor.csv: ")
    assert counts.rows == counts.imported + counts.rejected.total() == 8
    assert tally(ronde.folder / SPOOL)["komentar"].balanced


def test_a_torn_line_of_jsonl_is_rejected_and_the_others_pass(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "ekspor.jsonl"
    path.write_text(
        '{"text": "satu", "id": 1}\n\n{"text": "dua", "id"\n["bukan objek"]\n{"text": "tiga", "id": null}\n'
        '{"text": "potongan \\ud83d emoji", "id": 4}\n{"text": "emp'
    )
    counts = ronde.take(path)
    assert [candidate.text for candidate in ronde.accepted] == ["satu", "tiga", "potongan \ufffd emoji"]
    assert [reason for reason, _ in ronde.rejected] == ["torn_line", "not_an_object", "torn_line"]
    assert "baris 3, kolom 21" in ronde.rejected[0][1]
    assert counts.notes == {"letters_torn": 1}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "nomor,isi\n1,halo\n", r"a\.csv: baris 1: tidak ada kolom teks \(text\); .*: nomor, isi"),
        ("a.csv", "video_description,id\nhalo,1\n", "coba --preset tiktok_research"),
        ("a.csv", "", "berkas kosong"),
        ("a.csv", "\n\n", "berkas kosong"),
        ("a.csv", '"text\nhalo\n', "judul kolom tidak terbaca"),
        ("a.json", '{"text": ', "baris 1, kolom"),
        ("a.json", '{"error": {}, "data": 3}', "tidak ada daftar kiriman .ditemukan: error, data"),
        ("a.json", "3", "tidak ada daftar kiriman"),
        ("a.jsonl", '{"isi": "halo"}\n', "tidak ada kolom teks .* isi"),
        ("a.xlsx", "PK", r"simpan sebagai \.csv"),
        ("a.txt", "halo", r"simpan sebagai \.csv"),
    ],
)
def test_a_file_that_cannot_be_imported_writes_nothing(
    tmp_path: Path, ronde: Round, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ExportError, match=says) as caught:
        ronde.take(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert not ronde.folder.exists()


def test_a_missing_file_and_an_unknown_preset_say_so(tmp_path: Path, ronde: Round) -> None:
    with pytest.raises(ExportError, match="tidak ada berkas itu"):
        ronde.take(tmp_path / "tiada.csv")
    with pytest.raises(ExportError, match=r"'facebook' tidak dikenal; pilih salah satu: generic, .*telegram"):
        ronde.take(csv_file(tmp_path, "text", "halo"), "facebook")


def test_utf16_that_ends_in_half_a_letter_keeps_what_came_before(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "ekspor.csv"
    path.write_bytes("text\nsatu\ndua".encode("utf-16")[:-1])
    with pytest.raises(ExportError, match="bukan utf-16 yang utuh"):
        ronde.take(path)


def test_without_id_and_url_the_words_and_the_time_make_the_post(tmp_path: Path, ronde: Round) -> None:
    rows = ("setuju,Ani,2026-11-01", "setuju,Budi,2026-11-02", "setuju,Cici,2026-11-01")
    path = csv_file(tmp_path, "text,author,published_at", *rows)
    ronde.take(path)
    first, second = ronde.accepted
    assert first.key == first.native_id != second.key
    assert [reason for reason, _ in ronde.rejected] == ["duplicate_row"]
    again = Round(tmp_path / "lagi")
    again.take(path)
    assert [candidate.key for candidate in again.accepted] == [first.key, second.key]


def test_numbers_that_a_spreadsheet_rounded_are_no_ids(tmp_path: Path, ronde: Round) -> None:
    path = csv_file(tmp_path, "id,text,url", "7.38E+18,satu,contoh", '"7,38E+18",dua,javascript:alert(1)')
    counts = ronde.take(path)
    assert counts.notes == {"id_rounded": 2, "url_invalid": 2}
    assert [candidate.text for candidate in ronde.accepted] == ["satu", "dua"]
    assert all(candidate.url == "" for candidate in ronde.accepted)


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
    for name in (b"Siti", b"Budi", b"Cici", b"Dedi", b"Eka", b"Fani", b"Gita", b"0000"):
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


def test_forwarded_messages_as_a_table(tmp_path: Path, ronde: Round) -> None:
    path = csv_file(tmp_path, "Pesan;Asal;Diterima", "Awas penipuan;kanal Telegram Kabar;2026-11-20")
    ronde.take(path, "forwarded")
    (candidate,) = ronde.accepted
    assert (candidate.text, candidate.forwarded_from) == ("Awas penipuan", "kanal Telegram Kabar")
    assert candidate.published_at == "2026-11-20"


def test_a_drop_folder_is_read_once_and_a_changed_file_again(tmp_path: Path) -> None:
    folder = drop_folder(source(), Settings(data=tmp_path))
    assert folder == tmp_path / "masuk" / "komentar"
    folder.mkdir(parents=True)
    for number, rows in enumerate((["1,satu", "2,dua"], ["1,satu", "2,dua, ralat"])):
        made = csv_file(folder, "id;text", *(row.replace(",", ";", 1) for row in rows), name=f"{number}.csv")
        os.utime(made, ns=(number, number))
    csv_file(folder, "id,te", name="c.csv.part")
    first = Round(tmp_path / "1")
    report = first.take_folder(folder)
    assert (report.status, report.offered) == ("healthy", 4)
    assert [candidate.text for candidate in first.accepted] == ["satu", "dua, ralat"]  # of the newest file
    assert [reason for reason, _ in first.rejected] == ["duplicate_row", "other_version"]
    assert "sama dengan 1.csv baris 2" in first.rejected[0][1]
    assert tally(first.folder / SPOOL)["komentar"].balanced

    state = CrawlState(known={}, validators=report.validators, paused_until={})
    second = Round(tmp_path / "2")
    assert second.take_folder(folder, state).offered == 0
    assert second.candidates == []

    changed = csv_file(folder, "id,text", "1,satu", "3,tiga", name="0.csv")
    os.utime(changed, ns=(7, 7))
    third = Round(tmp_path / "3")
    assert third.take_folder(folder, state).offered == 2


def test_a_bad_file_in_a_drop_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    csv_file(tmp_path, "nomor,isi", "1,satu", name="a.csv")
    csv_file(tmp_path, "text", "dua", name="b.csv")
    csv_file(tmp_path, "text", "  ", name="c.csv")
    path = tmp_path / "d.csv"
    path.write_bytes("text\nsatu\ndua".encode("utf-16")[:-1])
    ronde = Round(tmp_path / "ronde")
    report = ronde.take_folder(tmp_path)
    assert report.status == "failing"
    for words in (
        "a.csv: baris 1: tidak ada kolom teks",
        "c.csv: tidak ada baris yang masuk",
        "d.csv: bukan utf-16",
    ):
        assert words in report.detail
    assert sorted(report.validators) == ["file:komentar/b.csv", "file:komentar/c.csv"]
    assert "dua" in [candidate.text for candidate in ronde.accepted]
    assert tally(ronde.folder / SPOOL)["komentar"].balanced


def test_a_missing_drop_folder_is_made_below_the_data_folder_and_reported_elsewhere(
    tmp_path: Path, ronde: Round
) -> None:
    assert ronde.take_folder(tmp_path / "masuk" / "komentar").status == "healthy"
    assert (tmp_path / "masuk" / "komentar").is_dir()
    share = source().model_copy(update={"url": "/mnt/bersama"})
    with Archive(ronde.archive_folder) as archive:
        report = import_folder(share, tmp_path / "tiada", ronde.folder, archive, NOTHING, AT)
    assert report.status == "failing"
    assert "/mnt/bersama tidak ada; sambungkan" in report.detail


def test_every_preset_says_where_its_names_come_from() -> None:
    assert set(presets()) == {"generic", "forwarded", "meta_content_library", "tiktok_research", "telegram"}
    assert all(preset.evidence and preset.title for preset in presets().values())


def test_progress_is_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "text", *(f"kiriman {number}" for number in range(2500)))
    told: list[int] = []
    with Archive(tmp_path / "archive") as archive:
        import_file(path, source(), None, tmp_path / "r", archive, AT, told.append)
    assert told == [1000, 2000]
