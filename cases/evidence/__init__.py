"""Evidence of a case: captured from the archive or brought by hand, sealed by a manifest, stamped in time."""

from cases.evidence.places import folder

__all__ = ["folder"]
