"""Ed25519 signatures (RFC 8032). A key is 32 random bytes; a fingerprint is the SHA-256 of its public half.

The desk's own key signs manifests and the certificates of those who approve; it lies in `keys/signature.key`.
An approver's key lies in `desk.sqlite`, wrapped by the approver's password.
"""

import base64

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.canonical import sha256


def public_key(private: bytes) -> bytes:
    """The public half (32 bytes) of a private key (32 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def fingerprint(public: bytes) -> str:
    """How people name a public key: 64 hexadecimal digits."""
    return sha256(public)


def sign(private: bytes, message: bytes) -> str:
    """The signature, in Base64."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(private).sign(message)).decode()


def verifies(public: bytes, message: bytes, signature: str) -> bool:
    """Whether the holder of this key signed exactly this message. False for anything malformed.

    Base64 has several ways to write the same bytes: only the one that `sign` writes is taken.
    """
    try:
        plain = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(plain, message)
    except (InvalidSignature, ValueError):
        return False
    return base64.b64encode(plain).decode() == signature


def key_pem(public: bytes) -> bytes:
    """A public key as OpenSSL reads it (PEM, SubjectPublicKeyInfo)."""
    return Ed25519PublicKey.from_public_bytes(public).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def key_file(pem: bytes) -> bytes:
    """The public key of what `key_pem` wrote; empty for anything else, also the same key written apart."""
    try:
        found = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return b""
    public = found.public_bytes_raw() if isinstance(found, Ed25519PublicKey) else b""
    return public if public and key_pem(public) == pem else b""
