"""What the shapes of masking share: each is a pattern and what takes the place of what it finds."""

import re
from collections.abc import Callable
from typing import Final

Replace = str | Callable[[re.Match[str]], str]
Shapes = tuple[tuple[str, Replace], ...]

SEP: Final = r"[ .\-–]"
THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?: \d{3})+")
_MONEY = re.compile(r"(?:\b(?:rp|idr|usd)\.?|\b(?:senilai|sebesar|sejumlah)|\$)\s?$", re.IGNORECASE)
# "dana 8500000000" is a sum by its zeros; a number without them may be somebody's.
FUNDS: Final = re.compile(r"\b(?:dana|anggaran|uang|biaya|harga)\s$", re.IGNORECASE)
ROUND: Final = "00000"


def before(match: re.Match[str], width: int = 25) -> str:
    """The characters in front of what was found, in lower case."""
    return match.string[max(0, match.start() - width) : match.start()].lower()


def is_sum(match: re.Match[str]) -> bool:
    """Whether a number stands behind a word of money. Behind "dana", which is a wallet too, it must be
    round."""
    ahead = before(match)
    return bool(_MONEY.search(ahead) or (FUNDS.search(ahead) and match.group().endswith(ROUND)))
