"""Candidate incidents: what happened, on which day, where; and what is none."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from core.record import Doubt, Incident, IncidentType, Place, RoleName, Span
from models.incident.score import score
from models.linear import Probabilities
from pipeline import incident as finder
from pipeline.event.dates import event_date
from pipeline.event.words import event_words, left_out
from pipeline.geotag import find_places
from pipeline.incident import find_incident

PUBLISHED = datetime(2026, 11, 19, 4, tzinfo=UTC)  # a Thursday, noon in the regency
TEXTS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "event" / "texts.yml").read_text(encoding="utf-8")
)
VIOLENT = set(IncidentType) - {IncidentType.PROTEST_PEACEFUL}


def found(title: str, text: str, role: RoleName | None = RoleName.REPORT) -> Incident | None:
    return find_incident(title, text, find_places(text, local=True), PUBLISHED, role)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["title"][:40])
def test_what_happened_when_and_where(case: dict[str, Any]) -> None:
    incident = found(case["title"], case["text"])
    assert (incident.type.value if incident else "") == case["type"]
    if incident is not None:
        assert incident.happened_on == case["day"]
        assert incident.place is not None
        assert 0.4 <= incident.confidence <= 0.95


@pytest.mark.parametrize(
    "text",
    [
        *(f"{case['title']}\n{case['text']}" for case in TEXTS if case["type"]),
        "Rumah José di Bengalon dibakar",
        "Penyerangan kantor desa",
        "Warga BERUNJUK RASA",
    ],
)
def test_the_store_finds_at_least_as_much(text: str) -> None:
    found = duckdb.execute("SELECT regexp_matches(?, ?, 'i')", [text, event_words()]).fetchone()
    assert found == (True,)


def test_the_store_passes_over_most() -> None:
    text = "Bupati meresmikan jembatan di Bengalon, Rabu (18/11)."
    found = duckdb.execute("SELECT regexp_matches(?, ?, 'i')", [text, event_words()]).fetchone()
    assert found == (False,)


def test_only_reports_are_looked_at() -> None:
    case = TEXTS[0]
    for role in (RoleName.ASSERT, RoleName.DEBUNK, RoleName.COUNTER, None):
        assert found(case["title"], case["text"], role) is None


def test_elsewhere_is_none_of_ours() -> None:
    text = "SURABAYA - Dua kelompok pemuda terlibat bentrok di Surabaya, Rabu (18/11/2026)."
    assert find_incident("Bentrok di Surabaya", text, (), PUBLISHED, RoleName.REPORT) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Demo Buruh di Bontang Ricuh",
            "BONTANG – Unjuk rasa buruh di depan kantor Wali Kota Bontang berakhir ricuh, Rabu "
            "(18/11). Massa "
            "merusak pagar. Sebagian massa datang dari Teluk Pandan dan Sangatta.",
        ),
        (
            "Bentrok Nelayan di Muara Badak, Tiga Luka",
            "TENGGARONG – Dua kelompok nelayan bentrok di Muara Badak, Kutai Kartanegara, Rabu (18/11). Tiga "
            "orang luka. Sebelumnya, kejadian serupa pernah terjadi di Sangkulirang, Kutai Timur.",
        ),
        (
            "Bentrokan Antarwarga di Batu Ampar, Satu Tewas",
            "BATAM – Dua kelompok warga bentrok di Kecamatan Batu Ampar, Kota Batam, Rabu (18/11) "
            "malam. Satu "
            "orang tewas dan dua luka.",
        ),
        (
            "Bentrok di Samarinda",
            "Dua kelompok pemuda bentrok di Samarinda, Rabu (18/11). Pemuda asal Sangkulirang, Kutim, luka.",
        ),
        (
            "Mahasiswa Kutim Demo Kantor Gubernur di Samarinda",
            "SAMARINDA – Puluhan mahasiswa asal Kutai Timur berunjuk rasa di depan kantor Gubernur Kaltim, "
            "Samarinda, Rabu (18/11). Mereka menuntut jalan diperbaiki.",
        ),
    ],
)
def test_what_is_ours_only_beside_the_event_does_not_make_it_ours(title: str, text: str) -> None:
    assert found(title, text) is None


def test_people_of_ours_without_another_region_are_enough() -> None:
    text = "Puluhan petani Desa Tepian Makmur berunjuk rasa menuntut ganti rugi lahan, Rabu (18/11)."
    incident = found("Petani Unjuk Rasa", text)
    assert incident is not None
    assert incident.place is not None
    assert incident.place.name == "Tepian Makmur"


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (
            "Kantor Desa Kandolo Dirusak Warga",
            "TELUK PANDAN – Warga merusak kantor Desa di Kandolo, Kecamatan Teluk Pandan, Rabu "
            "(18/11). Mereka "
            "memprotes bantuan sosial.",
            IncidentType.DESTRUCTION,
        ),
        (
            "DPRD Minta Polisi Usut Bentrok Warga dan Sekuriti",
            "SANGATTA – DPRD Kutai Timur meminta polisi mengusut bentrok warga dan sekuriti perusahaan "
            "di Tepian "
            "Indah, Bengalon, Selasa (17/11). Empat warga luka.",
            IncidentType.CLASH,
        ),
        (
            "Warga dan Sekuriti Perusahaan Bentrok di Tepian Indah",
            "BENGALON – Warga dan petugas keamanan sebuah perusahaan bentrok soal lahan di Tepian Indah, "
            "Bengalon, Sabtu. Empat warga luka terkena pukulan tongkat.",
            IncidentType.CLASH,
        ),
        (
            "Pria Mabuk Tikam Teman di Sangatta",
            "SANGATTA – Seorang pria mabuk menikam temannya di sebuah rumah kos di Sangatta Utara, "
            "Rabu malam.",
            IncidentType.ATTACK,
        ),
        (
            "Massa Bakar Truk Usai Tabrak Pemotor di Sepaso",
            "BENGALON – Sebuah truk dibakar massa setelah menabrak pemotor di Desa Sepaso, Bengalon, Rabu.",
            IncidentType.DESTRUCTION,
        ),
        (
            "Suami Aniaya Istri, Dihakimi Massa di Sepaso",
            "BENGALON – Seorang suami yang menganiaya istrinya dihakimi massa di Sepaso, Bengalon, "
            "Rabu malam.",
            IncidentType.MOB,
        ),
        (
            "Ayah Tiri Aniaya Bocah, Warga Kepung Rumahnya",
            "BENGALON – Warga mengepung rumah seorang ayah tiri yang menganiaya anaknya di Desa Sepaso, "
            "Bengalon, Rabu (18/11). Kaca dipecah massa.",
            IncidentType.MOB,
        ),
        (
            "Orang Tua Siswa Pukul Guru Anaknya di Sangatta",
            "SANGATTA – Seorang wali murid memukul guru anaknya di sebuah SD di Sangatta Utara, Rabu.",
            IncidentType.ATTACK,
        ),
        (
            "Anggota Panwascam Ditabrak OTK di Bengalon",
            "BENGALON – Seorang anggota Panwascam ditabrak OTK saat pulang dari rapat di Desa Sepaso, "
            "Bengalon, Rabu (18/11) malam. Ia luka berat.",
            IncidentType.ATTACK,
        ),
        (
            "Ketua KPPS dan Istrinya Dibacok OTK di Telen",
            "TELEN – Ketua KPPS di Desa Muara Pantun dan istrinya dibacok orang tak dikenal, Rabu malam.",
            IncidentType.ATTACK,
        ),
    ],
)
def test_the_words_correct_the_model(title: str, text: str, kind: IncidentType) -> None:
    incident = found(title, text)
    assert incident is not None
    assert incident.type is kind


@pytest.mark.parametrize(
    "text",
    [
        "Suami bacok istrinya dan dua tetangga yang melerai.",
        "Kakek bacok anak tetangga.",
        "Pria tikam selingkuhan istrinya.",
        "Menantu bacok mertua, warga bakar rumahnya.",
    ],
)
def test_where_an_outsider_acts_or_is_hurt_it_is_not_within_a_family(text: str) -> None:
    assert not left_out("", text, None)
    assert left_out("", "Suami bacok istrinya. Tetangga dan warga melapor.", None)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Truk CPO Terguling di Poros Bengalon, Sopir Tewas",
            "BENGALON – Truk pengangkut CPO terguling di jalan poros Sangatta-Bengalon, Rabu (18/11) "
            "pagi. Sopir "
            "tewas di tempat dan kernet luka berat.\n\nPolisi menduga rem blong.",
        ),
        (
            "Motor Tabrak Truk di Bengalon, Dua Pelajar Tewas",
            "BENGALON – Dua pelajar tewas setelah motor mereka menabrak truk di Desa Sepaso, Bengalon, Rabu.",
        ),
        (
            "Pria Sangkulirang Diserang Buaya saat Mencari Kepiting",
            "SANGKULIRANG – Seorang pria warga Desa Benua Baru Ilir, Sangkulirang, diserang buaya saat "
            "mencari "
            "kepiting, Rabu (18/11) sore. Korban luka di kaki dan dilarikan ke puskesmas.",
        ),
        (
            "Beruang Serang Petani Karet di Telen",
            "TELEN – Seorang petani karet di Muara Pantun, Telen, diserang beruang madu, Rabu (18/11). "
            "Korban "
            "luka di lengan.",
        ),
        (
            "Suami Aniaya Istri di Bengalon",
            "BENGALON – Seorang suami menganiaya istrinya di rumah mereka di Bengalon, Rabu (18/11), karena "
            "cemburu. Polisi menahan pelaku.",
        ),
        (
            "Ayah Bacok Anak di Kombeng",
            "KOMBENG – Seorang ayah membacok anaknya di Desa Miau Baru, Kombeng, Rabu (18/11).",
        ),
    ],
)
def test_what_the_label_leaves_out_is_none_whatever_the_model_says(title: str, text: str) -> None:
    assert found(title, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Warga Bengalon berunjuk rasa dan membakar ban, Rabu (18/11). Aksi berlangsung tertib.",
        "Unjuk rasa petani di Bengalon berjalan damai, Rabu (18/11). Sempat terjadi saling dorong.",
        "Unjuk rasa di Bengalon, Rabu (18/11), menuntut pelaku pembakaran rumah dihukum.",
        "Petani Bengalon menggelar aksi damai mengecam penyerangan kantor desa, Rabu (18/11).",
        "Unjuk rasa di Bengalon usai tanpa ricuh, Rabu (18/11).",
    ],
)
def test_a_peaceful_protest_is_never_violence(text: str) -> None:
    incident = found("Warga Bengalon Unjuk Rasa", text)
    assert incident is not None
    assert incident.type is IncidentType.PROTEST_PEACEFUL


def test_what_people_say_is_no_event() -> None:
    text = "Harga sawit naik. “Biar mereka baku hantam di papan harga,” kata petani Kaubun, Rabu (18/11)."
    assert found("Harga Sawit Naik", text) is None


def test_the_surest_place_not_where_people_came_from() -> None:
    text = "Petani dari Kaliorang berunjuk rasa di kantor camat Bengalon, Rabu (18/11)."
    incident = found("Petani Unjuk Rasa", text)
    assert incident is not None
    assert incident.place is not None
    assert incident.place.code.startswith("64.08.09")
    text = "SANGATTA UTARA - Unjuk rasa tertib. Yohanes, petani Desa Bukit Harapan, Kaliorang, pulang Rabu."
    incident = found("Unjuk Rasa Tertib", text)
    assert incident is not None
    assert incident.place is not None
    assert incident.place.code == "64.08.04"
    unsure = Place(code="64.08.09", name="Bengalon", span=Span(start=0, end=8), confidence=0.1)
    incident = find_incident("Bentrok di Kutim", "Pemuda bentrok.", (unsure,), PUBLISHED, RoleName.REPORT)
    assert incident is not None
    assert incident.place is None


def test_what_is_not_sure_is_named() -> None:
    text = "Dua kelompok pemuda bentrok di Desa Sepaso, Kecamatan Bengalon, Senin (16/11). Tiga orang luka."
    sure = found("Dua Kelompok Pemuda Bentrok di Sepaso", text)
    assert sure is not None
    assert sure.doubts == ()
    place = Place(code="64.08.09", name="Bengalon", span=Span(start=41, end=47), confidence=0.3)
    unsure = find_incident("Kelompok Pemuda Bentrok", text, (place,), PUBLISHED, RoleName.REPORT)
    assert unsure is not None
    assert Doubt.PLACE in unsure.doubts
    short = found("Bentrok di Bengalon", "Pemuda bentrok di Bengalon.")  # by words alone
    assert short is not None
    assert {Doubt.EVENT, Doubt.TYPE} <= set(short.doubts)
    assert short.confidence < sure.confidence


def test_type_and_day_are_of_one_event() -> None:
    text = (
        "Dua kelompok pemuda bentrok di Kaubun, Minggu (15/11). Sementara itu baliho calon dirusak orang tak "
        "dikenal di Karangan, Senin (16/11)."
    )
    days = {IncidentType.CLASH: date(2026, 11, 15), IncidentType.DESTRUCTION: date(2026, 11, 16)}
    for title in ("Bentrok di Kaubun", "Baliho Dirusak di Karangan", "Sepekan di Kutim"):
        incident = found(title, text)
        assert incident is not None
        assert incident.happened_on == days[incident.type], title


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Senin (16/11/2026) malam", date(2026, 11, 16)),
        ("Senin (16/11)", date(2026, 11, 16)),
        ("16 November 2026", date(2026, 11, 16)),
        ("2 Okt", date(2026, 10, 2)),
        ("kemarin", date(2026, 11, 18)),
        ("tadi malam", date(2026, 11, 18)),
        ("pagi tadi", date(2026, 11, 19)),
        ("dua hari lalu", date(2026, 11, 17)),
        ("Kamis", date(2026, 11, 19)),
        ("Jumat malam", date(2026, 11, 13)),
        ("Rabu, setelah rapat 17/11", date(2026, 11, 17)),
        ("akan digelar Rabu (25/11/2026)", None),
        ("sampai Rabu", None),
        ("31/13/2026", None),
        ("16 November 2019", None),
        ("tidak ada tanggal", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert event_date("", text, (0, len(text)), PUBLISHED) == day


def test_no_day_without_one_to_count_from() -> None:
    assert event_date("", "kemarin", (0, 7), None) is None


@pytest.mark.parametrize("text", ["", "\n\n\n", "“" * 5000, "bentrok " * 20000, "\u202e\u0000 demo di"])
def test_odd_texts_do_no_harm(text: str) -> None:
    find_incident(text, text, (), PUBLISHED, RoleName.REPORT)


def test_the_model_is_asked_once_about_a_text_and_never_without_need(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counted(texts: Sequence[str]) -> Probabilities:
        seen.extend(texts)
        return score(texts)

    monkeypatch.setattr(finder, "score", counted)
    finder._scored.cache_clear()
    title, text = "Dua kelompok pemuda bentrok di Bengalon", "Dua kelompok pemuda bentrok dengan parang. " * 5
    first = find_incident(title, text, (), PUBLISHED, RoleName.REPORT)
    assert first is not None
    assert find_incident(title, text, (), PUBLISHED, RoleName.REPORT) == first
    assert find_incident(title, text, (), PUBLISHED, RoleName.DEBUNK) is None
    assert (
        find_incident("Harga ikan naik", "Harga ikan di pasar naik. " * 6, (), None, RoleName.REPORT) is None
    )
    assert len(seen) == 1
