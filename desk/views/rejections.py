"""`/penolakan`: what was dropped, where and why; the counts are those of the list."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from desk.forms import page_number
from desk.oversight.reasons import reason_words, stage_words
from desk.oversight.rejections import PAGE, facets, shown, total
from desk.people.roles import Permission
from desk.web import Asked, Way
from pipeline.store.dropped import rejected_counts, rejected_rows

NAMES: Final = {
    "round_id": "ronde",
    "source_id": "sumber",
    "kind": "apa",
    "stage": "tahap",
    "reason": "alasan",
}
"""what the list is narrowed by, and its name in the address"""


def overview(asked: Asked) -> Response:
    """The list with its filters in the address."""
    narrowed = {key: asked.query.get(name, "")[:200] for key, name in NAMES.items()}
    page = page_number(asked.query.get("halaman", ""))
    with asked.desk.store.reading() as db:
        counts = rejected_counts(db)
        number = total(counts, narrowed)
        page = min(page, max(1, -(-number // PAGE)))
        rows = rejected_rows(db, narrowed, limit=PAGE, offset=(page - 1) * PAGE)
    asked.note("read_rejections", "", page=page, **{NAMES[key]: v for key, v in narrowed.items() if v})
    query = {NAMES[key]: value for key, value in narrowed.items() if value}
    return asked.desk.pages.render(
        asked,
        "rejections.html",
        rows=shown(rows, asked.desk.sources),
        facets={key: values[:100] for key, values in facets(counts, narrowed).items()},
        narrowed=narrowed,
        names=NAMES,
        total=number,
        page=page,
        pages=max(1, -(-number // PAGE)),
        first=(page - 1) * PAGE + 1 if number else 0,
        link=lambda n: "/penolakan?" + urlencode({**query, "halaman": n}),
        titles={source.id: source.title for source in asked.desk.sources.values()},
        reason_words=reason_words,
        stage_words=stage_words,
    )


WAYS: Final = (Way("GET", "/penolakan", overview, Permission.REJECTIONS),)
