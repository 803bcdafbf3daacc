"""One way to write a value down, so that its hash means the same everywhere."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """The value as canonical JSON (after RFC 8785): UTF-8, keys in order, no spaces, no decimals.

    Raises TypeError for what JSON does not know, ValueError for decimals: two machines may write them apart.
    """
    _refuse_decimals(value)
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _refuse_decimals(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError(f"{value!r}: write decimals as text")
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_decimals(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_decimals(inner)
