"""One request for style, one for script: the files of `static/`, joined at start and named by their hash."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STATIC: Final = Path(__file__).parent / "static"
FIRST: Final = ("htmx.min.js", "tokens.css")
"""files that must come before the others of their kind"""


@dataclass(frozen=True, slots=True)
class Assets:
    """The joined files, and the paths they are served under."""

    style: bytes
    script: bytes
    style_path: str
    script_path: str


def load_assets() -> Assets:
    """Read and join the files of `static/`."""
    style, script = _joined("*.css", b"\n"), _joined("*.js", b"\n;\n")
    return Assets(style, script, f"/static/{_name(style)}.css", f"/static/{_name(script)}.js")


def _joined(pattern: str, between: bytes) -> bytes:
    paths = sorted(_STATIC.glob(pattern), key=lambda path: (path.name not in FIRST, path.name))
    return between.join(path.read_bytes() for path in paths)


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
