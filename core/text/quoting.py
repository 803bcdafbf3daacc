"""Speech between marks other than double ones: single ones, and in chats a star or an underline."""

import re
from typing import Final

_SAYING: Final = """
    bilang bilangnya ngomong ngomongnya kata katanya kataku ujar ujarnya tutur ucap ucapnya mengucap ngancam
    ancam ancamnya mengancam diancam teriak teriaknya berteriak meneriaki diteriaki tulis tulisnya menulis
    nulis tertulis jawab jawabnya menjawab sebut menyebut berkata bicara berbunyi bunyinya pesannya balas
    balasnya
"""
# What one person says at once, between double marks; an open one to the end is none.
DOUBLE: Final = r"“[^“”]{3,600}”|«[^«»]{3,600}»|„[^„“”]{3,600}[“”]|(?<!\w)\"[^\"]{3,600}\""
# On one line; an apostrophe within a word ends nothing.
_SINGLE: Final = re.compile(
    rf"{DOUBLE}"  # single marks within stay
    r"|(?<![\w'’‘`])['‘](?P<said>(?=\S)(?:[^'‘’`\n]|(?<=\w)['’`](?=\w)){6,600}(?<=\S))['’](?!\w)"
)
# A star makes bold too, so it is speech only right after a word of saying, or after that and a colon.
_CHAT: Final = re.compile(
    rf"(?i:(?<!\w)(?:{'|'.join(_SAYING.split())})(?!\w)(?:[^.!?:;*_\n]{{0,40}}:)?,?)\s?"
    r"(?P<said>(?<!\w)([*_])(?=[^\s*_])[^*_\n]{6,600}(?<=\S)\2(?!\w))"
)


def with_double_marks(text: str) -> str:
    """`text` with speech in single marks or in a chat's between double ones; same length."""
    if "'" not in text and "‘" not in text and "*" not in text and "_" not in text:
        return text
    return _CHAT.sub(_chat, _SINGLE.sub(_single, text))


def _single(found: re.Match[str]) -> str:
    return found.group() if found["said"] is None else f'"{found["said"]}"'


def _chat(found: re.Match[str]) -> str:
    said = found["said"]
    return found.group().removesuffix(said) + f'"{said[1:-1]}"'
