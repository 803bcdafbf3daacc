"""How what seals files is called: beside each piece of evidence, and in a package."""

from typing import Final

MANIFEST: Final = "manifest.json"
"""every file with its SHA-256, in canonical JSON"""
SIGNATURE: Final = "manifest.sig"
"""of the desk's key over the manifest, in Base64"""
STAMP: Final = "manifest.tsr"
"""a time stamp over the manifest (RFC 3161), where there is one"""
SEALS: Final = (MANIFEST, SIGNATURE, STAMP)
