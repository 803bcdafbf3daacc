"""Pages: Jinja templates, in the language of the one who asks; everything is escaped."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from core import clock
from core.yamlfile import FASTEST
from desk import filters
from desk.assets import Assets
from desk.menu import menu
from desk.people.sessions import Session
from desk.stage import stage_line

_HERE: Final = Path(__file__).parent


class Reader(Protocol):
    """Whoever a page is for (desk.web.Asked)."""

    @property
    def session(self) -> Session | None:
        """Whether somebody is logged in, and who."""

    @property
    def language(self) -> str:
        """ "id" or "en"."""

    @property
    def csrf(self) -> str:
        """The token that every form carries back."""


_BIDI: Final = {
    # Overrides turn what is read around: shown. Embeddings and isolates say nothing: gone.
    **{code: f"[U+{code:04X}]" for code in (0x202D, 0x202E)},
    **dict.fromkeys((0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069)),
}


def in_order(value: Any) -> Any:
    """A value as pages show it: no text may change the order in which the words around it are read."""
    if not isinstance(value, str) or value.isascii():
        return value
    shown = str.translate(value, _BIDI)
    # what is put in needs no escaping, so that what was safe stays safe
    return Markup(shown) if isinstance(value, Markup) else shown  # noqa: S704


class Pages:
    """The templates and the words. Indonesian stands in the templates; `words/*.yml` have the English."""

    def __init__(self, assets: Assets, timezone: str) -> None:
        self.assets = assets
        self._english = english()
        self._zone = ZoneInfo(timezone)
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=in_order,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(filters.for_zone(timezone))
        self._environment.globals.update(style=assets.style_path, script=assets.script_path)

    def say(self, words: str, language: str) -> str:
        """Indonesian words in this language. A test finds those without a translation."""
        return self._english.get(words, words) if language == "en" else words

    def fill(self, words: str, language: str, named: Mapping[str, Any]) -> str:
        """Indonesian words with {braces} filled in; English may be "one|many", chosen by n."""
        said = self.say(words, language)
        if not named:
            return said
        one, bar, many = said.partition("|")
        return (one if not bar or str(named.get("n")) == "1" else many).format(**named)

    def stage(self, language: str) -> str:
        """Which stage of an election is active today, in one line."""
        today = clock.now().astimezone(self._zone).date()
        return stage_line(today, lambda words: self.say(words, language))

    def render(
        self,
        asked: Reader,
        template: str,
        *,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """A page, or a part of one, from a template."""
        text = self._environment.get_template(template).render(
            asked=asked,
            session=asked.session,
            language=asked.language,
            menu=menu(asked.session.user) if asked.session else [],
            csrf=lambda: _csrf(asked),
            stage_today=lambda: self.stage(asked.language),
            _=lambda words, **named: self.fill(words, asked.language, named),
            **values,
        )
        return HTMLResponse(text, status_code=status_code, headers=dict(headers or {}))


def _csrf(asked: Reader) -> Markup:
    """The hidden field that every form carries: the session's token, before login the cookie's."""
    # Markup.format escapes what it fills in
    return Markup('<input type="hidden" name="csrf" value="{}">').format(asked.csrf)


@cache
def english() -> Mapping[str, str]:
    """English by Indonesian, from all files of `words/`; read once."""
    found: dict[str, str] = {}
    for path in sorted((_HERE / "words").glob("*.yml")):
        found.update(yaml.load(path.read_text(encoding="utf-8"), FASTEST) or {})  # noqa: S506 (a safe loader)
    return found
