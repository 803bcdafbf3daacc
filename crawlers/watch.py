"""Which sources may run: public posts need a mandate in the live profile, news and fact-checks do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.mandate import Mandate, reason_against
from core.record import Rejected
from core.settings import Profile
from crawlers.source import Source


@dataclass(frozen=True, slots=True)
class Permitted:
    """The sources of a round, split; every source is in exactly one of the two."""

    run: tuple[Source, ...]
    refused: tuple[Rejected, ...]


def permitted(
    sources: Iterable[Source], *, profile: Profile, mandate: Mandate | None, day: date
) -> Permitted:
    """Split sources into those that may run on `day` and those that may not, each with its reason.

    Disabled sources never run. The sample is invented, so it needs no mandate.
    """
    run: list[Source] = []
    refused: list[Rejected] = []
    for source in sources:
        refusal = _refusal(source, profile, mandate, day)
        if refusal is None:
            run.append(source)
        else:
            refused.append(refusal)
    return Permitted(tuple(run), tuple(refused))


def _refusal(source: Source, profile: Profile, mandate: Mandate | None, day: date) -> Rejected | None:
    if source.disabled is not None:
        reason, detail = "disabled", f"sumber dimatikan: {source.disabled}"
    elif profile == "live" and source.needs_mandate:
        reason, detail = "no_mandate", reason_against(mandate, source.kind.value, day)
        if not detail:
            return None
    else:
        return None
    return Rejected(source_id=source.id, what=source.url, stage="source", reason=reason, detail=detail)
