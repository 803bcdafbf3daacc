"""What all kinds of sources share. A kind is a subclass that overrides `offers`; everything else is here.

A source is read by one coroutine, in order: control pages give offers, an offer becomes a candidate, and a
candidate's line is spooled when its last response has come. `offers` looks like this:

    async def offers(self) -> AsyncIterator[Offer]:
        response = await self.control(self.source.url)      # robots, pace, retries, redirects, archive, 304
        if response.status == 304:
            return                                           # nothing new; nothing is offered
        for post in response.json():
            yield Offer(url=post["link"], title=..., updated_at=...)                  # fetched here
            yield Offer(url=..., native_id=..., html=..., page=self.page(response)) # content is there already

`control` raises NotFetchedError where the page cannot be had; let it pass: it becomes the source's report.
Raise `NotFetchedError("not_feed")` and the like (codes in `crawlers/remedies.py`) for what cannot be parsed.

What could not be fetched this time (a limit, a pause, a site that is down) is offered and rejected with that
reason, and the source's validators are withheld: the next round is told everything again; nothing is lost.
"""

import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import LxmlError
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from core.clock import now
from core.record import Candidate, Known, Page, Rejected, ResponseUse, SourceReport, Validators
from crawlers.download import Recorder
from crawlers.pages import folded
from crawlers.politeness import site_of
from crawlers.refusal import EXPECTED, NO_ANSWER, NotFetchedError, is_transient, why
from crawlers.remedies import Course, reason_in_words
from crawlers.revisions import Ask, ask_again, is_newer, parse_date
from crawlers.source import Source
from crawlers.spiders.articles import UNCONDITIONAL, read_article
from crawlers.spiders.round import Offer, Round

DEADLINE = 900.0  # seconds that a source may take, or more if its requests at their pace need more
SILENT_BEFORE_GIVING_UP = 3  # requests to a site in a row without an answer, each tried three times
_NOT_ASKED = "pada ronde sebelumnya; ditanyakan lagi nanti"
_ENDED = re.compile(rb"(?i)</(html|rss|feed|rdf:rdf|urlset|sitemapindex)>\s*$")


class ArticleSpider(Spider):
    """One source in one round. See the module's docstring for what a subclass does."""

    stops_at_known = False
    """whether `offers` ends where everything is known: then it is remembered when a round was whole"""

    def __init__(self, *, source: Source, round: Round, **kwargs: Any) -> None:
        """Made by Scrapy, with what `crawlers.crawl` gives it."""
        super().__init__(name=source.id, **kwargs)
        self.source = source
        self.round = round
        self.known: Mapping[str, Known] = round.state.known.get(source.id, {})
        self.gate, self.robots, self.pause = round.gate, round.robots, round.pause
        self.delay = round.delay if source.delay is None else source.delay
        self.recorder = Recorder(round.archive, round.spool, source.id)
        self.course = Course()
        self.requests = 0
        self._started = time.monotonic()
        self._deadline = self._started + max(DEADLINE, source.max_requests * (self.delay + 3.0))
        keys, self.recorder.received = round.before.get(source.id, ((), 0))
        self.course.offered = len(keys)
        self._seen: set[str] = set(keys)
        self._later: list[tuple[Offer, Known | None, Ask]] = []
        self._validators: dict[str, Validators] = {}
        self._whole_at = parse_date(round.state.validators.get(_whole(source), UNCONDITIONAL).last_modified)
        self._came_before = parse_date(round.state.validators.get(_came(source), UNCONDITIONAL).last_modified)
        self.came_until = self._came_before  # all changes until then have come, where they are told in order
        self._unfinished = False  # something must come again, so no validator may hide it
        self._controls = 0
        self._silent: Counter[str] = Counter()  # site -> requests in a row without an answer
        self._halt: NotFetchedError | None = None  # no more requests

    # What a subclass overrides and uses

    def offers(self) -> AsyncIterator[Offer]:
        """All that the source offers now, newest first where it can be known."""
        raise NotImplementedError(type(self).__name__)

    async def control(
        self, url: str, *, accept: Collection[int] = (), conditional: bool = True, what: str = ""
    ) -> Response:
        """Fetch a page that only says what there is. Its response is a control response.

        Asks conditionally if an earlier round remembered a validator, so the status may be 304. Raises
        NotFetchedError for any status from 400 on that is not in `accept`, and for network errors.
        """
        remembered = self.round.state.validators.get(url, UNCONDITIONAL) if conditional else UNCONDITIONAL
        response = await self.fetch(url, validators=remembered, accept=accept)
        unchanged = response.status == 304
        what = "unchanged" if unchanged else what or self.source.kind.value
        self.recorder.use(response, ResponseUse.CONTROL, what)
        if unchanged:
            self.course.unchanged += 1
            self._validators[url] = remembered
        elif response.status < 300 and (found := validators_of(self.page(response))) != UNCONDITIONAL:
            self._validators[url] = found
        if not self._controls:
            self.course.moved_to = _moved_to(response)
        self._controls += 1
        return response

    def forget(self, url: str) -> None:
        """Ask for this control page unconditionally next time: what it points to may change without it."""
        self._validators.pop(url, None)

    def is_settled(self, key: str) -> bool:
        """Whether this is known since the last round that brought all that the source offered, or longer.

        What a round brought that was cut short says nothing of what lies behind it.
        """
        known = self.known.get(key)
        if known is None or self._whole_at is None:
            return False
        return (known.first_seen or known.fetched_at) <= self._whole_at

    def page(self, response: Response) -> Page:
        """How a control page was archived, for offers whose content it holds."""
        return self.recorder.page(response)

    async def fetch(
        self, url: str, *, validators: Validators = UNCONDITIONAL, accept: Collection[int] = ()
    ) -> Response:
        """One URL through gate, robots, retries, redirects and archive. Raises NotFetchedError."""
        if self._halt is None and time.monotonic() > self._deadline:
            self._halt = NotFetchedError("deadline")
        if self._halt is not None:
            raise self._halt
        if not url.startswith(("http://", "https://")):
            raise NotFetchedError("bad_url", url)
        if self.requests >= self.source.max_requests:  # without waiting for the site's turn
            raise NotFetchedError("over_limit", f"{self.source.max_requests}")
        site = _site(url)
        if self._silent[site] >= SILENT_BEFORE_GIVING_UP:
            raise NotFetchedError("unreachable", site)
        try:
            request = Request(url, headers=_conditions(validators), callback=NO_CALLBACK, dont_filter=True)
            response: Response = await self.crawler.engine.download_async(request)
            _check(response, accept, conditional=validators != UNCONDITIONAL)
        except EXPECTED as error:
            refusal = why(error)
            self._note(refusal, site)
            raise refusal from error
        self._silent[site] = 0
        return response

    def offered_already(self, url: str) -> bool:
        """Whether an article's URL, or another variant of it, was offered in this round."""
        return folded(url) in self._seen

    # How the base runs

    async def start(self) -> AsyncIterator[Any]:
        """The whole life of the source; nothing is left to Scrapy's scheduler."""
        try:
            await self._run()
            self.course.crashed = False
        finally:  # what nobody expected goes to Scrapy's log; the source still gets its report
            self._write_report()
        return
        yield  # makes this a generator, as Scrapy wants it

    async def _run(self) -> None:
        until = self.round.state.paused_until.get(self.source.id)
        if until is not None and until > now():
            self.course.stop = NotFetchedError("paused", seconds=(until - now()).total_seconds())
            return
        try:
            async for offer in self.offers():
                await self._take(offer)
        except NotFetchedError as error:
            self.recorder.flush(error.reason)
            self.course.stop = error
        for offer, known, ask in self._later:  # after the new ones, which matter more if the limit is near
            await self._settle(offer, known, ask)
        self.course.stop = self.course.stop or self._halt

    async def _take(self, offer: Offer) -> None:
        """Offer it once in a round; what is known already waits until the end."""
        if offer.names & self._seen:
            return
        self._seen |= offer.names
        known = self.known.get(offer.key)
        ask = Ask.CHANGED
        if known is not None:
            ask = ask_again(known, published_at=offer.published_at, updated_at=offer.updated_at, moment=now())
        waits = known is not None and ask is not Ask.NO and offer.page is None
        if known is not None and known.refused and ask is not Ask.NO:
            known = None  # as if it were offered for the first time
        if waits:
            self._later.append((offer, known, ask))
        else:
            await self._settle(offer, known, ask)

    async def _settle(self, offer: Offer, known: Known | None, ask: Ask) -> None:
        """Make the candidate of an offer and spool it, exactly once, whatever happens."""
        self.course.offered += 1
        bare = self._bare(offer)
        candidate = self._rejected(bare, NotFetchedError("error"))
        try:
            candidate = await self._fill(bare, offer, known, ask)
        except NotFetchedError as error:
            held = known is not None and is_transient(error.reason)
            candidate = replace(bare, known=True) if held else self._rejected(bare, error)
            self._unfinished |= is_transient(error.reason) and ask is Ask.CHANGED
        except (ValueError, TypeError, LookupError, LxmlError) as error:
            self.logger.exception("%s", "a post" if self.source.needs_mandate else offer.url)
            candidate = self._rejected(bare, NotFetchedError("error", repr(error)))
        finally:  # also when something unexpected is on its way up
            reason = candidate.rejected.reason if candidate.rejected else ""
            self.recorder.flush(reason or "unused")
            self.round.spool.candidate(candidate)
            self.course.results[reason or ("known" if candidate.known else "fetched")] += 1

    async def _fill(self, bare: Candidate, offer: Offer, known: Known | None, ask: Ask) -> Candidate:
        """The candidate with its content, or known. Raises NotFetchedError."""
        if offer.page is not None:
            if known is not None and offer.updated_at and not is_newer(offer.updated_at, known):
                return replace(bare, known=True)
            return replace(bare, html=offer.html, text=offer.text, pages=(offer.page,))
        if known is not None and ask is Ask.NO:
            if known.refused:
                return self._rejected(bare, NotFetchedError(known.refused, _NOT_ASKED), asked=False)
            return replace(bare, known=True)
        validators = known.validators if known is not None else UNCONDITIONAL
        reading = await read_article(self, offer.url, validators)
        return replace(bare, pages=reading.pages, known=reading.known)

    def _bare(self, offer: Offer) -> Candidate:
        return Candidate(
            source_id=self.source.id,
            channel=self.source.channel,
            key=offer.key,
            url=offer.url,
            native_id=offer.native_id,
            title=offer.title,
            author=offer.author,
            published_at=offer.published_at,
            updated_at=offer.updated_at,
            place=offer.place,
            forwarded_from=offer.forwarded_from,
        )

    def _rejected(self, bare: Candidate, error: NotFetchedError, *, asked: bool = True) -> Candidate:
        rejected = Rejected(
            source_id=self.source.id,
            what=bare.url or bare.key,
            stage="crawl",
            reason=error.reason,
            detail=f"{reason_in_words(error.reason)} {error.detail}".strip(),
            lasting=asked and not is_transient(error.reason),
        )
        return replace(bare, rejected=rejected)

    def _note(self, refusal: NotFetchedError, site: str) -> None:
        """Stop asking a site that wants silence, or that has not answered for a while.

        That is the end of the round only where it is the source's own: it may link to others that are dead.
        """
        own = site == site_of(self.source.url)
        if refusal.reason == "paused" and own:
            self._halt = refusal
        unanswered = refusal.reason in NO_ANSWER or refusal.reason.startswith("http_5")
        self._silent[site] = self._silent[site] + 1 if unanswered else 0
        if self._silent[site] >= SILENT_BEFORE_GIVING_UP and own:
            self._halt = NotFetchedError("unreachable", refusal.reason)

    def _write_report(self) -> None:
        status, detail = self.course.conclude(self.source)
        whole = not (self._unfinished or self.course.stop or self.course.crashed)
        paused = self.course.stop if self.course.stop and self.course.stop.reason == "paused" else None
        self.recorder.flush()
        self.round.spool.report(
            SourceReport(
                source_id=self.source.id,
                status=status,
                detail=detail,
                requests=self.requests,
                seconds=round(time.monotonic() - self._started, 3),
                validators=self._remembered(whole),
                paused_until=now() + timedelta(seconds=paused.seconds) if paused else None,
                responses=self.recorder.received,
                offered=self.course.offered,
            )
        )

    def _remembered(self, whole: bool) -> dict[str, Validators]:
        """The validators, if the round was whole; how far it came in order also if it was only cut short."""
        found = dict(self._validators) if whole else {}
        if whole and self.stops_at_known:
            found[_whole(self.source)] = Validators(last_modified=now().isoformat())
        moved = self.came_until != self._came_before and not (self._unfinished or self.course.crashed)
        if self.came_until is not None and (whole or moved):
            found[_came(self.source)] = Validators(last_modified=self.came_until.isoformat())
        return found


def _whole(source: Source) -> str:
    """Under which it is remembered, beside the validators and withheld like them, when a round was whole."""
    return f"whole:{source.id}"


def _came(source: Source) -> str:
    """Under which it is remembered, beside the validators, until which change all have come."""
    return f"came:{source.id}"


def _site(url: str) -> str:
    """See `site_of`; empty for what is no URL, which the request itself will say."""
    try:
        return site_of(url)
    except ValueError:
        return ""


def validators_of(page: Page) -> Validators:
    """What the next request for this URL can be made conditional with."""
    headers = {name.lower(): value for name, value in page.headers}
    return Validators(etag=headers.get("etag", ""), last_modified=headers.get("last-modified", ""))


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _check(response: Response, accept: Collection[int], *, conditional: bool) -> None:
    """Raise NotFetchedError for a response that cannot be used: also a 304 that nobody asked for."""
    if "download_stopped" in response.flags:
        raise NotFetchedError("too_large")
    if "dataloss" in response.flags and not _ENDED.search(response.body[-200:]):
        raise NotFetchedError("incomplete")
    usable = 200 <= response.status < 300 or (conditional and response.status == 304)
    if not usable and response.status not in accept:
        raise NotFetchedError(f"http_{response.status}")


def _moved_to(response: Response) -> str:
    """Where the first redirect, a permanent one, led to another site or path; else empty."""
    reasons = response.meta.get("redirect_reasons", ())
    if not reasons or reasons[0] not in (301, 308):
        return ""
    urls = response.meta["redirect_urls"][0], response.url
    before, after = ((site_of(url), urlsplit(url).path.rstrip("/")) for url in urls)
    return response.url if before != after else ""
