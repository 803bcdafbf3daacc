"""The town of Sangatta lies in two kecamatan: which of them the words after its name say.

"Sangatta Sel.", "Sangatta (Selatan)", "Sangatta bagian selatan"; "Sangatta Utara dan Selatan" names both.
"""

import re
from typing import Final

NORTH: Final = "Sangatta Utara"
SOUTH: Final = "Sangatta Selatan"
# A letter alone is no initial (Sangatta S. Parman), "sel" no cell.
_SIDE: Final = (
    r"(?:(?P<south>selatan|slatan|seltan|selatn|sel(?!\.? (?:tahanan|penjara|isolasi)))"
    r"|(?P<north>utara|utra|utr)|(?P<letter>(?-i:[SU](?=\.?(?:$|[,;:)/&\n]| [a-z])))))(?!\w)"
)
_AFTER: Final = re.compile(rf"(?:[ -]?\(?|,? (?:di )?(?:bagian|sebelah|sisi|wilayah) ){_SIDE}", re.I)
_ALSO: Final = re.compile(rf"\.?\)? ?(?:[&/+-]|\b(?:dan|serta|maupun|atau)\b) ?\(?{_SIDE}", re.I)


def half_after(text: str, end: int) -> tuple[str, int] | None:
    """The kecamatan that the words after the town's name say, and where they end; None for none."""
    found = _AFTER.match(text, end)
    return (_half(found), found.end()) if found else None


def other_half_after(text: str, end: int, half: str) -> tuple[str, int, int] | None:
    """The other kecamatan, where a direction alone names it after the first, with its start and end."""
    found = _ALSO.match(text, end) if half in (NORTH, SOUTH) else None
    if not found or _half(found) == half:
        return None
    start = max(found.start(side) for side in ("south", "north", "letter"))
    return _half(found), start, found.end()


def _half(found: re.Match[str]) -> str:
    return SOUTH if found["south"] or found["letter"] == "S" else NORTH
