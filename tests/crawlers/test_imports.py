"""Tables of posts: encodings, delimiters, rows that cannot pass, drop folders."""

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from core import clock
from core.record import Channel, CrawlState, Validators
from core.settings import Settings
from core.urls import BY_ADDRESS
from crawlers.archive import Archive, SourceBusyError
from crawlers.imports import drop_folder, import_file, import_folder
from crawlers.presets import ExportError
from crawlers.spool import SPOOL, tally
from tests.crawlers.crawling import balanced
from tests.crawlers.importing import AT, NOTHING, Round, csv_file, source


@pytest.fixture
def ronde(tmp_path: Path) -> Round:
    return Round(tmp_path)


def test_a_row_is_archived_without_its_author_and_spooled(tmp_path: Path, ronde: Round) -> None:
    path = csv_file(
        tmp_path,
        "id,text,url,author,published_at,place,Nomor HP",
        'k-17,"Jangan percaya, itu ""hoaks""",https://contoh.example/17,Siti Contoh,2026-11-19 08:00,'
        "Sangatta Utara,+62 812-0000-0000",
    )
    counts = ronde.take(path)
    assert (counts.rows, counts.imported, counts.ignored_columns) == (1, 1, ("nomor hp",))
    (candidate,) = ronde.accepted
    assert candidate.channel is Channel.POST
    assert (candidate.key, candidate.native_id, candidate.url) == (
        "k-17",
        "k-17",
        "https://contoh.example/17",
    )
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
    assert balanced(balance)
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


@pytest.mark.parametrize(
    "line",
    [
        "sep=;",
        "sep=",
        'sep="',
        "sep= ",
        '"SEP=;"',
        "",
        "\nsep=;",
        "sep=\n",
        ",,",
        "sep=;\n,,",
        '"";""',
        '"",""',
        'sep=;\n"",""',
        '"";""\nsep=;',
        "sep=,\t",
        "\xa0",
        '"\n"',
        '";\n"',
    ],
)
def test_excels_own_line_about_the_delimiter_is_no_header(tmp_path: Path, ronde: Round, line: str) -> None:
    assert ronde.take(csv_file(tmp_path, line, "text;id", "satu, dua;1")).imported == 1
    assert ronde.accepted[0].text == "satu, dua"


def test_blank_lines_below_the_header_are_no_rows(tmp_path: Path, ronde: Round) -> None:
    """In a single column a cell is a row: a comment may be nothing but a sign."""
    counts = ronde.take(csv_file(tmp_path, "text;id", "satu;1", ";", '"";""', ",,", ";;", "dua;2", ";"))
    assert (counts.rows, counts.imported) == (2, 2)
    counts = Round(tmp_path / "lagi").take(csv_file(tmp_path, "text", "satu", ",,", '""', ";"))
    assert (counts.rows, counts.imported, dict(counts.rejected)) == (3, 2, {"empty_text": 1})


def test_empty_columns_at_the_end_of_the_header_are_none(tmp_path: Path, ronde: Round) -> None:
    # Excel leaves out the delimiters of empty cells at the end of later rows.
    rows = ("satu;9999991;;", "dua;9999992", "tiga;9999993;", "empat;9999994;;catatan")
    counts = ronde.take(csv_file(tmp_path, "text;id;;", *rows))
    assert [post.text for post in ronde.accepted] == ["satu", "dua", "tiga", "empat"]
    assert counts.ignored_columns == ()


@pytest.mark.parametrize("sign", [",", ";", '"'])
def test_a_comment_that_is_nothing_but_a_sign_is_a_row(tmp_path: Path, ronde: Round, sign: str) -> None:
    cell = '"' + sign.replace('"', '""') + '"'
    counts = ronde.take(csv_file(tmp_path, "text,id", f"{cell},", ",", f",{cell}", "b,1"))
    assert [one.text for one in ronde.accepted] == [sign, "b"]
    assert (counts.rows, dict(counts.rejected)) == (3, {"empty_text": 1})


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
    assert [candidate.text for candidate in ronde.accepted] == ["kabar baik dari désa", "masih dibaca"]
    assert [reason for reason, _ in ronde.rejected] == [
        "empty_text", "wrong_columns", "broken_quotes", "duplicate_row", "bad_encoding", "broken_quotes",
    ]  # fmt: skip
    for (_, detail), line in zip(ronde.rejected, (3, 4, 5, 7, 8, 10), strict=True):
        assert f"baris {line}" in detail
        assert detail.startswith("ekspor.csv: ")
    assert counts.rows == counts.imported + counts.rejected.total() == 8
    assert balanced(tally(ronde.folder / SPOOL)["komentar"])


@pytest.mark.parametrize(
    ("broken", "until"),
    [
        (['9999991,"Dia bilang "tidak"', 'baris dua, dengan koma",x'], 3),
        (['9999991,"Dia bilang "tidak"', "baris dua, dengan,koma", 'baris "tiga", ya', '",x'], 5),
        (['9999991,"satu', 'dua "tiga" empat', 'lima, enam",x'], 4),
        (['9999991,"Dia bilang "tidak" lagi",x'], 2),  # whole in its line
        (['9999991,"layar 5" bagus",x'], 2),  # an odd quote, but nothing of it follows
        (['9999991,"satu,x', '9999992,"dua",x'], 3),  # never closed: the next row is broken with it
    ],
)
def test_the_rest_of_a_broken_row_is_no_row(
    tmp_path: Path, ronde: Round, broken: Sequence[str], until: int
) -> None:
    path = csv_file(
        tmp_path, "id,text,place", *broken, "9999993,oke,y", '9999994,"dua', 'baris",z', '9999995,5",'
    )
    ronde.take(path)
    assert [post.text for post in ronde.accepted] == ["oke", "dua\r\nbaris", '5"']
    ((reason, detail),) = ronde.rejected
    assert reason == "broken_quotes"
    assert (f"baris 2 sampai {until}:" if until > 2 else "baris 2:") in detail


def test_a_file_with_one_damaged_line_is_no_other_encoding(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "ekspor.csv"
    path.write_bytes("text\rkafé\rhalo\r".encode() + "satu 😀".encode()[:-1])
    counts = ronde.take(path)
    assert [candidate.text for candidate in ronde.accepted] == ["kafé", "halo"]
    assert (counts.windows, dict(counts.rejected)) == (False, {"bad_encoding": 1})


def test_an_address_makes_a_post_without_what_only_tracks(tmp_path: Path, ronde: Round) -> None:
    rows = ("a#1,satu", "a#2,dua", "a#2,tiga", "b?utm_source=x,empat", "b?utm_source=y,lima", "b,empat")
    path = csv_file(tmp_path, "url,text", *(f"https://x.example/{row}" for row in rows))
    with Archive(ronde.archive_folder) as archive:
        counts = import_file(path, source(), None, ronde.folder, archive, AT)
    kept = [f"https://x.example/{name}" for name in ("a#1", "a#2", "b")]
    assert [one.key for one in ronde.accepted] == kept
    assert [one.native_id for one in ronde.accepted] == [BY_ADDRESS + address for address in kept]
    assert counts.addressed == set(kept)
    assert [reason for reason, _ in ronde.rejected] == ["other_version", "other_version", "duplicate_row"]
    assert [detail.partition(":")[0] for detail in counts.wrong] == ["baris 4", "baris 6", "baris 7"]
    assert balanced(tally(ronde.folder / SPOOL)["komentar"])


def test_an_id_that_is_the_address_of_another_row_is_told(tmp_path: Path, ronde: Round) -> None:
    address = "https://x.example/a"
    counts = ronde.take(csv_file(tmp_path, "id,url,text", f"{address},{address},satu", f",{address},lain"))
    assert (counts.imported, dict(counts.rejected)) == (1, {"other_version": 1})


def test_an_id_that_reads_like_an_address_is_an_id(tmp_path: Path, ronde: Round) -> None:
    address = "https://x.example/a"
    counts = ronde.take(csv_file(tmp_path, "id,url,text", f"{address},{address},satu"))
    assert [one.native_id for one in ronde.accepted] == [address]
    assert counts.addressed == set()


def test_a_torn_line_of_jsonl_is_rejected_and_the_others_pass(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "ekspor.jsonl"
    path.write_text(
        '{"text": "satu", "id": 1}\n\n{"text": "dua", "id"\n["bukan objek"]\n{"text": "tiga", "id": null}\n'
        '{"text": ' + "[" * 100_000 + "\n" + '{"text": "besar", "id": ' + "9" * 5000 + "}\n"
        '{"text": "potongan \\ud83d emoji", "id": 4}\n{"text": "emp'
    )
    counts = ronde.take(path)
    assert [candidate.text for candidate in ronde.accepted] == ["satu", "tiga", "potongan \ufffd emoji"]
    assert [reason for reason, _ in ronde.rejected] == ["torn_line", "not_an_object", *["torn_line"] * 3]
    assert "baris 3, kolom 21" in ronde.rejected[0][1]
    assert counts.notes == {"letters_torn": 1}


@pytest.mark.parametrize("lines", [True, False])
def test_keys_that_come_late_are_read_and_told(tmp_path: Path, ronde: Round, lines: bool) -> None:
    late = {"id": 7000001, "text": "akhir", "published_at": "2026-11-19", "place": "Bengalon", "suka": 3}
    rows = [{"nomor": 1}, *({"text": f"kiriman {number}"} for number in range(120)), late]
    path = tmp_path / ("a.jsonl" if lines else "a.json")
    path.write_text("\n".join(map(json.dumps, rows)) if lines else json.dumps(rows))
    counts = ronde.take(path)
    last = ronde.accepted[-1]
    assert (last.key, last.published_at, last.place) == ("7000001", "2026-11-19", "Bengalon")
    assert (counts.imported, counts.ignored_columns) == (121, ("nomor", "suka"))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "id|text\n1|halo\n", r"pisahkan kolom dengan koma, titik koma atau tab, atau tulis sep="),
        ("a.csv", "nomor,isi\n1,halo\n", r"a\.csv: tidak ada kolom teks \(text\); .*: nomor, isi"),
        ("a.csv", "video_description,id\nhalo,1\n", "coba --preset tiktok_research"),
        ("a.csv", "", "berkas kosong"),
        ("a.csv", "\n\n", "berkas kosong"),
        ("a.csv", '"text\nhalo\n', "judul kolom tidak terbaca"),
        ("a.csv", "t\0e\0x\0t\0\n\0" + "я" * 200, "simpan sebagai CSV UTF-8"),  # UTF-16, hardly Latin
        ("a.json", '{"text": ', "baris 1, kolom"),
        ("a.json", '{"error": {}, "data": 3}', "tidak ada daftar kiriman .ditemukan: error, data"),
        ("a.json", "3", "tidak ada daftar kiriman"),
        ("a.json", "[" * 100_000, "baris 1, kolom"),
        ("a.json", f'[{{"text": "a", "id": {"9" * 5000}}}]', "baris 1, kolom"),
        ("a.csv", "text,id,Text\nhalo,1,lain\n", r"a\.csv: kolom text ada dua"),
        ("a.jsonl", '{"isi": "halo"}\n', "tidak ada kolom teks .* isi"),
        ("a.json", '{"text": "a"}\n{"text": "b"}\n', r"isinya JSON per baris; ganti nama menjadi \.jsonl"),
        ("a.jsonl", '[\n {"text": "a"},\n {"text": "b"}\n]', r"satu daftar JSON; ganti nama menjadi \.json"),
        ("a.jsonl", '[{"text": "a"}]', r"satu daftar JSON; ganti nama menjadi \.json"),
        ("a.xlsx", "PK", r"simpan sebagai \.csv"),
        ("a.txt", "halo", "pilih --preset forwarded"),
        ("a.zip", "PK", "buka, lalu impor isinya"),
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
    lines = tmp_path / "ekspor.jsonl"
    lines.write_bytes('{"text": "satu"}\n{"text": "dua"}'.encode("utf-16")[:-1])
    with pytest.raises(ExportError, match="bukan utf-16 yang utuh"):
        ronde.take(lines)


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


def test_the_number_of_a_row_is_no_id(tmp_path: Path, ronde: Round) -> None:
    url = "https://contoh.example/utas"
    monday = csv_file(tmp_path, "id,text,url", "1,setuju,", "2,setuju,", f"3,satu,{url}", f"4,dua,{url}")
    assert ronde.take(monday).imported == 4
    keys = [candidate.key for candidate in ronde.accepted]
    assert len(set(keys)) == 4
    again = Round(tmp_path / "lagi")
    again.take(monday)
    assert [candidate.key for candidate in again.accepted] == keys
    tuesday = Round(tmp_path / "selasa")
    tuesday.take(csv_file(tmp_path, "id,text,url", "1,lain,", "2.0,setuju,", f"3,tiga,{url}"))
    assert [candidate.key in keys for candidate in tuesday.accepted] == [False, True, False]


def test_numbers_that_a_spreadsheet_rounded_are_no_ids(tmp_path: Path, ronde: Round) -> None:
    path = csv_file(
        tmp_path, "id,text,url", "7.38E+18,satu,contoh", '"7,38E+18",dua,javascript:alert(1)',
        "7.38E18,tiga,", "7380123456789010000,empat,", "7380123456789010000,lima,",
    )  # fmt: skip
    counts = ronde.take(path)
    assert counts.notes == {"id_rounded": 5, "url_invalid": 2}
    assert [candidate.text for candidate in ronde.accepted] == ["satu", "dua", "tiga", "empat", "lima"]
    assert all(candidate.url == "" for candidate in ronde.accepted)


@pytest.mark.parametrize("filled", ["NaN", "None", "NULL", "-", "#N/A", "n/a"])
def test_a_cell_without_a_value_is_no_id(tmp_path: Path, ronde: Round, filled: str) -> None:
    # Else all such rows are one post, and the next file's rows its revisions.
    path = csv_file(
        tmp_path, "id,text,author,url", f"{filled},satu,{filled},{filled}", f"{filled},dua,{filled},{filled}"
    )
    counts = ronde.take(path)
    assert [post.text for post in ronde.accepted] == ["satu", "dua"]
    assert {(post.author, post.url) for post in ronde.accepted} == {("", "")}
    assert not counts.notes


def test_nan_of_json_is_no_value(tmp_path: Path, ronde: Round) -> None:
    path = tmp_path / "ekspor.jsonl"
    path.write_text('{"text":"satu","id":NaN}\n{"text":"dua","id":NaN}\n{"text":NaN,"id":9999999}\n')
    assert ronde.take(path).rejected == {"empty_text": 1}
    assert [post.text for post in ronde.accepted] == ["satu", "dua"]


def test_a_text_that_nobody_can_see_is_none(tmp_path: Path, ronde: Round) -> None:
    counts = ronde.take(csv_file(tmp_path, "text", "\u200b\u200e", "\ufeff", "."))
    assert ([post.text for post in ronde.accepted], counts.rejected) == (["."], {"empty_text": 2})


@pytest.mark.parametrize("lost", ["#NAME?", "#VALUE!"])
def test_a_text_that_a_spreadsheet_took_for_a_formula_is_told(
    tmp_path: Path, ronde: Round, lost: str
) -> None:
    ronde.take(csv_file(tmp_path, "text", lost, "tetap"))
    assert [post.text for post in ronde.accepted] == ["tetap"]
    assert [reason for reason, _ in ronde.rejected] == ["empty_text"]
    assert f"teks hilang di lembar kerja ({lost})" in ronde.rejected[0][1]


def test_what_a_row_comes_in_without_is_not_counted_of_one_that_does_not_come_in(
    tmp_path: Path, ronde: Round
) -> None:
    path = csv_file(tmp_path, "id,text,url", "7.38E+18,satu,contoh", "7.38E+18,satu,contoh")
    counts = ronde.take(path)
    assert counts.rejected == {"duplicate_row": 1}
    assert counts.notes == {"id_rounded": 1, "url_invalid": 1}


def test_a_drop_folder_is_read_once_and_a_changed_file_again(tmp_path: Path) -> None:
    folder = drop_folder(source(), Settings(data=tmp_path))
    assert folder == tmp_path / "masuk" / "komentar"
    folder.mkdir(parents=True)
    for number, rows in enumerate((["k1,satu", "k2,dua"], ["k1,satu", "k2,dua, ralat"])):
        made = csv_file(folder, "id;text", *(row.replace(",", ";", 1) for row in rows), name=f"{number}.csv")
        os.utime(made, ns=(number, number))
    csv_file(folder, "id,te", name="c.csv.part")
    first = Round(tmp_path / "1")
    report = first.take_folder(folder)
    assert (report.status, report.offered) == ("healthy", 4)
    assert [candidate.text for candidate in first.accepted] == ["satu", "dua, ralat"]  # of the newest file
    assert [reason for reason, _ in first.rejected] == ["duplicate_row", "other_version"]
    assert "sama dengan 1.csv baris 2" in first.rejected[0][1]
    assert balanced(tally(first.folder / SPOOL)["komentar"])

    state = CrawlState(known={}, validators=report.validators, paused_until={})
    second = Round(tmp_path / "2")
    assert second.take_folder(folder, state).offered == 0
    assert second.candidates == []

    changed = csv_file(folder, "id,text", "k1,satu", "k3,tiga", name="0.csv")
    os.utime(changed, ns=(7, 7))
    report = Round(tmp_path / "3").take_folder(folder, state)
    assert report.offered == 2
    state = CrawlState(known={}, validators=report.validators, paused_until={})
    assert Round(tmp_path / "4").take_folder(folder, state).offered == 0  # nor the file that was left out


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
        "a.csv: tidak ada kolom teks",
        "c.csv: tidak ada baris yang masuk",
        "d.csv: bukan utf-16",
    ):
        assert words in report.detail
    assert sorted(report.validators) == ["file:komentar/b.csv", "file:komentar/c.csv"]
    assert "dua" in [candidate.text for candidate in ronde.accepted]
    assert balanced(tally(ronde.folder / SPOOL)["komentar"])


def test_what_goes_away_while_it_is_read_does_not_stop_the_others(
    tmp_path: Path, ronde: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        csv_file(tmp_path / "masuk", "text", name, name=name)

    def fingerprint(path: Path) -> Validators:
        if path.name == "b.csv":
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE), str(path))
        return Validators(etag="1")

    monkeypatch.setattr("crawlers.imports._fingerprint", fingerprint)
    report = ronde.take_folder(tmp_path / "masuk")
    assert (report.status, report.detail.partition(";")[0]) == (
        "failing", "b.csv: tidak terbaca (Stale file handle)"
    )  # fmt: skip
    assert [candidate.text for candidate in ronde.accepted] == ["a.csv"]
    (tmp_path / "berkas").write_text("bukan folder")
    assert "masuk/komentar tidak terbaca" in ronde.take_folder(tmp_path / "berkas").detail


def test_two_imports_of_one_source_do_not_mix(
    tmp_path: Path, ronde: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise SourceBusyError("komentar: another process is writing its archive")

    monkeypatch.setattr(Archive, "write_resource", busy)
    report = ronde.take_folder(csv_file(tmp_path / "masuk", "text", "a").parent)
    assert (report.status, report.validators) == ("failing", {})
    assert "tunggu sampai selesai" in report.detail


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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1764590400.0"], ["2025-12-01T12:00:00+00:00"]),
        (["11/01/2026 08:00 PM", "11/01/2026 20:00"], ["2026-11-01 08:00 PM", "11/01/2026 20:00"]),
        (["12/01/2026 08:00 PM"], ["12/01/2026 08:00 PM"]),  # 1 December is still to come
        # a day beyond 12 tells of the others
        (["5/11/2026 8:15 PM", "20/11/2026 8:15 PM"], ["5/11/2026 8:15 PM", "20/11/2026 8:15 PM"]),
        (["11/5/2026 20:15", "11/15/2026 20:15"], ["2026-11-5 20:15", "2026-11-15 20:15"]),
        (["11/5/26", "11/15/26"], ["2026-11-5", "2026-11-15"]),
        # as an American Google Sheet writes it; by hand nobody writes seconds
        (["11/5/2026 20:15:30"], ["2026-11-5 20:15:30"]),
        (["5/11/2026 20:15"], ["5/11/2026 20:15"]),
        (["5/11/2026 20.15.30"], ["5/11/2026 20.15.30"]),
        # the newest first: 3 August, 2 August, 11 July
        (["08/03/2026", "08/02/2026", "07/11/2026"], ["2026-08-03", "2026-08-02", "2026-07-11"]),
        (["2026-11-05 08:00", "kemarin"], ["2026-11-05 08:00", "kemarin"]),
        # a cell without a format
        (["46346.34375", "46346"], ["2026-11-20T08:15", "2026-11-20T00:00"]),
        (["Fri Nov 20 00:15:00 +0000 2026"], ["20 Nov 2026 00:15:00 +0000"]),  # as X writes it
    ],
)
def test_dates_of_a_spreadsheet(
    tmp_path: Path, ronde: Round, written: Sequence[str], read: Sequence[str]
) -> None:
    clock.fix(AT)
    try:
        ronde.take(
            csv_file(tmp_path, "text,published_at", *(f"{nth},{one}" for nth, one in enumerate(written)))
        )
    finally:
        clock.fix(None)
    assert [candidate.published_at for candidate in ronde.accepted] == list(read)


def test_progress_is_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "text", *(f"kiriman {number}" for number in range(2500)))
    told: list[int] = []
    with Archive(tmp_path / "archive") as archive:
        import_file(path, source(), None, tmp_path / "r", archive, AT, told.append)
    assert told == [1000, 2000]
