"""The gate: the one place that says whether a referral may leave. Everything that makes a package asks here.

No score is among its inputs. A row written by hand does not pass: it carries no signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.log import Entry
from cases.signers import Signers
from core.errors import PantauError


class GateError(PantauError):
    """The gate is closed; the message names everything that is missing, in Indonesian."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that is missing or forbids it."""

    code: str
    words: str  # Indonesian


def blockers(log: Sequence[Entry], signers: Signers) -> tuple[Blocker, ...]:
    """What stands between this case and a package; empty: the gate is open."""
    raise NotImplementedError


def pass_gate(log: Sequence[Entry], signers: Signers) -> None:
    """Raises GateError unless nothing blocks."""
    found = blockers(log, signers)
    if found:
        raise GateError("paket belum boleh dibuat: " + "; ".join(one.words for one in found))
