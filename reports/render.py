"""A document as a self-contained HTML file and as PDF. Neither asks anybody for anything."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.document import Document

_TEMPLATES: Final = Path(__file__).parent / "templates"
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
    """The same on A4. Only the fonts that Typst brings are used, so that it looks alike everywhere."""
    made = _compiled(document, "pdf", one_page, made_at)
    assert isinstance(made, bytes)  # noqa: S101 (a PDF is one file)
    return made


def as_pictures(document: Document, *, one_page: bool = False, ppi: float = 110) -> list[bytes]:
    """Each page as PNG, to be looked at or passed on."""
    made = _compiled(document, "png", one_page, None, ppi)
    return list(made) if isinstance(made, list) else [made]


def _compiled(
    document: Document, kind: str, one_page: bool, made_at: datetime | None, ppi: float | None = None
) -> bytes | list[bytes]:
    fonts = typst.Fonts(include_system_fonts=False)
    compiler = typst.Compiler(
        str(_TEMPLATES / "report.typ"),
        root=str(_TEMPLATES),
        font_paths=fonts,
        sys_inputs={
            "document": json.dumps(_clean(document.plain()), ensure_ascii=False),
            "compact": "yes" if one_page else "",
        },
    )
    made = compiler.compile(format=kind, ppi=ppi, timestamp=made_at)  # type: ignore[arg-type]
    assert made is not None  # noqa: S101 (no output file was named)
    return made
