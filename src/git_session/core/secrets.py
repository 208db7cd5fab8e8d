"""Whether a text can hold a secret at all, decided cheaply: every note and every commit asks.

No text without one of these marks holds a secret that ``secretshapes`` or the library knows. Where
there is one, they look. HOT: nothing here is slow to load.
"""

from __future__ import annotations

from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.model import Block

ALLOW = "Allow secret"
YES = ("yes", "true")
# What secrets of a fixed shape begin with or hold, as it is written.
MARKS = (
    "PRIVATE KEY",
    "AKIA",
    "ASIA",
    "ABIA",
    "ACCA",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "glrt-",
    "glptt-",
    "gloas-",
    "xox",
    "hooks.slack.com/services/",
    "k_live_",
    "T3BlbkFJ",
    "sk-ant-",
    "sk-proj-",
    "AIza",
    "npm_",
    "pypi-AgE",
    "SG.",
    "hf_",
    "dop_v1_",
    "AGE-SECRET-KEY-1",
    "hvs.",
    "eyJ",
    "AccountKey=",
    "sq0csp-",
    "earer ",
)
# What secrets without a shape are called, in lower case; they count where a value is given to them.
KEYS = (
    "api",
    "access",
    "auth",
    "priv",
    "private",
    "service",
    "account",
    "client",
    "db",
    "database",
)
NAMES = (
    "passwd",
    "password",
    "passphrase",
    "pwd",
    "contraseña",
    "contrasena",
    "secret",
    "token",
    *(f"{owner}{dash}pass" for owner in ("db", "database", "key") for dash in ("", "_")),
    *(f"{owner}{dash}key" for owner in KEYS for dash in ("", "_", "-", " ")),
)
BETWEEN = "abcdefghijklmnopqrstuvwxyz0123456789_-\"'`])} \t"
GIVES = ("=", ":", "==")
REACH = 40  # characters between a name and the sign that gives it a value


@record
class Secret:
    """What looks like a secret: of which kind it is, and the very characters."""

    kind: str
    text: str

    @property
    def shown(self) -> str:
        """Its first characters, so that its owner knows which one is meant; the rest is masked."""
        return self.text[: min(4, len(self.text) // 3)] + "…"


def suspicious(text: str) -> bool:
    """Whether ``text`` can hold a secret; False is certain, True is a reason to look."""
    if any(mark in text for mark in MARKS) or ("://" in text and "@" in text):
        return True
    lower = text.lower()
    return any(name in lower and _given(lower, name) for name in NAMES)


def _given(lower: str, name: str) -> bool:
    """Whether a sign that gives a value follows one of the places where ``name`` stands."""
    at = lower.find(name)
    while at >= 0:
        behind = lower[at + len(name) : at + len(name) + REACH].lstrip(BETWEEN)
        if behind.startswith(GIVES):
            return True
        at = lower.find(name, at + len(name))
    return False


def text_of(block: Block) -> str:
    """What of a block is looked at: all that a person wrote."""
    return f"{block.title}\n{block.body}"


def is_allowed(block: Block) -> bool:
    """Whether whoever noted the block said that it may go into the journal as it is."""
    return "allow secret" in block.body.lower() and any(map(_allows, block.body.split("\n")))


def _allows(line: str) -> bool:
    key, _, value = line[2:].partition(":")
    marked = line.startswith(("- ", "* ", "+ ")) and key.strip().lower() == ALLOW.lower()
    return marked and value.strip().lower() in YES
