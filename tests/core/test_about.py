"""What a project's own files say of it, and addresses without passwords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import about

WORD = "geheim"  # set in: no text of ours looks as if it held a secret


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://github.com/shop/cart.git", "https://github.com/shop/cart.git"),
        (f"https://alice:{WORD}@github.com/shop/cart.git", "https://github.com/shop/cart.git"),
        ("https://geheim@github.com/shop/cart", "https://github.com/shop/cart"),
        ("https://github.com/shop/cart?token=geheim#geheim", "https://github.com/shop/cart"),
        ("ssh://git@github.com/shop/cart.git", "ssh://git@github.com/shop/cart.git"),
        (f"ssh://git:{WORD}@github.com/shop/cart.git", "ssh://github.com/shop/cart.git"),
        ("git@github.com:shop/cart.git", "git@github.com:shop/cart.git"),
        (f"alice:{WORD}@github.com/shop", ""),
        ("../cart.git", "../cart.git"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_who_logs_in(url: str, shown: str) -> None:
    assert about.public_url(url) == shown


PARTS = st.text(alphabet="abc.-_", min_size=1, max_size=6)


@given(st.sampled_from(["https", "http", "ssh", "git", "ftp"]), PARTS, PARTS, PARTS)
def test_no_password_is_left(scheme: str, user: str, host: str, path: str) -> None:
    shown = about.public_url(f"{scheme}://{user}:{WORD}@{host}/{path}?x={WORD}")
    assert WORD not in shown
    assert shown == f"{scheme}://{host}/{path}"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("package.json", '{"description": "A  cart\\nfor shops"}', "A cart for shops"),
        ("package.json", '{"description": 1}', ""),
        ("package.json", "{", ""),
        ("package.json", "[" * 100_000, ""),
        ("pyproject.toml", '[project]\ndescription = "A cart"\n', "A cart"),
        ("pyproject.toml", "project = 1\n", ""),
        ("Cargo.toml", '[package]\ndescription = "A cart"\n', "A cart"),
        ("Cargo.toml", "[package", ""),
    ],
)
def test_what_a_manifest_says(name: str, text: str, said: str) -> None:
    assert about.description(name, text) == said


@given(st.sampled_from(about.MANIFESTS), st.text())
def test_a_manifest_may_hold_anything(name: str, text: str) -> None:
    assert isinstance(about.description(name, text), str)


def test_what_it_is_built_with() -> None:
    assert about.stack(["setup.py", "pyproject.toml", "x", "Dockerfile"]) == ("Python", "Docker")
    assert about.stack([]) == ()
