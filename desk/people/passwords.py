"""Passwords: argon2id (RFC 9106), what makes one too easy, and one-time ones."""

import re
import secrets
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

SHORTEST: Final = 12
LONGEST: Final = 200  # hashing a longer one would only cost time

_HASHER: Final = PasswordHasher()  # argon2id with the library's current parameters
# Each hash takes 64 MiB: a crowd at the login page must not take the machine's memory.
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_FEWEST_CHARACTERS: Final = 6  # different ones

# What people type when they are told twelve: words to which digits, a year or a sign are only added.
_OBVIOUS_WORDS: Final = """
    password passw0rd katasandi sandi rahasia sandirahasia katasandirahasia sandikantor kantor bismillah
    alhamdulillah indonesia indonesiaraya merdeka nusantara pancasila kalimantan kalimantantimur kutaitimur
    kutim sangatta samarinda balikpapan bawaslu kesbangpol pilkada pemilu pemilukada pantau pantaupilkada
    administrator admin adminadmin supervisor pengawas qwertyuiop qwerty asdfghjkl zxcvbnm iloveyou sayang
    sayangku akusayangkamu akucintakamu letmein welcome selamatdatang selamatpagi garuda gantisandi bukapintu
"""
_OBVIOUS: Final = frozenset(_OBVIOUS_WORDS.split())
_RUNS: Final = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdef",
    "qwertyuiopasdfghjklzxcvbnm",
)


def hash_password(password: str) -> str:
    """The hash that is kept."""
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


@lru_cache(maxsize=1)
def _unknown() -> str:
    """Compared where there is no such user: the answer takes as long."""
    return _HASHER.hash("nobody")


def verify(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where there is none to compare with."""
    unknown = _unknown()  # asked for in either case: the first time takes long
    try:
        with _AT_ONCE:
            _HASHER.verify(kept or unknown, _bytes(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than are used now."""
    return _HASHER.check_needs_rehash(kept)


def one_time_password() -> str:
    """A password that is read out once: 59 bits, in letters and digits that are not mistaken."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def weakness(password: str, name: str) -> str:
    """Why a password is too easy, as one line in Indonesian; "" where it is not."""
    plain = re.sub(r"[\W_]+", "", password.casefold())
    words = re.sub(r"\d+", "", plain)
    if len(password) < SHORTEST:
        return "sandi terlalu pendek; paling sedikit 12 huruf atau angka"
    if len(password) > LONGEST:
        return "sandi terlalu panjang; paling banyak 200 huruf atau angka"
    if any(part in plain for part in _parts(name)):
        return "sandi memuat nama pengguna; pilih yang lain"
    if len(set(plain)) < _FEWEST_CHARACTERS or _is_obvious(words) or _is_run(plain):
        return "sandi terlalu mudah ditebak; coba gabungkan beberapa kata yang tidak berkaitan"
    return ""


def _parts(name: str) -> list[str]:
    """The name and its words; two letters are in every password."""
    words = [re.sub(r"[\W_]+", "", word) for word in (name.casefold(), *name.casefold().split())]
    return [word for word in words if len(word) > 3]


def _is_obvious(words: str) -> bool:
    """Whether the letters are obvious words and nothing else, however often, or no letters at all."""
    for word in sorted(_OBVIOUS, key=len, reverse=True):
        words = words.replace(word, "")
    return len(words) < 3


def _is_run(plain: str) -> bool:
    """Whether it goes along the keyboard or the alphabet, or says a short thing again and again."""
    if any(plain[:8] in run or plain[:8] in run[::-1] for run in _RUNS):
        return True
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Cost:
    """Argon2id's parameters where a key is made from a password; stored beside what the key wraps."""

    passes: int = 3
    memory: int = 64 * 1024  # KiB: RFC 9106, second recommendation
    lanes: int = 4


def stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a password, with argon2id."""
    with _AT_ONCE:
        return hash_secret_raw(
            _bytes(password), salt, cost.passes, cost.memory, cost.lanes, hash_len=32, type=Type.ID
        )
