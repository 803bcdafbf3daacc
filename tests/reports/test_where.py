"""The report's map: what it says of the team's own data, and what of it only the team reads."""

from pathlib import Path

import pytest

from core.settings import Settings
from reports.figures.ground import with_ground
from reports.sections.where import places
from reports.telling import Teller
from reports.vulnerability.versions import keep
from tests.reports.test_covered import figures
from tests.reports.test_vulnerability import PARTS, QUIET, looked


def told(settings: Settings, edition: str) -> str:
    blocks = places(with_ground(figures(), settings), Teller(edition))
    return "\n".join(f"{block.text} {block.alt}" for block in blocks)


@pytest.mark.parametrize("edition", ["full", "partners", "public"])
def test_scores_stand_with_what_they_rest_on(tmp_path: Path, edition: str) -> None:
    settings = Settings(data=tmp_path)
    assert "0 dari 18 kecamatan terisi; angka ditunjukkan mulai dari 9 kecamatan" in told(settings, edition)
    rows = [*looked("64.08.16", 1, *PARTS), *looked("64.08.09", 0, *PARTS), *QUIET]
    keep(tmp_path, "riwayat", rows)
    page = told(settings, edition)
    assert "8 dari 18 kecamatan terisi, tahun 2020; angka ditunjukkan mulai dari 9 kecamatan" in page
    assert "Karangan 100" not in page
    keep(tmp_path, "riwayat", [*rows, *looked("64.08.01", 0, *PARTS)])
    page = told(settings, edition)
    assert "Karangan 100" in page
    assert "menurut Pohon IKP" in page
    assert "9 dari 18 kecamatan terisi, tahun 2020; bukan skor resmi Bawaslu" in page


def test_why_a_file_cannot_be_used_is_for_the_team(tmp_path: Path) -> None:
    keep(tmp_path, "riwayat", looked("64.08.99", 1, "keamanan"))
    settings = Settings(data=tmp_path, boundaries=tmp_path / "batas.geojson")
    page = told(settings, "full")
    assert "peta batas: berkas batas.geojson tidak dapat dipakai" in page
    assert "data kerawanan: riwayat.0001.csv, baris 2: kode kecamatan “64.08.99” tidak dikenal" in page
    assert str(tmp_path) not in page
    for edition in ("partners", "public"):
        page = told(settings, edition)
        assert "Tidak tersedia: data kerawanan dan peta batas." in page
        assert "batas.geojson" not in page
        assert "riwayat" not in page
