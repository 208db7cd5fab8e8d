"""Secrets that are known by their shape or their name, in texts that gave reason to look.

A false alarm costs a person's trust, so a value counts only where nothing innocent looks like it:
hashes, identifiers, paths, words, and what stands where a secret would go in an example do not.
"""

from __future__ import annotations

import re
from math import log2

from git_session.core.secrets import KEYS, Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_START, _END = r"(?<![A-Za-z0-9_/+.-])", r"(?![A-Za-z0-9_/+-])"


def _alone(shape: str) -> re.Pattern[str]:
    """A shape that no longer word, path or piece of code holds; its whole is the secret."""
    return re.compile(f"{_START}({shape}){_END}")


# Each says the secret itself in its first group. All of them take time linear in the text.
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "private key",
        re.compile(
            r"(-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:\\n|[\s+>|]){1,40}"
            r"(?:[A-Za-z-]{1,20}: [^\n]{0,99}\n[\s+>|]{0,40}){0,9}[A-Za-z0-9+/]{40,9999}={0,2}"
            r"(?:\n[ \t+>|]{0,20}[A-Za-z0-9+/=]{1,100}(?=\n|$)){0,400})"
        ),
    ),
    ("AWS access key", _alone(r"(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}")),
    ("GitHub token", _alone(r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{40,255}")),
    ("GitLab token", _alone(r"gl(?:pat|dt|rt|ptt|oas)-[A-Za-z0-9_-]{20,255}")),
    ("Slack token", _alone(r"xox[abposr]-[0-9]{6,20}-[0-9A-Za-z-]{10,255}")),
    (
        "Slack webhook",
        re.compile(r"(hooks\.slack\.com/services/T\w{6,20}/B\w{6,20}/\w{16,64})"),
    ),
    ("Stripe key", _alone(r"[rs]k_live_[0-9A-Za-z]{16,255}")),
    ("OpenAI key", _alone(r"sk-[A-Za-z0-9_-]{16,255}T3BlbkFJ[A-Za-z0-9_-]{16,255}")),
    ("OpenAI key", _alone(r"sk-proj-[A-Za-z0-9_-]{40,255}")),
    ("Anthropic key", _alone(r"sk-ant-[a-z0-9]{3,9}-[A-Za-z0-9_-]{24,255}")),
    ("Google key", _alone(r"AIza[0-9A-Za-z_-]{35}")),
    ("npm token", _alone(r"npm_[A-Za-z0-9]{36}")),
    ("PyPI token", _alone(r"pypi-AgE[A-Za-z0-9_-]{60,1000}")),
    ("SendGrid key", _alone(r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}")),
    ("Hugging Face token", _alone(r"hf_[A-Za-z0-9]{34}")),
    ("DigitalOcean token", _alone(r"dop_v1_[a-f0-9]{64}")),
    ("age key", _alone(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")),
    ("Vault token", _alone(r"hvs\.[A-Za-z0-9_-]{24,255}")),
    (
        "JSON web token",
        _alone(
            r"eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,2000}",
        ),
    ),
    ("storage key", re.compile(r"AccountKey=([A-Za-z0-9+/]{40,100}={0,2})")),
)
# What is looked at more closely: the value must be one that nobody writes by accident.
URL = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/?#@\"'<>]{0,80}:([^\s/?#@\"'<>]{3,200})@[\w.\[]"
)
BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9._~+/-]{20,2000}={0,2})")
SURE = r"passw(?:or)?d|passphrase|pwd|contrase[nñ]a|(?:db|database|key)_?pass"
LIKELY = (
    r"secret(?:[_-]?(?:access[_-]?)?key)?"
    rf"|(?:{'|'.join(KEYS)})[_ -]?key"
    r"|token"
)
_ABOUT = r"(?!\w{0,14}(?:hash|digest|checksum|env|name|type|file|path)\b)"  # not the thing itself
_SIGN = _ABOUT + r"\w{0,20}[\"'`\])]{0,2}[ \t]{0,3}(?::=|=>|={1,3}|:)[ \t]{0,3}"
_QUOTED = r"\"([^\"\n]{4,500})\"|'([^'\n]{4,500})'|`([^`\n]{4,500})`"
_VALUE = rf"{_SIGN}(?:{_QUOTED}|([^\s\"'`,;)\]}}]{{4,500}}))"
GIVEN = (
    ("password", 6, re.compile(rf"(?:{SURE}){_VALUE}", re.IGNORECASE)),
    ("key or token", 16, re.compile(rf"(?:{LIKELY}){_VALUE}", re.IGNORECASE)),
)
PLACEHOLDERS = (
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "redacted",
    "dummy",
    "insert",
    "your-",
    "your_",
    "xxxx",
    "****",
    "....",
    "…",
    "1234567890abcdef",
    "deadbeef",
)
CODE = frozenset(
    "<>{}()[]$%"
)  # a variable, a call, a slot: told where it comes from, not what it is
_ALGORITHM = re.compile(
    r"(?:sha|md|argon|bcrypt|scrypt|pbkdf|utf|base|rfc|oauth|hs|rs|es|ed|aes)[-_]?\d+\w{0,4}",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?:md5|sha\d{1,3})[-:].*", re.IGNORECASE | re.DOTALL)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{4,20}(?:Z|[+-][\d:]{2,6})?")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_TYPE = re.compile(r"[A-Za-z_][\w.]*[a-z0-9](?:Key|Token|Secret)(?:s|Types?)?")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

_INNOCENT = (_UUID, _ALGORITHM, _HASH, _TIME, _VARIABLE)


def found(text: str, further: Iterable[Secret] = ()) -> list[Secret]:
    """What in ``text`` looks like a secret, each once; ``further``: what a library says is one."""
    seen: dict[str, Secret] = {}
    for secret in (*_shaped(text), *_named(text), *further):
        if not any(secret.text in known for known in seen):
            seen[secret.text] = secret
    return list(seen.values())


def _shaped(text: str) -> Iterator[Secret]:
    for kind, shape in SHAPES:
        for match in shape.finditer(text):
            if not is_placeholder(match[1]):
                yield Secret(kind, match[1])


def _named(text: str) -> Iterator[Secret]:
    for match in URL.finditer(text):
        if plausible(match[1], least=3, mixed=False):
            yield Secret("password in a URL", match[1])
    for match in BEARER.finditer(text):
        if plausible(match[1], least=20):
            yield Secret("bearer token", match[1])
    for kind, least, shape in GIVEN:
        for match in shape.finditer(text):
            value = next(filter(None, match.groups()))
            if plausible(value, least=least):
                yield Secret(kind, value)


def is_placeholder(value: str) -> bool:
    """Whether the value stands for another one, as values in examples do."""
    lower = value.lower()
    return any(word in lower for word in PLACEHOLDERS) or len(set(lower)) < 4


def plausible(value: str, *, least: int, mixed: bool = True) -> bool:
    """Whether somebody would give such a value to a secret and to nothing else.

    ``mixed``: only what has letters and digits counts. What is long has to be as random as a key
    is; a path, an identifier with dots or dashes and a name in words are not.
    """
    if len(value) < least or is_placeholder(value) or CODE & set(value) or " " in value:
        return False
    if value.lower() in ("password", "passwd", "secret", "token", "pass", "pwd", "user"):
        return False
    if not mixed:
        return True
    if not (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)):
        return False
    if any(shape.fullmatch(value) for shape in _INNOCENT) or _is_path(value):
        return False
    return least < 16 or (_randomness(value) >= 3.0 and not _is_words(value))


def _is_path(value: str) -> bool:
    if value.startswith(("/", "./", "../", "~/", "\\\\")) or value[1:3] in (":\\", ":/"):
        return True
    if "://" in value or "::" in value:
        return True
    return "/" in value and _is_words(value)


def _is_words(value: str) -> bool:
    """``refresh_token_v2_for_tests`` and ``vault.prod.token3``: words with a number, not a key.

    So is what is called after what it holds, as types are: ``Ed25519PrivateKey``.
    """
    if _TYPE.fullmatch(value):
        return True
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", value) if part]
    return all(re.fullmatch(r"[A-Za-z]+\d{0,3}|\d{1,4}|\d{6}|\d{8}", part) for part in parts)


def _randomness(value: str) -> float:
    """Bits a character (Shannon): words have about 3 where keys have 4, hexadecimals at most 4."""
    shares = [value.count(letter) / len(value) for letter in set(value)]
    return -sum(share * log2(share) for share in shares)


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """``text`` with each of these replaced by the name of what stood there; lines stay lines."""
    for secret in sorted(secrets, key=lambda one: -len(one.text)):
        text = text.replace(secret.text, f"[{secret.kind}, left out]")
    return text
