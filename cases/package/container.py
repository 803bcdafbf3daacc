"""The ZIP of a package: the same files always give the same bytes, and a reader checks every one of them.

Nothing is compressed (zlib writes the same text apart from version to version, and a reader can be made to
unpack terabytes), names are ASCII, times are fixed. So a reader can build the container again from its files
and compare: what differs anywhere, in a header, a time, a comment, a gap, is found.
"""

import hashlib
import re
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

LARGEST: Final = 2_000_000_000
"""bytes of a package; beyond lies ZIP64, which not every office opens"""
MOST_FILES: Final = 5_000
_LARGEST_LIST: Final = 4_000_000  # bytes of the central directory
_CHUNK: Final = 1 << 20
_MOST_KEPT: Final = 256_000_000  # bytes of all contents together
_SPOOLED: Final = 8_000_000  # bytes that are compared in memory, more on disk
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_LONGEST_NAME: Final = 200
_END: Final = struct.Struct("<4s4H2LH")  # end of central directory, without a comment


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a container, as it was read."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Read:
    """A container: its files in order, the small ones' bytes, and what is wrong with it, in Indonesian."""

    parts: tuple[Part, ...]
    contents: dict[str, bytes]
    faults: tuple[str, ...]
    damaged: frozenset[str] = frozenset()  # names of files that could not be read whole


def fits(name: str) -> bool:
    """Whether a container may hold a file of this name: relative, ASCII, nothing hidden, no `..`."""
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def write_container(file: IO[bytes], parts: Sequence[tuple[str, bytes | Path]]) -> None:
    """Write these files in this order. Raises ValueError for names that do not fit, or too much."""
    names = [name for name, _ in parts]
    sizes = [len(one) if isinstance(one, bytes) else one.stat().st_size for _, one in parts]
    if len({name.casefold() for name in names}) < len(names) or not all(fits(name) for name in names):
        raise ValueError("a name is there twice or does not fit")
    if sum(sizes) > LARGEST or len(names) > MOST_FILES:
        raise ValueError(f"{sum(sizes)} bytes in {len(names)} files are too much for one package")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as container:
        for (name, content), size in zip(parts, sizes, strict=True):
            with container.open(_info(name, size), "w") as target:
                for chunk in _chunks(content):
                    target.write(chunk)


def read_container(path: Path, keep: Callable[[str], int]) -> Read:
    """Read a container whole, in bounded memory; of a file of up to `keep(name)` bytes the content is kept.

    Raises OSError for a file that cannot be read. Anything else that is wrong is a fault.
    """
    with path.open("rb") as file:
        found = _end_fault(file)
        if found:
            return Read((), {}, (found,))
        try:
            with zipfile.ZipFile(file) as container:
                listed = _list_faults(container.infolist())
                if listed:
                    return Read((), {}, listed)
                return _read(file, container, keep)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, RuntimeError) as error:
            return Read((), {}, (f"wadah ZIP: rusak ({error})",))


def _info(name: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.create_system, info.external_attr, info.file_size = 3, 0o600 << 16, size
    return info


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _end_fault(file: IO[bytes]) -> str:
    """What is wrong with the end of the file: it says where the list lies, and nothing may follow."""
    size = file.seek(0, 2)
    if size < _END.size or size > LARGEST + _LARGEST_LIST:
        return f"wadah ZIP: ukuran {size} bita tidak mungkin"
    file.seek(size - _END.size)
    mark, disk, first, here, entries, length, offset, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\x05\x06" or comment:
        return "wadah ZIP: akhir berkas rusak, terpotong atau ditambahi"
    if disk or first or here != entries or entries > MOST_FILES or length > _LARGEST_LIST:
        return "wadah ZIP: daftar isi tidak masuk akal"
    if offset + length + _END.size != size:
        return "wadah ZIP: daftar isi tidak berada tepat sebelum akhir berkas"
    return ""


def _list_faults(infos: Sequence[zipfile.ZipInfo]) -> tuple[str, ...]:
    faults, seen = [], set[str]()
    for info in infos:
        name = info.filename
        if not fits(name):
            faults.append(f"{ascii(name)[:120]}: nama berkas tidak diperbolehkan")
        elif name.casefold() in seen:
            faults.append(f"{name}: ada dua kali")
        elif info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            faults.append(f"{name}: dimampatkan; paket tidak pernah dimampatkan")
        seen.add(name.casefold())
    if sum(info.file_size for info in infos) > LARGEST:
        faults.append("wadah ZIP: isi lebih besar daripada wadahnya")
    return tuple(faults)


def _read(file: IO[bytes], container: zipfile.ZipFile, keep: Callable[[str], int]) -> Read:
    """Read every file once: hash it, keep it if small, and build the container again beside it."""
    parts, contents, faults, damaged, room = [], dict[str, bytes](), [], set[str](), _MOST_KEPT
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as again:
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as built:
            for info in container.infolist():
                digest, kept = hashlib.sha256(), bytearray()
                wanted = info.file_size <= min(keep(info.filename), room)
                try:
                    with container.open(info) as source, built.open(_info(info.filename, 0), "w") as target:
                        while chunk := source.read(_CHUNK):
                            target.write(chunk)
                            digest.update(chunk)
                            if wanted:
                                kept += chunk
                except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
                    faults.append(f"{info.filename}: isi atau kepalanya berubah ({error})")
                    damaged.add(info.filename)
                    continue
                parts.append(Part(info.filename, info.file_size, digest.hexdigest()))
                if wanted:
                    contents[info.filename] = bytes(kept)
                    room -= len(kept)
        if not faults:
            faults += _difference(file, again, container.infolist())
    return Read(tuple(parts), contents, tuple(faults), frozenset(damaged))


def _difference(file: IO[bytes], again: IO[bytes], infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Where the container first differs from one that is built of the same files, named by file."""
    file.seek(0)
    again.seek(0)
    place = 0
    while True:
        ours, theirs = again.read(_CHUNK), file.read(_CHUNK)
        if ours != theirs:
            return [_named(place + _alike(ours, theirs), infos)]
        if not ours:
            return []
        place += len(ours)


def _alike(ours: bytes, theirs: bytes) -> int:
    """How many bytes at the beginning are the same."""
    low, high = 0, min(len(ours), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if ours[low:middle] == theirs[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _named(place: int, infos: Sequence[zipfile.ZipInfo]) -> str:
    before = [info for info in infos if info.header_offset <= place]
    last = max(before, key=lambda info: info.header_offset, default=None)
    if last is None:
        return "wadah ZIP: ada bita di depan"
    ends = last.header_offset + 30 + len(last.filename) + last.file_size
    if place < ends:
        return f"{last.filename}: kepalanya dalam wadah ZIP berubah"
    return f"wadah ZIP: daftar isi berubah atau ada bita yang tidak termasuk berkas mana pun (bita {place})"
