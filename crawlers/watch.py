"""Which sources may run. In the live profile public posts need a mandate and two people who switched them on;
news and fact-checks need neither."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.mandate import Mandate, reason_against
from core.record import Rejected
from core.settings import Profile
from crawlers.source import Source

NOT_SWITCHED_ON: Final = "sumber unggahan belum dinyalakan dua orang: buka Sumber (/sumber) di meja Pantau"


@dataclass(frozen=True, slots=True)
class Permitted:
    """The sources of a round, split; every source is in exactly one of the two."""

    run: tuple[Source, ...]
    refused: tuple[Rejected, ...]


def permitted(
    sources: Iterable[Source],
    *,
    profile: Profile,
    mandate: Mandate | None,
    day: date,
    switched_on: Collection[str],
) -> Permitted:
    """Split sources into those that may run on `day` and those that may not, each with its reason.

    Disabled sources never run. `switched_on`: ids of the sources of posts that two people have switched on.
    The sample is invented, so it needs neither that nor a mandate.
    """
    run: list[Source] = []
    refused: list[Rejected] = []
    for source in sources:
        refusal = _refusal(source, profile, mandate, day, switched_on)
        if refusal is None:
            run.append(source)
        else:
            refused.append(refusal)
    return Permitted(tuple(run), tuple(refused))


def _refusal(
    source: Source, profile: Profile, mandate: Mandate | None, day: date, switched_on: Collection[str]
) -> Rejected | None:
    if source.disabled is not None:
        reason, detail = "disabled", f"sumber dimatikan: {source.disabled}"
    elif profile == "live" and source.needs_mandate:
        reason, detail = "no_mandate", reason_against(mandate, source.kind.value, day)
        if not detail and source.id not in switched_on:
            reason, detail = "not_switched_on", NOT_SWITCHED_ON
        if not detail:
            return None
    else:
        return None
    return Rejected(source_id=source.id, what=source.url, stage="source", reason=reason, detail=detail)
