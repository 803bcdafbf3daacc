"""`pantau verify`: checks a package offline; needs neither the data folder nor the database."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check found. `faults` names each file and what is wrong, in Indonesian; empty: whole."""

    faults: tuple[str, ...]
    notes: tuple[str, ...]  # what was checked, what could not be
    fingerprint: str  # of the key that signed


def verify_package(path: Path, fingerprint: str = "") -> Verdict:
    """Check a package: every file, the manifest's signature, approvals, custody chain, time stamps."""
    raise NotImplementedError
