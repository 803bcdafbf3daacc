"""Claims of our own: opened from an item, sources found, verdicts of two people, what they match."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from starlette.responses import Response

from core.decision import SourceKind, Verdict
from desk import jobs
from desk.forms import whole
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.web import Asked, RefusedError, Way, see
from desk.work import claims
from desk.work.verdict import OwnClaim

PAGE: Final = 40
_C = TypeVar("_C", SourceKind, Verdict)
KINDS: Final[Mapping[SourceKind, str]] = {
    SourceKind.FACT_CHECKER: "Pemeriksa fakta luar",
    SourceKind.NAMED_BODY: "Lembaga yang disebut (pernyataan terbitan)",
    SourceKind.OFFICIAL: "Catatan resmi instansi lain",
    SourceKind.MEDIA: "Media",
    SourceKind.FIELD: "Cek lapangan oleh tim",
}
_PARTS: Final[Mapping[str, Callable[[OwnClaim], bool]]] = {
    "diperiksa": lambda claim: claim.withdrawn is None and claim.verdict is None,
    "diputus": lambda claim: claim.verdict is not None,
    "ditarik": lambda claim: claim.withdrawn is not None,
}
_YES_NO: Final = {"ya": True, "tidak": False}


def index(asked: Asked) -> Response:
    """All claims of our own, in three parts: asked to be checked, decided, withdrawn."""
    with asked.desk.store.reading() as db:
        found = claims.all_claims(db)
    part = asked.query.get("bagian", "")
    part = part if part in _PARTS else "diperiksa"
    parts = {name: [claim for claim in found if fits(claim)] for name, fits in _PARTS.items()}
    start = whole(asked.query.get("mulai", "")) or 0
    return asked.desk.pages.render(
        asked,
        "claims.html",
        part=part,
        counts={name: len(several) for name, several in parts.items()},
        claims=parts[part][start : start + PAGE],
        start=start,
        more=len(parts[part]) > start + PAGE,
        page=PAGE,
        names=user_names(asked.desk.people),
        ratings=claims.RATINGS,
    )


def show(asked: Asked) -> Response:
    """One claim: what is asserted, sources, verdicts, what it matches."""
    asked.note("read", f"claim:{asked.params['claim']}")
    return _page(asked)


def open_one(asked: Asked) -> Response:
    """A claim from an item."""
    criticises = _YES_NO.get(asked.text("criticises"))
    if criticises is None:
        raise RefusedError("jawab dulu: apakah klaim ini mengkritik pemerintah daerah atau petahana?")
    user, story = asked.user.id, asked.text("story")
    text, item = asked.text("text"), asked.text("item")
    claim_id, new = claims.open_claim(asked.desk, user, text, story, item, criticises)
    if new:
        asked.note("claim_open", f"claim:{claim_id}", story=story)
    elif criticises:  # what the one before may have denied: one person suffices to say so
        claim = claims.set_flag(asked.desk, user, claim_id, criticises)
        asked.note("claim_flag", f"claim:{claim_id}", verdict=claim.verdict or "", criticises=True)
    return see(f"/klaim/{claim_id}", **({} if new else {"sudah": "1"}))


def source(asked: Asked) -> Response:
    """A source that was found."""

    def step(claim_id: str) -> OwnClaim:
        kind = _chosen(SourceKind, asked.text("kind"), "pilih jenis sumber")
        publisher, url = asked.text("publisher"), asked.text("url", 2000)
        words, public = asked.text("words", 2000), asked.text("public") == "ya"
        return claims.add_source(asked.desk, asked.user.id, claim_id, kind, publisher, url, words, public)

    return _after(asked, "claim_source", step)


def strike(asked: Asked) -> Response:
    """A source that does not hold."""
    source_id, words = asked.params["source"], asked.text("words", 2000)
    return _after(
        asked,
        "claim_strike",
        lambda claim_id: claims.strike_source(asked.desk, asked.user.id, claim_id, source_id, words),
    )


def verdict(asked: Asked) -> Response:
    """One person's verdict."""

    def step(claim_id: str) -> OwnClaim:
        found = _chosen(Verdict, asked.text("verdict"), "pilih satu putusan")
        return claims.give_verdict(asked.desk, asked.user.id, claim_id, found, asked.text("words", 2000))

    return _after(asked, "claim_verdict", step)


def flag(asked: Asked) -> Response:
    """Whether it criticises the local government or an incumbent."""

    def step(claim_id: str) -> OwnClaim:
        criticises = _YES_NO.get(asked.text("criticises"))
        if criticises is None:
            raise RefusedError("pilih ya atau tidak")
        return claims.set_flag(asked.desk, asked.user.id, claim_id, criticises)

    return _after(asked, "claim_flag", step)


def withdraw(asked: Asked) -> Response:
    """Take it back for good."""
    words = asked.text("words", 2000)
    return _after(
        asked,
        "claim_withdraw",
        lambda claim_id: claims.withdraw(asked.desk, asked.user.id, claim_id, words),
    )


def match(asked: Asked) -> Response:
    """Match stored posts again, where that was cut short."""
    kept, _ = claims.one_claim(asked.desk, asked.params["claim"])
    if kept.awaits:
        claims.match_stored(asked.desk, asked.user.id, kept.claim.id)
        asked.note("claim_match", f"claim:{kept.claim.id}")
    return see(f"/klaim/{kept.claim.id}")


def progress(asked: Asked) -> Response:
    """How far the matching of stored posts is: a part of the page, asked for while it runs."""
    kept, _ = claims.one_claim(asked.desk, asked.params["claim"])
    return asked.desk.pages.render(asked, "_claim_matching.html", **_matching(asked, kept))


def _after(asked: Asked, action: str, step: Callable[[str], OwnClaim]) -> Response:
    """Do a step and show the claim; what was refused is told on the page, with what was typed."""
    claim_id = asked.params["claim"]
    try:
        claim = step(claim_id)
    except RefusedError as error:
        return _page(asked, str(error))
    asked.note(action, f"claim:{claim_id}", verdict=claim.verdict or "", criticises=claim.criticises)
    return see(f"/klaim/{claim_id}")


def _page(asked: Asked, problem: str = "") -> Response:
    kept, words = claims.one_claim(asked.desk, asked.params["claim"])
    own = next((one for one in kept.claim.given if one.by_user == asked.user.id), None)
    return asked.desk.pages.render(
        asked,
        "claim.html",
        status_code=400 if problem else 200,
        problem=problem,
        words=words,
        names=user_names(asked.desk.people),
        ratings=claims.RATINGS,
        kinds=KINDS,
        own=own,
        typed=asked.text,
        may=asked.user.may(Permission.DECIDE),
        known=asked.query.get("sudah", "") == "1",
        unknown_checkers=claims.unknown_checkers(asked.desk, kept.claim),
        **_matching(asked, kept),
    )


def _matching(asked: Asked, kept: claims.Kept) -> dict[str, Any]:
    job = jobs.find(asked.desk, claims.job_name(kept.claim.id))
    return {
        "claim": kept.claim,
        "awaits": kept.awaits,
        "matched": claims.last_matching(kept.events),
        "runs": job is not None and job.state is jobs.JobState.RUNS,
    }


def _chosen(kinds: type[_C], value: str, problem: str) -> _C:
    if value not in set(kinds):
        raise RefusedError(problem)
    return kinds(value)


WAYS: Final = (
    Way("GET", "/klaim", index, Permission.READ),
    Way("POST", "/klaim", open_one, Permission.DECIDE),
    Way("GET", "/klaim/{claim}", show, Permission.READ),
    Way("GET", "/klaim/{claim}/kemajuan", progress, Permission.READ),
    Way("POST", "/klaim/{claim}/sumber", source, Permission.DECIDE),
    Way("POST", "/klaim/{claim}/sumber/{source}/coret", strike, Permission.DECIDE),
    Way("POST", "/klaim/{claim}/putusan", verdict, Permission.DECIDE),
    Way("POST", "/klaim/{claim}/kritik", flag, Permission.DECIDE),
    Way("POST", "/klaim/{claim}/tarik", withdraw, Permission.DECIDE),
    Way("POST", "/klaim/{claim}/cocokkan", match, Permission.DECIDE),
)
