"""SHA-256 without ``hashlib``, whose import loads OpenSSL and costs 2.4 ms per hook."""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # CPython 3.12 and newer
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # CPython 3.11
    except ImportError:  # another Python, or one built without these modules
        from hashlib import sha256


def sha256_hex(text: str) -> str:
    """The digest of ``text`` as UTF-8, bytes that were no UTF-8 taken as they were."""
    digest: str = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return digest
