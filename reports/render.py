"""A document as a self-contained HTML file and as PDF. Neither asks anybody for anything."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core import typesetting
from reports.document import Document

_TEMPLATES: Final = Path(__file__).parent / "templates"
_FORM: Final = _TEMPLATES / "report.typ"
_PAGES: Final = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_UNSEEN: Final = {
    # What turns the words around it is shown as what it is; other signs that nobody sees are left out.
    **{code: f"[U+{code:04X}]" for code in (0x202D, 0x202E)},
    **dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0x202A, 0x202B, 0x202C, *range(0x2066, 0x206A))),
}


def _clean(value: Any) -> Any:
    """Texts of others (claims, names of sources) can neither turn nor tear what stands around them."""
    if isinstance(value, str):
        return value.translate(_UNSEEN).encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value


def as_html(document: Document) -> bytes:
    """One file: styles and drawings lie within it."""
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    page = _PAGES.get_template("report.html").render(
        document=_clean(document.plain()),
        style=Markup(style),  # noqa: S704 (our own file)
        drawn=lambda svg: Markup(svg),  # noqa: S704 (we drew it)
    )
    return page.encode()


def as_pdf(document: Document, made_at: datetime, *, one_page: bool = False) -> bytes:
    """The same on A4."""
    given = {"document": _clean(document.plain()), "compact": one_page}
    return typesetting.as_pdf(_FORM, given, made_at)
