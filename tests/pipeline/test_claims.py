from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import clock
from pipeline.claims import ClaimsError, make_claim, read_claims
from tests.shared import shared


@pytest.fixture(autouse=True)
def _a_fixed_day() -> object:
    clock.fix(datetime(2026, 11, 20, tzinfo=UTC))
    yield
    clock.fix(None)


def claims_file(folder: Path, text: str, name: str = "claims.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


FULL = """claim,rating,url,publisher,date
"Surat suara tercoblos, kata pesan berantai",Salah,https://cek.example/1,Cek Etam,2024-11-18
TPS 12 pindah ke balai desa,Benar,https://cek.example/2,Cek Etam,
Calon nomor 3 mundur,,,,
Bendungan bocor,Menyesatkan,https://cek.example/4,Cek Etam,18 November 2024
"""


def test_a_full_file(tmp_path: Path) -> None:
    first, second, third, fourth = read_claims(claims_file(tmp_path, FULL))
    assert first.text == "Surat suara tercoblos, kata pesan berantai"
    assert (first.rating, first.url, first.publisher) == ("Salah", "https://cek.example/1", "Cek Etam")
    # midnight in the desk's zone, UTC+8
    assert first.published_at == datetime(2024, 11, 17, 16, tzinfo=UTC) == fourth.published_at
    assert [one.false for one in (first, second, third, fourth)] == [True, False, False, True]
    assert second.published_at is None


def test_ids_stay_and_differ(tmp_path: Path) -> None:
    path = claims_file(tmp_path, FULL)
    ids = [one.id for one in read_claims(path)]
    assert ids == [one.id for one in read_claims(path)]
    assert len(set(ids)) == 4
    assert all(len(one) == 16 for one in ids)
    again = make_claim(
        claim=" Bendungan  bocor", rating="Menyesatkan", url="https://cek.example/4", publisher="Cek Etam"
    )
    assert again.id == ids[3]


def test_a_claim_that_stands_twice_comes_once(tmp_path: Path) -> None:
    rows = "claim,rating\nBendungan bocor,Salah\nBendungan bocor,Salah\n"
    assert len(read_claims(claims_file(tmp_path, rows))) == 1


def test_without_ratings_all_are_false_claims_unless_they_must_be_rated(tmp_path: Path) -> None:
    path = claims_file(tmp_path, "claim\nBendungan bocor\n")
    (claim,) = read_claims(path)
    assert (claim.false, claim.rating) == (True, "")
    with pytest.raises(ClaimsError, match=r"claims\.csv: line 1: no column 'rating'"):
        read_claims(path, must_be_rated=True)


def test_a_blank_line_is_no_claim(tmp_path: Path) -> None:
    assert len(read_claims(claims_file(tmp_path, "claim\nBendungan bocor\n\nTPS 9 tutup\n"))) == 2


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("Claim, RATING \nTPS 9 tutup,Benar\n", "claims.csv"),
        ("Claim;Rating\nTPS 9 tutup;Benar\n", "claims"),
        ('[{"Claim": "TPS 9 tutup", "Rating": "Benar"}]', "claims.json"),
    ],
)
def test_a_column_is_known_whatever_its_capitals_and_blanks(tmp_path: Path, rows: str, name: str) -> None:
    (claim,) = read_claims(claims_file(tmp_path, rows, name))
    assert (claim.text, claim.rating, claim.false) == ("TPS 9 tutup", "Benar", False)


def test_where_an_unknown_column_may_hold_the_ratings_none_is_taken_for_false(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match=r"line 1: no column 'rating', but unknown ones: Penilaian; call"):
        read_claims(claims_file(tmp_path, "claim,Penilaian\nTPS 9 tutup,Benar\n"))
    (claim,) = read_claims(claims_file(tmp_path, "claim,catatan,rating\nTPS 9 tutup,x,Benar\n"))
    assert not claim.false


def test_json_lines(tmp_path: Path) -> None:
    rows = '{"claim": "Bendungan bocor", "rating": "Salah"}\n{"claim": "TPS 9 tutup", "rating": null}\n'
    found = read_claims(claims_file(tmp_path, rows, "claims.jsonl"))
    assert [(one.text, one.false) for one in found] == [("Bendungan bocor", True), ("TPS 9 tutup", False)]


@pytest.mark.parametrize(
    "rating",
    ["Salah", "[SALAH]", "HOAKS", "Menyesatkan", "Konteks yang salah", "Fabricated Content", "False"],
)
def test_ratings_that_mean_false(rating: str) -> None:
    assert make_claim(claim="x y z", rating=rating).false


@pytest.mark.parametrize("rating", ["Benar", "True", "Satire", "Belum terbukti", ""])
def test_ratings_that_do_not(rating: str) -> None:
    assert not make_claim(claim="x y z", rating=rating).false


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("claim,rating\nA,Salah\nB,Aneh\n", r"line 3: column 'rating': .*'Aneh'.*ratings\.yml"),
        ("claim,rating\nA,Foto\n", r"line 2: column 'rating': 'Foto' is no rating"),
        ("claim,rating\n,Salah\n", r"line 2: column 'claim': empty"),
        ("claim,date\nA,kapan-kapan\n", r"line 2: column 'date': 'kapan-kapan'.*2026-11-20"),
        ("claim,date\nA,2027-01-05\n", r"'2027-01-05' lies ahead of today \(2026-11-20\)"),
        ('claim,date\n"A\nB\nC",2024-01-01\nD,nanti\n', r"line 5: column 'date'"),
        ("klaim,rating\nA,Salah\n", r"line 1: no column 'claim'; the file has: klaim, rating"),
        ("claim,rating,Rating\nA,Salah,Benar\n", r"column 'rating' is there twice: 'rating' and 'Rating'"),
        (
            'claim,rating\n"A\n",Salah\nB,Salah\nA,Benar\n',
            r"line 5: column 'rating': 'Benar', but line 2 rates the same claim 'Salah'",
        ),
    ],
)
def test_errors_name_line_column_and_remedy(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(ClaimsError, match=message):
        read_claims(claims_file(tmp_path, rows))


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_a_text_file_with_a_header_is_a_table_and_without_one_refused(tmp_path: Path, delimiter: str) -> None:
    rows = f"claim{delimiter}rating\nPemilih wajib membawa KTP{delimiter}Benar\n"
    [claim] = read_claims(claims_file(tmp_path, rows, "claims.txt"))
    assert (claim.text, claim.false) == ("Pemilih wajib membawa KTP", False)
    for name in ("claims.txt", "claims"):
        with pytest.raises(ClaimsError, match="line 1: no header with a column 'claim'; save it as a CSV"):
            read_claims(claims_file(tmp_path, rows.replace("claim", "klaim"), name))


def test_an_empty_file_has_no_claims(tmp_path: Path) -> None:
    assert read_claims(claims_file(tmp_path, "claim,rating\n")) == ()
    assert read_claims(claims_file(tmp_path, "")) == ()


def test_our_measuring_claims_are_all_read() -> None:
    found = read_claims(shared("data/guard/dev_claims.csv"))
    assert len(found) == 60
    assert all(one.published_at and one.publisher and one.url for one in found)
    assert sum(one.false for one in found) == 59  # one is satire


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://cek.example/1", "data:text/html,x"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ClaimsError, match="no web address"):
        make_claim(claim="Bendungan bocor", rating="Salah", url=url)


def test_an_address_without_its_scheme_may_stand() -> None:
    assert make_claim(claim="Bendungan bocor", rating="Salah", url="cek.example/1").url == "cek.example/1"
