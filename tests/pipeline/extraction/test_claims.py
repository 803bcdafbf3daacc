"""ClaimReview and ratings: every known word has one meaning, an unknown one stops."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from core.record import Claim
from pipeline.extraction.claimreview import (
    RATINGS_FILE,
    UnknownRatingError,
    claims_of_nodes,
    claims_of_title,
    rating_says,
    says_true,
)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def of_nodes(*nodes: dict[str, Any]) -> tuple[Claim, ...]:
    return claims_of_nodes(
        nodes, url="https://cek.example/1", publisher="Cek", now=NOW, zone=ZoneInfo("Asia/Makassar")
    )


def review(**fields: object) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "claimReviewed": "Kotak suara tenggelam",
        "reviewRating": {"@type": "Rating", "alternateName": "Salah"},
        "datePublished": "2026-11-18",
        **fields,
    }


def of_title(title: str) -> tuple[Claim, ...]:
    return claims_of_title(title, url="https://cek.example/1", publisher="Cek", published_at=NOW)


def test_each_rating_stands_in_one_group_in_normal_form() -> None:
    groups = yaml.safe_load(RATINGS_FILE.read_text(encoding="utf-8"))
    names = [name for group in groups.values() for name in group]
    assert set(groups) == {"false", "true", "open", "none"}
    assert len(names) == len(set(names))
    for group, members in groups.items():
        for name in members:
            assert rating_says(name.title()) == group


def test_half_an_emoji_of_a_claim_is_no_half_letter() -> None:
    (claim,) = of_nodes(review(claimReviewed="Kotak suara tenggelam \ud83d"))
    assert claim.text == "Kotak suara tenggelam \ufffd"


@pytest.mark.parametrize(
    ("rating", "says"),
    [
        ("SALAH!", "false"),
        ("[Hoaks]", "false"),
        ("Sebagian  Benar", "open"),
        ("Satire/Parodi", "open"),
        ("Salah, Hoaks", "false"),
        ("SALAH / HOAKS", "false"),
        ("tdk benar", "false"),
        ("Bukan fakta", "false"),
        ("kabar bohong", "false"),
        ("Tidak akurat", "false"),
        ("Hoaks lama", "false"),
        ("Benar sebagian", "open"),
        ("BENAR.", "true"),
    ],
)
def test_ratings_as_they_are_written(rating: str, says: str) -> None:
    assert rating_says(rating) == says


@pytest.mark.parametrize(
    ("rating", "holds"),
    [
        ("Benar", True),
        ("[BENAR]", True),
        ("5 (1-5)", True),
        ("Belum terbukti", False),
        ("Benar adanya, kata ratings.yml dulu", False),
        ("", False),
    ],
)
def test_only_what_is_known_to_say_so_says_that_a_claim_holds(rating: str, holds: bool) -> None:
    assert says_true(rating) is holds


@pytest.mark.parametrize("rating", ["", "Kurang tepat sekali", "3"])
def test_an_unknown_rating_stops(rating: str) -> None:
    with pytest.raises(UnknownRatingError, match=r"ratings\.yml"):
        rating_says(rating)


def test_a_claimreview() -> None:
    (claim,) = of_nodes(
        review(author={"@type": "Organization", "name": "Cek Benua"}, url="https://cek.example/a")
    )
    assert (claim.text, claim.rating, claim.false) == ("Kotak suara tenggelam", "Salah", True)
    assert (claim.publisher, claim.url) == ("Cek Benua", "https://cek.example/a")
    assert claim.published_at == datetime(2026, 11, 17, 16, 0, tzinfo=UTC)


def test_several_claims_on_a_page_and_none_twice() -> None:
    second = review(claimReviewed="Sidik jari di posyandu", reviewRating={"alternateName": "Benar"})
    claims = of_nodes(review(), second, review())
    assert [claim.false for claim in claims] == [True, False]
    assert len({claim.id for claim in claims}) == 2


def test_the_author_may_be_a_reference() -> None:
    (claim,) = of_nodes(
        {"@id": "#org", "@type": "Organization", "name": "Cek Benua"}, review(author={"@id": "#org"})
    )
    assert claim.publisher == "Cek Benua"


@pytest.mark.parametrize(
    ("rating", "false"),
    [
        ({"ratingValue": "1", "worstRating": "1", "bestRating": "5"}, True),
        ({"ratingValue": 5, "worstRating": 1, "bestRating": 5}, False),
        ({"ratingValue": "False"}, True),
        ([{"alternateName": "Menyesatkan"}], True),
        ({"name": "Benar"}, False),
    ],
)
def test_ratings_without_alternate_name(rating: object, false: bool) -> None:
    (claim,) = of_nodes(review(reviewRating=rating))
    assert claim.false is false


@pytest.mark.parametrize(
    "rating",
    [
        {"ratingValue": "3", "worstRating": "1", "bestRating": "5"},
        {"ratingValue": "1"},
        {"alternateName": "Entah"},
        None,
        "",
        {},
    ],
)
def test_a_rating_in_the_middle_or_without_scale_is_never_guessed(rating: object) -> None:
    with pytest.raises(UnknownRatingError):
        of_nodes(review(reviewRating=rating))


def test_other_nodes_state_no_claim() -> None:
    assert (
        of_nodes({"@type": "NewsArticle", "headline": "x"}, {"@type": "ClaimReview", "reviewRating": {}})
        == ()
    )


@pytest.mark.parametrize(
    ("title", "text", "rating", "false"),
    [
        ("[SALAH] Surat suara sudah tercoblos", "Surat suara sudah tercoblos", "Salah", True),
        ("(HOAX) Kotak suara tenggelam", "Kotak suara tenggelam", "Hoax", True),
        ("[KLARIFIKASI] KPU soal kotak suara", "KPU soal kotak suara", "Klarifikasi", False),
        ("[BENAR] Sekolah libur 25 November", "Sekolah libur 25 November", "Benar", False),
        ("Cek Fakta: Hoaks! Kotak suara tenggelam", "Kotak suara tenggelam", "Hoaks", True),
        ("[CEK FAKTA] Keliru, Klaim Kotak Suara Tenggelam", "Klaim Kotak Suara Tenggelam", "Keliru", True),
        ("Menyesatkan: Pengangguran naik dua kali", "Pengangguran naik dua kali", "Menyesatkan", True),
        ("[Konteks Salah] Foto banjir Sangatta", "Foto banjir Sangatta", "Konteks salah", True),
        ("[VIDEO] [SALAH] Bentrok pendukung", "Bentrok pendukung", "Salah", True),
    ],
)
def test_titles_with_a_rating(title: str, text: str, rating: str, false: bool) -> None:
    (claim,) = of_title(title)
    assert (claim.text, claim.rating, claim.false) == (text, rating, false)


@pytest.mark.parametrize(
    "title",
    ["Cek Fakta: Benarkah Kotak Suara Tenggelam?", "[BERITA] KPU Gelar Debat", "Salah Kaprah soal TPS", ""],
)
def test_titles_without_a_rating_state_none(title: str) -> None:
    assert of_title(title) == ()


def test_an_unknown_word_in_brackets_stops() -> None:
    with pytest.raises(UnknownRatingError):
        of_title("[NGAWUR] Kotak suara tenggelam")


def test_the_id_depends_on_who_checked_what_where() -> None:
    (first,) = of_nodes(review())
    (same,) = of_nodes(review(datePublished="2026-11-19"))
    (other,) = of_nodes(review(url="https://cek.example/2"))
    assert first.id == same.id != other.id
    assert len(first.id) == 16
