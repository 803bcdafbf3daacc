"""Artefacts of published text collections, turned into what a masked post looks like."""

import html
import re

_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2})+")
_ESCAPED_BREAK = re.compile(r"\\[nrt]")
_RETWEET = re.compile(r"^(?:RT\s+)?(?:(?:USER|@\w+):\s)?|(?<=\s)RT\s(?=USER|@)")
_USER = re.compile(r"\bUSER\b")
_URL = re.compile(r"\bURL\b")


def _decoded(match: re.Match[str]) -> str:
    raw = bytes.fromhex(match.group().replace("\\x", ""))
    return raw.decode("utf-8", "ignore")


def clean_dataset_text(text: str) -> str:
    r"""`text` of a training set as it would reach a model: literal `\xf0\x9f..` bytes and `\n` decoded, HTML
    entities resolved, "RT" dropped, USER as the mask `[@akun]`, URL as a link."""
    text = html.unescape(_BYTES.sub(_decoded, text))
    text = _ESCAPED_BREAK.sub("\n", text)
    if _RETWEET.match(text) and text.startswith("RT"):
        text = _RETWEET.sub("", text, count=1)
    text = _URL.sub("https://t.co/x", _USER.sub("[@akun]", text))
    return text.strip().rstrip("'").rstrip()
