"""Capturing an item of a case: everything the archive has of it, pictures of it, and the facts of doing so.

    entry = capture(store, settings, case_id, item, revision, by_user=user.id)

What names a person (the address of a post, unmasked words, pages of posts) lies in files marked personal;
manifest and facts hold none, so that they can go where originals may not.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.case import Case
from cases.evidence.facts import FACTS_TEXT, as_text, software, times
from cases.evidence.live import Live, fetch_now
from cases.evidence.origin import Origin, find_origin, read_places
from cases.evidence.pictures import Drawable, Drawn, draw, drawable
from cases.evidence.records import Record, read_record
from cases.evidence.seal import Held, Piece, seal
from cases.log import Entry
from cases.store import CaseError, the_case
from core import clock
from core.canonical import canonical
from core.settings import Settings
from crawlers.archive import ArchiveError
from crawlers.fetch import Fetched
from pipeline.store import Store
from pipeline.store.notes import new_id


def capture(
    store: Store,
    settings: Settings,
    case_id: str,
    item: str,
    revision: int,
    *,
    by_user: str,
    live: bool = False,
    may: Callable[[Case], object] = lambda case: None,
) -> Entry:
    """Make evidence of one revision of an item of a case. `live`: fetch its address once more, too.

    Takes seconds where Chromium draws. Raises CaseError where the case has no such item; `may`: see `seal`.
    """
    with store.reading() as db:
        if (item, revision) not in the_case(db, case_id).items:
            raise CaseError("butir ini tidak ada di kasus ini; muat ulang halaman")
        origin = find_origin(db, settings, item, revision)
    if origin is None:
        raise CaseError("butir ini tidak ada lagi di basis data")
    piece = _piece(settings, case_id, origin, live=live)
    return seal(store, settings, piece, by_user=by_user, may=may)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """All that a capture has in its hands before it is sealed."""

    origin: Origin
    records: Sequence[Record]  # the response, its other parts
    hops: Sequence[Record]  # redirects on the way
    gone: int  # records that could not be read
    pages: Sequence[Drawable]
    undrawn: Sequence[str]  # codes of what could not be drawn
    drawn: Drawn
    again: Live | None

    @property
    def kept(self) -> list[Record]:
        return [*self.hops, *self.records]

    @property
    def personal(self) -> bool:
        return not self.origin.public


def _piece(settings: Settings, case_id: str, origin: Origin, *, live: bool) -> Piece:
    captured_at, evidence_id = clock.now(), new_id()
    found = _find(settings, origin, captured_at, live=live)
    lacks = _lacks(found)
    facts = {
        "format": "pantau-capture-1",
        "case": case_id,
        "evidence": evidence_id,
        "origin": "diambil sistem dari arsip",
        "captured_by_system": True,
        "times": _times(settings, origin) | {"captured": times(captured_at, settings)},
        "software": software(found.drawn.browser),
        "lacks": lacks,
        **_of_item(found),
        **({"rendering": found.drawn.facts} if found.drawn.facts else {}),
        **({"live": _of_live(settings, found.again, found.personal)} if found.again else {}),
    }
    return Piece(
        case_id=case_id,
        evidence_id=evidence_id,
        kind="capture",
        captured_at=captured_at,
        facts=facts,
        files=_files(settings, found, facts),
        lacks=tuple(lacks),
        item=origin.item,
        revision=origin.revision,
    )


def _find(settings: Settings, origin: Origin, at: datetime, *, live: bool) -> _Found:
    records, gone = read_places(settings, origin.places)
    hops, _ = read_places(settings, origin.hops)
    pages, undrawn = drawable([one for one in records if one.status_line], origin.url)
    local = at.astimezone(settings.zone)
    note = f"{origin.url} - dijadikan bukti {local:%d-%m-%Y %H:%M %Z} - digambar dari arsip, tanpa jaringan"
    return _Found(
        origin=origin,
        records=records,
        hops=hops,
        gone=gone,
        pages=pages,
        undrawn=undrawn,
        drawn=draw(pages, settings, note, personal=not origin.public) if pages else Drawn(),
        again=fetch_now(origin.url, settings) if live else None,
    )


def _lacks(found: _Found) -> list[str]:
    answered = any(one.status_line for one in found.records)
    lacks = [*found.undrawn, *found.drawn.lacks]
    lacks += ["record_gone"] if found.gone or not found.origin.places else []
    lacks += ["no_http_response"] if found.records and not answered else []
    lacks += [] if found.origin.kept else ["no_original"]
    lacks += [found.again.lacks] if found.again and found.again.lacks else []
    return list(dict.fromkeys(lacks))


def _files(settings: Settings, found: _Found, facts: Mapping[str, Any]) -> list[Held]:
    again = found.again
    return [
        *_texts(found.origin),
        *_archived(found.kept, found.pages, personal=found.personal),
        *_attachments(settings, found.records),
        *found.drawn.files,
        *(_live_files(again.answer, found.personal) if again and again.answer else ()),
        *([_secret(found.origin, found.hops, again)] if found.personal else ()),
        Held(name=FACTS_TEXT, content=as_text(facts), media_type="text/plain", personal=False),
    ]


def _times(settings: Settings, origin: Origin) -> dict[str, Any]:
    return {
        "published": times(origin.copy.published_at, settings),
        "fetched": times(origin.copy.fetched_at, settings),
    }


def _of_item(found: _Found) -> dict[str, Any]:
    origin = found.origin
    main = origin.places[0] if origin.places else None
    agent = next((one.user_agent for one in found.records if one.user_agent), "")
    return {
        "item": origin.item,
        "revision": origin.revision,
        "story": origin.story,
        "channel": origin.copy.channel.value,
        "content_sha256": origin.content_hash,
        "url": origin.url if origin.public else "",
        "redirects": [hop.url for hop in origin.hops] if origin.public else [],
        "collector": {"source": origin.copy.source_id, "user_agent": agent},
        "models": origin.models,
        "response": {
            "status": main.status if main else 0,
            "body_sha256": main.body_sha256 if main else "",
            "records": len(found.kept),
            "archive": [f"{one.warc_file}:{one.warc_offset}" for one in (*origin.hops, *origin.places)],
        },
    }


def _texts(origin: Origin) -> list[Held]:
    masked = f"{origin.copy.title}\n\n{origin.copy.text}\n".encode("utf-8", "replace")
    files = [Held(name="text.txt", content=masked, media_type="text/plain", personal=False)]
    if origin.kept:
        plain = f"{origin.title}\n\n{origin.text}\n".encode("utf-8", "replace")
        files.append(Held(name="text_original.txt", content=plain, media_type="text/plain", personal=True))
    return files


def _archived(records: Sequence[Record], pages: Sequence[Drawable], *, personal: bool) -> list[Held]:
    """Responses and requests as they lie in the archive, their headers to read, the pages unpacked."""
    if not records:
        return []
    raw = b"".join(one.raw for one in records)
    heads = "\n".join(_head(one) for one in records).encode("utf-8", "replace")
    files = [
        Held(name="response.warc.gz", content=raw, media_type="application/gzip", personal=personal),
        Held(name="headers.txt", content=heads, media_type="text/plain", personal=personal),
    ]
    for number, page in enumerate(pages, start=1):
        name = f"page_{number}.html" if number > 1 else "page.html"
        files.append(Held(name=name, content=page.html, media_type="text/html", personal=personal))
    return files


def _head(record: Record) -> str:
    """A request and its answer, without the body."""
    asked = [f"> {name}: {value}" for name, value in record.asked]
    told = [f"< {name}: {value}" for name, value in record.headers]
    return "\n".join([record.url, *asked, f"< {record.status_line or record.kind}", *told, ""])


def _attachments(settings: Settings, records: Sequence[Record]) -> list[Held]:
    """The screenshot that was entered by hand together with a text."""
    found = []
    for one in records:
        if one.kind != "resource" or "json" not in one.content_type:
            continue
        try:
            shot = json.loads(one.body).get("screenshot")
            image = read_record(settings.archive, shot["warc_file"], shot["warc_offset"])
        except (ValueError, AttributeError, TypeError, KeyError, ArchiveError):
            continue  # an export's row has none; of a lost one the record still names the hash
        end = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}.get(image.content_type)
        if end:
            name = f"entered_screenshot.{end}"
            found.append(Held(name=name, content=image.body, media_type=image.content_type, personal=True))
    return found[:1]


def _of_live(settings: Settings, again: Live, personal: bool) -> dict[str, Any]:
    answer = again.answer
    return {
        "at": times(again.at, settings),
        "status": answer.status if answer else 0,
        "url": answer.url if answer and not personal else "",
        "redirects": list(answer.redirects) if answer and not personal else [],
        "problem": again.lacks,
    }


def _live_files(answer: Fetched, personal: bool) -> list[Held]:
    lines = [answer.url, f"< {answer.status} {answer.reason}"]
    head = "\n".join([*lines, *(f"< {name}: {value}" for name, value in answer.headers), ""])
    return [
        Held(
            name="live_headers.txt",
            content=head.encode("utf-8", "replace"),
            media_type="text/plain",
            personal=personal,
        ),
        Held(
            name="live_body.bin",
            content=answer.body,
            media_type="application/octet-stream",
            personal=personal,
        ),
    ]


def _secret(origin: Origin, hops: Sequence[Record], again: Live | None) -> Held:
    """What of the facts names a person, apart from them."""
    answer = again.answer if again else None
    told = {
        "url": origin.url,
        "redirects": [one.url for one in hops],
        "forwarded_from": origin.forwarded_from,
        "live_url": answer.url if answer else "",
        "live_redirects": list(answer.redirects) if answer else [],
    }
    return Held(name="origin.json", content=canonical(told), media_type="application/json", personal=True)
