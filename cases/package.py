"""The sealed package of a referral: dossier, evidence, manifest, signatures, time stamps, custody log."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cases.signers import Signers
from core.settings import Settings
from pipeline.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A package that was made."""

    id: str
    path: Path
    sha256: str
    fingerprint: str  # of the desk's key, to be given to the recipient by another way


def make_package(
    store: Store,
    settings: Settings,
    case_id: str,
    out: Path,
    *,
    signers: Signers,
    names: Mapping[str, str],  # of the team's people, by user id
    by_user: str,
) -> Sealed:
    """Make the package of a case. Raises cases.gate.GateError while anything blocks, CaseError."""
    raise NotImplementedError
