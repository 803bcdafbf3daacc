"""A hash of a word, for weights and signatures that are compared by machines."""

import hashlib


def word_hash(word: str) -> int:
    """A 64-bit hash of a word or a text that is the same on every machine."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
