"""Names: slugs, identifiers, labels, handles, scratch files."""

from __future__ import annotations

from git_session.core import moments
from git_session.core.digest import sha256_hex
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence, Set
    from datetime import date, datetime

LIMIT = 40
SHORTEST = 3  # characters of a name that can stand for the whole
SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def slug(text: str, limit: int = LIMIT) -> str:
    """``[a-z0-9-]``, at most ``limit`` characters, accents folded; 'session' if nothing is left."""
    return _slug(text, limit) or "session"


def _slug(text: str, limit: int = LIMIT) -> str:
    if not text.isascii():
        import unicodedata  # 2 ms, paid only for names that need it

        text = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    kept = "".join(letter if letter in SLUG else "-" for letter in text.lower())
    words = [word for word in kept.split("-") if word]
    return "-".join(words)[:limit].strip("-")


def uuid7(ms: int, randomness: bytes) -> str:
    """A UUIDv7 (RFC 9562) from milliseconds since 1970 and ten random bytes.

    A time that has no place in it counts as the nearest one that has.
    """
    raw = bytearray(min(max(ms, 0), 2**48 - 1).to_bytes(6, "big") + randomness[:10])
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def id8(uuid: str) -> str:
    """The last eight hex digits; the first eight repeat for a minute."""
    return uuid.replace("-", "").lower()[-8:]


def stem(shortname: str, uuid: str) -> str:
    """'fix-sweep-bug-34567890': what a session's files are called."""
    return f"{shortname}-{id8(uuid)}"


def valid_stem(text: str) -> bool:
    """Whether ``text`` can be a file name of ours: no separators, no dots, no surprises."""
    return 0 < len(text) <= 64 and set(text) <= SLUG and text[0] != "-"


def label(when: datetime, taken: Set[str]) -> str:
    """'session-20250118-143022' by local start time; a second one in that second ends in '-2'."""
    plain = f"session-{when:%Y%m%d-%H%M%S}"
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    return name


def handle(*, user: str, github_user: str, email: str, os_user: str) -> str:
    """Who someone is in a word: setting, GitHub user, no-reply address, e-mail, login; slugged."""
    local = email.partition("@")[0]
    if email.lower().endswith("@users.noreply.github.com"):
        local = local.rpartition("+")[2]
    slugs = (_slug(name) for name in (user, github_user, local, os_user))
    return next((name for name in slugs if name), "unknown")


def agent8(agent_id: str) -> str:
    """Eight characters that stand for an agent's id: its last ones, or a digest of an odd id."""
    plain = "".join(letter for letter in agent_id.lower() if letter in SLUG - {"-"})
    return plain[-8:] if len(plain) >= 8 else sha256_hex(agent_id)[:8]


def agent_name(client: str, eight: str) -> str:
    """'codex/1a2b3c4d': an agent by its client (a slug, 'agent' where none is known) and agent8.

    "" where ``eight`` is no agent8: that is nobody's, or a person's.
    """
    return f"{_slug(client) or 'agent'}/{eight}" if _is_agent8(eight) else ""


def parted(agent: str) -> tuple[str, str]:
    """Client and agent8 of an agent's name; both "" where ``agent`` is none."""
    if not agent:
        return "", ""  # a person's
    client, slash, eight = agent.partition("/")
    return (client, eight) if slash and valid_stem(client) and _is_agent8(eight) else ("", "")


def _is_agent8(text: str) -> bool:
    return len(text) == 8 and set(text) <= SLUG - {"-"}


def client_of(called: str, known: Sequence[str]) -> str:
    """Which client a program is that calls itself so: 'codex' for 'codex-mcp-client'.

    The first of the ``known`` whose words stand in the name, in a row; else the name itself as a
    slug, 'mcp' where that leaves nothing.
    """
    own = _slug(called) or "mcp"
    return next((name for name in known if f"-{name}-" in f"-{own}-"), own)


def over_mcp(client: str) -> str:
    """The id under which a client's agents note over MCP, where nobody tells their own."""
    return f"mcp:{client}"


def scratch_name(author: str, agent: str, day: date) -> str:
    """'alice-2026-01-15.md', or 'alice.1a2b3c4d-2026-01-15.md' for an agent with an id."""
    writer = f"{author}.{agent8(agent)}" if agent else author
    return f"{writer}-{day.isoformat()}.md"


def writer_of(filename: str) -> tuple[str, str]:
    """Author and agent8 ("" for a person) of a scratch file; empty where its name tells neither."""
    base = filename.removesuffix(".md")
    if base[-11:-10] != "-" or not moments.is_date(base[-10:]):
        return "", ""
    author, _, agent = base[:-11].partition(".")
    return (author, agent) if valid_stem(author) else ("", "")


def author_of(filename: str) -> str:
    """The author in a scratch file's name, "" where it has none."""
    return writer_of(filename)[0]


def is_id8(text: str) -> bool:
    """Whether ``text`` can be the last eight hex digits of an id."""
    return len(text) == 8 and set(text) <= frozenset("0123456789abcdef")


@record
class Called:
    """All that a session is called by; "" where it has no such name."""

    stem: str
    uuid: str = ""
    label: str = ""
    shortname: str = ""


def meant(known: Sequence[Called], wanted: str) -> list[str]:
    """The stems of the sessions that a person means by ``wanted``; the first rule that fits counts.

    Its whole name, id, label or the eight characters the name ends in; its shortname; the
    beginning of its id; the beginning of its name; a part of its name. Whoever asks says what
    several stems mean. Beginnings and parts are at least three characters long; a whole name may be
    shorter.
    """
    name = _slug(wanted)
    part = name if len(wanted) >= SHORTEST else ""
    rules: tuple[Callable[[Called], bool], ...] = (
        lambda one: wanted in (one.stem, one.uuid, one.label, one.stem[-8:]),
        lambda one: wanted == one.shortname or (name != "" and name == one.stem[:-9]),
        lambda one: len(wanted) > SHORTEST and one.uuid.startswith(wanted),
        lambda one: len(part) >= SHORTEST and one.stem.startswith(part),
        lambda one: len(part) >= SHORTEST and part in one.stem,
    )
    for fits in rules if wanted else ():
        found = [one.stem for one in known if fits(one)]
        if found:
            return found
    return []


def entry_id(identity: str, number: int) -> str:
    """What names the entry ``number`` (from 1) of the block that has this identity."""
    return identity if number == 1 else f"{identity}-{number}"
