"""Digests: of the bytes that a file holds, on every Python."""

from __future__ import annotations

import hashlib
import importlib
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import digest


@given(st.binary())
def test_the_digest_is_of_the_bytes(raw: bytes) -> None:
    text = raw.decode("utf-8", "surrogateescape")
    assert digest.sha256_hex(text) == hashlib.sha256(raw).hexdigest()


def test_half_a_surrogate_pair_has_one_too() -> None:
    assert digest.sha256_hex("\ud800") == hashlib.sha256(b"\xed\xa0\x80").hexdigest()


@pytest.mark.parametrize("missing", [("_sha2",), ("_sha256",), ("_sha2", "_sha256")])
def test_any_python_will_do(missing: tuple[str, ...]) -> None:
    text = os.fsdecode(b"\xff\xfe text")
    with pytest.MonkeyPatch.context() as patch:
        for name in missing:
            patch.setitem(sys.modules, name, None)
        found = importlib.reload(digest).sha256_hex(text)
    importlib.reload(digest)
    assert found == hashlib.sha256(os.fsencode(text)).hexdigest()
