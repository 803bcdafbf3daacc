"""Claims that a fact-check states: ClaimReview (schema.org) in JSON-LD, else the rating in its title."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Literal

from pydantic import RootModel

from core.record import Claim
from models.yamlfile import read_model
from pipeline import REFERENCE, BadReferenceError
from pipeline.extraction.dates import parse_date
from pipeline.extraction.structured import Node, people, text_of, types_of

RATINGS_FILE = REFERENCE / "ratings.yml"

_TAGGED = re.compile(r"^\s*[\[(]\s*(?P<rating>[^\])]{3,40}?)\s*[\])]\s*[:\-–]?\s*(?P<claim>.+)$")
_SERIES = re.compile(r"^\s*\W?(?:cek fakta|fact check|periksa fakta)\W?\s*[:\-–,]?\s+", re.I)
_ENDS = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
_ON_A_SCALE = re.compile(r"[^()]+ \((?=[^()]+-)[^()]+\)")  # as `_node_rating` writes a number


class UnknownRatingError(Exception):
    """A rating that `pipeline/reference/ratings.yml` does not know; the message names it and the remedy."""

    def __init__(self, rating: str) -> None:
        """Name the rating and the file that should know it."""
        super().__init__(
            f"rating {rating!r} is not in pipeline/reference/ratings.yml: add it there as false, true or open"
        )


class _Ratings(RootModel[dict[Literal["false", "true", "open", "none"], tuple[str, ...]]]):
    """The file: what its ratings say, and which say so."""


@lru_cache(maxsize=1)
def _ratings() -> dict[str, str]:
    groups = read_model(RATINGS_FILE, _Ratings, BadReferenceError).root
    return {name: group for group, names in groups.items() for name in names}


def rating_says(rating: str) -> str:
    """What a rating says of its claim: "false", "true", "open" or "none" (a word that is no rating).

    Raises UnknownRatingError.
    """
    known = _ratings().get(_normal(rating))
    if known is None:
        raise UnknownRatingError(rating)
    return known


def says_true(rating: str) -> bool:
    """Whether the rating of a claim that is not false says that the claim holds, not merely neither; so does
    a number, which counts only at an end of its scale. A word that `ratings.yml` has no more says nothing."""
    known = _ratings().get(_normal(rating))
    return known == "true" if known else _ON_A_SCALE.fullmatch(rating) is not None


def claim_id(publisher: str, url: str, text: str) -> str:
    """The first 16 hex digits of a hash over who checked which claim where."""
    return hashlib.sha256(f"{publisher}\0{url}\0{text}".encode()).hexdigest()[:16]


def claims_of_nodes(
    nodes: Sequence[Node], *, url: str, publisher: str, now: datetime, zone: tzinfo
) -> tuple[Claim, ...]:
    """The claims of the ClaimReview nodes of a page. Raises UnknownRatingError."""
    claims = []
    for node in nodes:
        if "ClaimReview" not in types_of(node):
            continue
        text = text_of(node.get("claimReviewed")) or _item_text(node.get("itemReviewed"))
        if not text:
            continue
        rating, says = _node_rating(node)
        names = [text_of(one.get("name")) for one in people(nodes, node.get("author"))]
        moment = parse_date(text_of(node.get("datePublished")), now=now, zone=zone)
        address = text_of(node.get("url")) or url
        author = next((name for name in names if name), publisher)
        claims.append(
            Claim(
                id=claim_id(author, address, text),
                text=text,
                rating=rating,
                url=address,
                publisher=author,
                published_at=moment.at.astimezone(UTC) if moment else None,
                false=says == "false",
            )
        )
    return tuple(dict.fromkeys(claims))


def claims_of_title(
    title: str, *, url: str, publisher: str, published_at: datetime | None
) -> tuple[Claim, ...]:
    """The claim of a title like "[SALAH] Surat suara tercoblos" or "Cek Fakta: Hoaks! ...".

    A title without a rating states none.

    Raises UnknownRatingError for a word in brackets that is neither a rating nor known to be none.
    """
    rest = title
    while match := _SERIES.match(rest):
        rest = rest[match.end() :]
    rating, claim = "", ""
    if match := _TAGGED.match(rest):
        rating, claim = match["rating"], match["claim"]
        if rating_says(rating) == "none":
            return claims_of_title(claim, url=url, publisher=publisher, published_at=published_at)
    elif match := _leading_rating().match(rest):
        rating, claim = match["rating"], match["claim"]
    if not claim:
        return ()
    claim = " ".join(claim.split())
    return (
        Claim(
            id=claim_id(publisher, url, claim),
            text=claim,
            rating=rating.capitalize(),
            url=url,
            publisher=publisher,
            published_at=published_at,
            false=rating_says(rating) == "false",
        ),
    )


@lru_cache(maxsize=1)
def _leading_rating() -> re.Pattern[str]:
    names = "|".join(
        re.escape(name)
        for name, says in sorted(_ratings().items(), key=lambda pair: -len(pair[0]))
        if says != "none"
    )
    return re.compile(rf"^\s*(?P<rating>{names})\s*[!:,]\s*(?P<claim>.+)$", re.I)


def _node_rating(node: Node) -> tuple[str, str]:
    """The rating in words and what it says; a number counts only at an end of its stated scale."""
    value = node.get("reviewRating")
    review = value[0] if isinstance(value, list) and value else value
    if not isinstance(review, dict):
        raise UnknownRatingError(text_of(review))
    words = text_of(review.get("alternateName")) or text_of(review.get("name"))
    if words:
        says = rating_says(words)
        if says == "none":
            raise UnknownRatingError(words)
        return words, says
    number, worst, best = (
        str(review.get(key, "")).strip() for key in ("ratingValue", "worstRating", "bestRating")
    )
    if number and worst and best and worst != best and number in (worst, best):
        return f"{number} ({worst}-{best})", "false" if number == worst else "true"
    says = rating_says(number)
    return number, says


def _item_text(item: object) -> str:
    if isinstance(item, dict):
        return text_of(item.get("text")) or text_of(item.get("headline")) or text_of(item.get("name"))
    return ""


def _normal(rating: str) -> str:
    return " ".join(re.sub(r"[\s/,]+", " ", _ENDS.sub("", rating.lower())).split())
