"""The one door to the library that knows secrets of many makers (extra ``git-session[secrets]``).

It is imported only where a text gave reason to look, because it takes a quarter of a second: it
brings along what it needs to ask makers whether a secret still works. That is never done here: its
detectors are asked what they see in a line, and nothing else of it runs.
"""

from __future__ import annotations

from git_session.core import secretshapes
from git_session.core.secrets import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

# Not among these: entropy and addresses (hashes and hosts are ordinary words here), those that a
# name in capitals or the mention of a key file satisfies, and values of names like "password":
# these are our own table's, which needs no minute for a line full of such names.
PLUGINS = (
    "aws",
    "azure_storage_key",
    "cloudant",
    "discord",
    "github_token",
    "gitlab_token",
    "ibm_cloud_iam",
    "ibm_cos_hmac",
    "jwt",
    "mailchimp",
    "npm",
    "openai",
    "pypi_token",
    "sendgrid",
    "slack",
    "softlayer",
    "square_oauth",
    "stripe",
    "telegram_token",
)
LONGEST = 1000  # characters of a line looked at together: some of its patterns take quadratic time
LEAST = 16  # characters of a secret


def found(text: str) -> list[Secret]:
    """What the library takes for a secret in ``text``; nothing where it is not installed."""
    detectors = list(_detectors())
    return [
        Secret(kind, value)
        for piece in _pieces(text)
        for kind, detector in detectors
        for value in detector.analyze_string(piece)
        if secretshapes.plausible(value, least=LEAST)
    ]


def _pieces(text: str) -> Iterator[str]:
    """The lines; a long one in pieces that overlap, so that no cut hides a secret."""
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), LONGEST // 2):
            yield line[start : start + LONGEST]


def _detectors() -> Iterator[tuple[str, _Detector]]:
    for name in PLUGINS:
        module = _module(name)
        for thing in vars(module).values() if module else ():
            if isinstance(thing, type) and thing.__module__ == getattr(module, "__name__", ""):
                yield str(getattr(thing, "secret_type", name)), thing()


def _module(name: str) -> ModuleType | None:
    """One detector's module; versions differ in which they have."""
    from importlib import import_module

    try:
        return import_module(f"detect_secrets.plugins.{name}")
    except ImportError:
        return None


if TYPE_CHECKING:
    from typing import Protocol

    class _Detector(Protocol):
        """What the library's detectors can be asked."""

        def analyze_string(self, string: str) -> Iterator[str]:
            """The secrets in a line."""
