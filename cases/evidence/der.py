"""Certificates of a time stamp in the order of DER.

The certificates that an authority sends are a set, which DER writes in the order of its bytes. Authorities
that run OpenSSL send them as they come, and the library that reads time stamps takes no such answer. No
signature covers the set, so its members may change places: same length, same certificates, same stamp.
"""

from collections.abc import Iterator
from typing import Final

_SEQUENCE: Final = 0x30
_FIRST: Final = 0xA0  # [0]
_WAY: Final = ((_SEQUENCE, 0), (_SEQUENCE, 1), (_FIRST, 0), (_SEQUENCE, 0), (_FIRST, 0))
"""down to the certificates: at each level the part with this tag, the n-th of them"""


def with_certificates_in_order(answer: bytes) -> bytes:
    """The same answer, its certificates in order; unchanged where it is not built as an answer is."""
    try:
        begins, ends = _certificates(answer)
        members = [answer[start:end] for _, start, _, end in _parts(answer, begins, ends)]
    except (ValueError, IndexError):
        return answer
    return answer[:begins] + b"".join(sorted(members)) + answer[ends:]


def _certificates(answer: bytes) -> tuple[int, int]:
    """Where the certificates begin and end: TimeStampResp, token, [0], SignedData, [0]."""
    begins, ends = 0, len(answer)
    for tag, number in _WAY:
        found = [one for one in _parts(answer, begins, ends) if one[0] == tag]
        _, _, begins, ends = found[number]
    return begins, ends


def _parts(answer: bytes, begins: int, ends: int) -> Iterator[tuple[int, int, int, int]]:
    """Each part between two places: its tag, where it starts, where its content starts, where it ends."""
    at = begins
    while at < ends:
        tag, length, content = answer[at], answer[at + 1], at + 2
        if length > 0x84 or length == 0x80:
            raise ValueError("no length that a part of an answer has")
        if length > 0x80:
            content += length - 0x80
            length = int.from_bytes(answer[at + 2 : content])
        if content + length > ends:
            raise ValueError("longer than what it lies in")
        yield tag, at, content, content + length
        at = content + length
