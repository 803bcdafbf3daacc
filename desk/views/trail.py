"""`/jejak`: the audit trail: who did, read, exported what. Reading it is itself noted."""

from typing import Final

from starlette.responses import Response

from core.decision import OPERATOR
from desk.cases.evidence import REASONS as EVIDENCE_REASONS
from desk.cases.wording import REVEAL_REASONS
from desk.forms import page_number
from desk.oversight.trail import ACTIONS, KEYS, PAGE, action_of, filters, trail_page
from desk.people.accounts import user_names
from desk.people.roles import Permission
from desk.story.originals import REASONS
from desk.views import holds
from desk.web import Asked, Way
from pipeline.store.audit import NOBODY

_REASONS: Final = {**REASONS, **EVIDENCE_REASONS, **REVEAL_REASONS, **holds.REASONS}


def overview(asked: Asked) -> Response:
    """The list, narrowed by person, action, object and day."""
    desk, narrowed = asked.desk, filters(asked.query)
    noted = {**narrowed.query, **({"tentang": f"({len(narrowed.object)})"} if narrowed.object else {})}
    page = page_number(asked.query.get("halaman", ""))
    asked.note("read_trail", "", page=page, **noted)  # no words that somebody typed
    found = trail_page(desk.people, desk.store, narrowed, page, desk.settings.zone)
    return desk.pages.render(
        asked,
        "trail.html",
        rows=found.entries,
        narrowed=narrowed,
        names=user_names(desk.people),
        actions=found.actions,
        action_words=ACTIONS,
        action_of=action_of,
        key_words=KEYS,
        operator=OPERATOR,
        nobody=NOBODY,
        reasons=_REASONS,
        notes=found.notes,
        waiting=found.waiting,
        total=found.total,
        page=found.page,
        pages=found.pages,
        first=(found.page - 1) * PAGE + 1 if found.total else 0,
        link=narrowed.address,
    )


WAYS: Final = (Way("GET", "/jejak", overview, Permission.AUDIT),)
