"""Secret keys: made at first start in `keys/` under the data folder, the folder mode 700, each file 600.

The author key turns a name into a hash that is the same within one stage of an election and another in the
next, so nothing joins what one account wrote across stages. Losing the key breaks no data: new items get
other hashes. Rotating it is deleting the file.
"""

import hashlib
import hmac
import os
import secrets
import stat
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from core.errors import PantauError
from core.files import FILE_MODE, FOLDER_MODE, write_new

AUTHOR = "author"
COOKIE = "cookie"  # signs the desk's cookies; a new one logs everybody out
SIGNATURE = "signature"  # the desk's own Ed25519 key: signs manifests and approvers' certificates
NAMES = (AUTHOR, COOKIE, SIGNATURE)
"""every key of the product; `pantau doctor` checks each"""

_MADE_AT = {
    AUTHOR: "`pantau run`",
    COOKIE: "`pantau desk`, and everybody logs in anew",
    SIGNATURE: "`pantau desk`",
}
_WITHOUT = {
    AUTHOR: "new items then get other author keys",
    COOKIE: "everybody then logs in anew",
    SIGNATURE: "a new desk key is then made; old packages verify with the old fingerprint",
}
KEY_BYTES = 32
_HASH_DIGITS = 16  # 64 bits: no two of a million names meet by chance (3e-8)


class KeysError(PantauError):
    """A key that cannot be used; one line with the path and the remedy."""


def load_key(folder: Path, name: str) -> bytes:
    """The key `name` (32 bytes), made if it is not there yet.

    Two processes at first start end with the same key. Raises KeysError when the folder or the file is
    readable by others, unreadable by us, not a plain file, or of the wrong length.
    """
    if name not in NAMES:
        raise KeysError(f"no key is called {name!r} (known: {', '.join(NAMES)})")
    path = folder / f"{name}.key"
    _ensure_folder(folder)
    if not _exists(path):
        _make(path)
    return _read(path)


def is_made(folder: Path, name: str) -> bool:
    """Whether there is a key of this name; whether it is good, `problems` tells."""
    return _exists(folder / f"{name}.key")


def problems(folder: Path, names: Sequence[str] = NAMES) -> list[str]:
    """What is wrong with these keys, one line each with the remedy; makes nothing."""
    if not folder.is_dir():
        return [f"{folder}: no keys yet; they are made at the first `pantau run`"]
    found = []
    for name in names:
        path = folder / f"{name}.key"
        try:
            _check_mode(folder, FOLDER_MODE)
            if _exists(path):
                _read(path)
            else:
                found.append(f"{path}: not there; it is made at the next {_MADE_AT[name]}")
        except KeysError as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def author_key(key: bytes, name: str, stage: str) -> str:
    """16 hexadecimal digits for an author's name within one election stage; empty for an empty name.

    Capitals, width, how many spaces stand between two words, and an @ right before the name make no other
    author.
    """
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split()).removeprefix("@")
    if not plain:
        return ""
    digest = hmac.new(key, f"{stage}\0{plain}".encode(), hashlib.sha256).hexdigest()
    return digest[:_HASH_DIGITS]


def author_hasher(folder: Path) -> Callable[[str, str], str]:
    """`(name, stage) -> author key` with this data folder's key. Raises KeysError as `load_key`."""
    key = load_key(folder, AUTHOR)
    return lambda name, stage: author_key(key, name, stage)


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}; give it to the user who runs pantau (chown)") from error
    return True


def _ensure_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise KeysError(f"{folder}: cannot be made: {error.strerror}; check PANTAU_DATA") from error
    _check_mode(folder, FOLDER_MODE)


def _check_mode(path: Path, mode: int) -> None:
    found = stat.S_IMODE(path.stat().st_mode)
    if found & 0o077:
        raise KeysError(f"{path}: mode {found:o} lets others in; run: chmod {mode:o} '{path}'")


def _make(path: Path) -> None:
    # A hard link puts the whole key in place at once, and fails where another process was faster:
    # then that one's key is the key.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        write_new(draft, secrets.token_bytes(KEY_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    except OSError as error:
        raise KeysError(f"{path}: cannot be written: {error.strerror}; check the folder's owner") from error
    finally:
        draft.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise KeysError(f"{path}: not a plain file; move it away, a new key is made at the next start")
        _check_mode(path, FILE_MODE)
        key = path.read_bytes()
    except OSError as error:
        raise KeysError(f"{path}: cannot be read: {error.strerror}; run: chown $(id -un) '{path}'") from error
    if len(key) != KEY_BYTES:
        raise KeysError(
            f"{path}: {len(key)} bytes instead of {KEY_BYTES}; restore it from a backup, or delete it: "
            f"{_WITHOUT[path.stem]}"
        )
    return key
