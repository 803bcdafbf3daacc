"""What comes in with a request: no larger, no slower and no stranger than it may be."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Match

from desk.security import counted, refuse_length

MAX_FORM: Final = 1_000_000  # bytes of all fields of a form that is no upload
MAX_PUBLIC: Final = 16_000  # of a form that anybody may send: name and password
MAX_UPLOAD: Final = 50_000_000
FORM_SECONDS: Final = 30.0  # in which a form must have come in
UPLOAD_SECONDS: Final = 300.0
_LONGEST_PARAM: Final = 200  # no id is longer
_LONGEST_QUERY: Final = 2_000
_MOST_QUERIES: Final = 100
_DEEPEST: Final = 8  # parts of a path that are looked at; no page lies deeper


async def read_form(request: Request, *, upload: bool, public: bool) -> FormData:
    """The form, if it is no larger and no slower than it may be; its texts without what no text holds."""
    limit = MAX_UPLOAD + MAX_FORM if upload else MAX_PUBLIC if public else MAX_FORM
    refuse_length(request.headers.get("content-length", ""), limit)
    counting = Request(request.scope, counted(request.receive, limit))
    try:
        with anyio.fail_after(UPLOAD_SECONDS if upload else FORM_SECONDS):
            form = await counting.form(max_files=2 if upload else 0, max_fields=1000, max_part_size=limit)
    except (TimeoutError, ClientDisconnect) as error:  # whoever has gone reads no answer: no failure of ours
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from error
    return FormData(
        [
            (clean(name), clean(value) if isinstance(value, str) else value)
            for name, value in form.multi_items()
        ]
    )


def clean(text: str) -> str:
    """Without NUL and halves of characters, which neither a database nor UTF-8 takes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def clean_query(query: QueryParams) -> QueryParams:
    """The query, its texts clean and not longer than any page needs."""
    return QueryParams(
        [(clean(name), clean(value)[:_LONGEST_QUERY]) for name, value in query.multi_items()[:_MOST_QUERIES]]
    )


def whole(text: str) -> int | None:
    """The whole number that a part of an address is; None where it is none, or a longer one than any here."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def page_number(text: str) -> int:
    """The page of a list, the first where the text names none."""
    return whole(text) or 1


def is_id(value: object) -> bool:
    """Whether a part of a path may be looked up at all."""
    text = str(value)
    return len(text) <= _LONGEST_PARAM and "\x00" not in text and text == clean(text)


def page_of_form(request: Request) -> str:
    """The page that a form stood on: where the browser says it came from, if that is here, else its own
    address; of either the nearest above that can be opened, the first page if none can."""
    try:
        came = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        came = urlsplit("")
    here = came.netloc == request.url.netloc and came.path
    parts = (came.path if here else request.url.path).split("/")[:_DEEPEST]
    while len(parts) > 1:
        path = "/".join(parts)
        asked_for = {**request.scope, "method": "GET", "path": path}
        if any(one.matches(asked_for)[0] is Match.FULL for one in request.app.routes):
            return path
        parts.pop()
    return "/"
