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
    """The digest of ``text`` as UTF-8, bytes that were no UTF-8 taken as they were.

    Half of a surrogate pair, which JSON can smuggle in, counts as its three bytes.
    """
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "surrogatepass")
    digest: str = sha256(raw).hexdigest()
    return digest
