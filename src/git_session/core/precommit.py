"""The configuration of the pre-commit framework as text: our entry goes in, and comes out again.

Lines are inserted and cut, nothing is written anew: comments, order, quotes, indentation and line
ends stay. Where the places come from, ``core.yaml``, no alias is followed and nothing constructed;
after every change the text is read again, and must say what it said before but for our entry.
What cannot be told that way is refused and left to a person.
"""

from __future__ import annotations

from git_session.core.markdown import lines_of
from git_session.core.scalars import dump
from git_session.errors import BadText, Refused
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.yaml import Node

STAGES = ("pre-commit", "commit-msg", "post-commit", "post-merge", "post-checkout", "post-rewrite")
PREFIX = "git-session-"
JOURNAL = f"{PREFIX}pre-commit"  # the hook that writes the journal file
# The check goes first: the hook behind it may replace a journal file that an attempt to commit
# left staged, and by then the framework has made its list of files.
HOOKS = (f"{PREFIX}check", *(PREFIX + stage for stage in STAGES))
LIMIT = 256 * 1024  # characters; long ones have 30,000
ADDED = "# Added by: git session install --pre-commit"
MADE = "# This file was made by: git session install --pre-commit"
BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/@+%:")


@record
class Listed:
    """A hook of ours that a configuration names, and at which line."""

    id: str
    line: int


@record
class Edit:
    """The text after a change; None means that the file goes.

    ``action`` is 'created', 'added', 'updated', 'unchanged', 'removed' or 'deleted'; ``line`` is
    where our entry stands or stood, 0 where none does; ``emptied`` says that no entry is left.
    """

    text: str | None
    action: str
    line: int = 0
    emptied: bool = False


@record
class Entry:
    """An entry of the list ``repos``."""

    node: Node
    repo: str
    rev: Node | None
    ids: tuple[str, ...]

    @property
    def names_us(self) -> bool:
        return not set(HOOKS).isdisjoint(self.ids)

    @property
    def is_ours(self) -> bool:
        """Nothing but hooks of ours; what is written for this repository alone is a person's."""
        return bool(self.ids) and set(self.ids) <= set(HOOKS) and self.repo != "local"


@record
class Config:
    """A configuration: its keys, and where ``repos`` stands (None: nowhere)."""

    name: str
    text: str
    root: Node | None
    key: Node | None
    repos: Node | None
    entries: tuple[Entry, ...]


def listed(text: str) -> tuple[Listed, ...]:
    """The hooks of ours that ``text`` names: cheap, for every commit may ask; never raises."""
    if PREFIX not in text:
        return ()
    rows = enumerate(text.split("\n"), 1)
    return tuple(Listed(name, number) for number, line in rows for name in _named(line))


def _named(line: str) -> list[str]:
    """Our ids that stand behind ``id:`` in a line, its comment left out."""
    before, *others = f" {line}".partition(" #")[0].split(PREFIX)
    found = []
    for rest in others:
        ending = next((at for at, char in enumerate(rest) if char in " \t\r,}\"'"), len(rest))
        if _is_key(before) and PREFIX + rest[:ending] in HOOKS:
            found.append(PREFIX + rest[:ending])
        before = rest
    return found


def _is_key(before: str) -> bool:
    key, colon, between = before.rpartition(":")
    words = key.rstrip(" \"'")
    return bool(colon) and not between.strip(" \"'") and words.endswith("id") and (
        words[-3:-2] in " \"'{,-"
    )  # fmt: skip


def add(text: str | None, name: str, repo: str, rev: str) -> Edit:
    """Put our entry at the end of ``repos``, so that our hooks run last; None: there is no file.

    An entry that names a hook of ours is left, but brought to ``rev`` if it is of the same
    ``repo``. Raises BadText with the line, or Refused, where that cannot be done safely.
    """
    if text is None:
        head = f"{MADE}\nrepos:\n"
        return Edit(head + _block(repo, rev, (2, 4, 6), "\n"), "created", head.count("\n") + 1)
    config = _read(text, name)
    there = next((entry for entry in config.entries if entry.names_us), None)
    if there is not None:
        return _renewed(config, there, repo, rev)
    after, at = _inserted(config, repo, rev)
    _verify(config, after, [*_says(config), _wanted(repo, rev)])
    return Edit(after, "added", after.count("\n", 0, at) + 1)


def remove(text: str, name: str) -> Edit:
    """Take every entry that holds nothing but hooks of ours out of ``text``.

    What ``add`` made of a text becomes that text again. Raises as ``add`` does.
    """
    edit = Edit(text, "unchanged")
    while edit.text is not None:
        config = _read(edit.text, name)
        ours = [number for number, entry in enumerate(config.entries) if entry.is_ours]
        if not ours:
            break
        edit = _without(config, ours[-1])
    return edit


def _read(text: str, name: str) -> Config:
    from git_session.core import yaml  # 20 ms, and ``listed`` does without

    _refuse_odd(text, name)
    root = yaml.tree(text, name)
    if root is None or root.empty:
        return Config(name, text, None, None, None, ())
    config = Config(name, text, root, None, None, ())
    if root.kind != "mapping" or not root.plain:
        raise _bad(config, root, "is no list of keys")
    found = _values(config, root).get("repos")
    if found is None:
        return config
    key, repos = found
    config = replace(config, key=key, repos=repos)
    if repos.kind != "sequence" or not repos.plain:
        raise _bad(config, key, "`repos` is no list of entries")
    return replace(config, entries=tuple(_entry(config, node) for node in repos.children))


def _refuse_odd(text: str, name: str) -> None:
    if len(text) > LIMIT:
        raise BadText(name, 1, f"is too long: at most {LIMIT} characters are read")
    alone = text.replace("\r\n", "\n\n").find("\r")
    if alone >= 0:
        line = text.count("\n", 0, alone) + 1
        raise BadText(name, line, "a carriage return stands alone", "end lines in LF or CRLF")


def _bad(config: Config, node: Node, what: str) -> BadText:
    line = config.text.count("\n", 0, node.start) + 1
    hint = "put that right, or write the entry by hand"
    return BadText(config.name, line, what, hint)


def _values(config: Config, mapping: Node) -> dict[str, tuple[Node, Node]]:
    """Keys and values by name; no key twice, and none that stands for others."""
    found: dict[str, tuple[Node, Node]] = {}
    for key, value in mapping.pairs:
        if key.kind != "scalar" or key.mark[0] or key.value == "<<":
            raise _bad(config, key, "this key says what stands elsewhere, which is not followed")
        if key.value in found:
            raise _bad(config, key, f"the key `{key.value}` stands twice")
        found[key.value] = key, value
    return found


def _entry(config: Config, node: Node) -> Entry:
    if node.kind != "mapping" or not node.plain:
        raise _bad(config, node, "this entry of `repos` has no keys of its own")
    values = _values(config, node)
    repo, hooks = (values.get(name, (None, None))[1] for name in ("repo", "hooks"))
    if repo is None or not _is_text(repo):
        raise _bad(config, node, "this entry of `repos` names no `repo`")
    if hooks is None or hooks.kind != "sequence":
        raise _bad(config, node, "this entry of `repos` has no list of `hooks`")
    rev = values["rev"][1] if "rev" in values else None
    return Entry(node, repo.value, rev, tuple(_id(config, hook) for hook in hooks.children))


def _id(config: Config, hook: Node) -> str:
    pairs = hook.pairs if hook.kind == "mapping" else []
    ids = [value for key, value in pairs if key.kind == "scalar" and key.value == "id"]
    if len(ids) != 1 or not _is_text(ids[0]):
        raise _bad(config, hook, "this hook has no `id`, or more than one")
    return ids[0].value


def _is_text(node: Node) -> bool:
    return node.kind == "scalar" and not node.mark[0] and not node.empty


def _renewed(config: Config, entry: Entry, repo: str, rev: str) -> Edit:
    """Another ``rev`` for an entry of ours that stands there already."""
    text, at = config.text, entry.node.start
    line = text.count("\n", 0, at) + 1
    old = entry.rev
    if entry.repo != repo or old is None or not _is_text(old) or old.value == rev:
        return Edit(text, "unchanged", line)
    after = text[: old.start] + dump(rev, text[old.start] in "'\"") + text[old.end :]
    number = config.entries.index(entry)
    says = _says(config)
    replaced = _says(_read(after, config.name))
    _verify(config, after, [*says[:number], replaced[number], *says[number + 1 :]])
    return Edit(after, "updated", line)


def _inserted(config: Config, repo: str, rev: str) -> tuple[str, int]:
    """The text with our entry, and where that begins."""
    if config.repos is None:
        return _with_key(config, repo, rev)
    if config.repos.flow:
        return _in_brackets(config, config.repos, repo, rev)
    return _below(config, config.repos, repo, rev)


def _with_key(config: Config, repo: str, rev: str) -> tuple[str, int]:
    if config.root is not None and config.root.flow:
        raise _bad(config, config.root, "has no `repos`")
    newline = _newline(config.text)
    head = f"{ADDED}{newline}repos:{newline}"
    after, at = _spliced(
        config.text, len(config.text), head + _block(repo, rev, (2, 4, 6), newline), newline
    )
    return after, at + len(head)


def _in_brackets(config: Config, repos: Node, repo: str, rev: str) -> tuple[str, int]:
    at = repos.children[-1].end if repos.children else repos.start + 1
    comma = ", " if repos.children else ""
    return config.text[:at] + comma + _line(repo, rev) + config.text[at:], at


def _below(config: Config, repos: Node, repo: str, rev: str) -> tuple[str, int]:
    """Behind the list's last line, in the manner of its last entry."""
    text, last = config.text, config.entries[-1].node
    newline = _newline(text)
    dash, keys = repos.column, last.column if last.column > repos.column + 1 else repos.column + 2
    hooks = next(value for key, value in last.pairs if key.value == "hooks")
    inner = keys if hooks.flow else max(hooks.column, keys)
    lines = _block(repo, rev, (dash, keys, inner), newline)
    return _spliced(text, _list_end(text, last, dash), lines, newline)


def _spliced(text: str, at: int, lines: str, newline: str) -> tuple[str, int]:
    """``text`` with whole lines at ``at``; a last line without an end stays without one."""
    if at and text[at - 1] != "\n":
        return text + newline + lines[: -len(newline)], at + len(newline)
    return text[:at] + lines + text[at:], at


def _list_end(text: str, last: Node, column: int) -> int:
    """Behind the last entry's lines and the comments below it that are indented like its own."""
    end = at = _line_end(text, last.end)
    for line in lines_of(text[at:]):
        bare = line.strip()
        if bare and bare[0] != "#":
            break
        at += len(line)
        if bare and line.index("#") > column:
            end = at
    return end


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _block(repo: str, rev: str, columns: tuple[int, int, int], newline: str) -> str:
    """Our entry, a key per line: the columns of its dash, of its keys and of its hooks' dashes."""
    dash, keys, hooks = columns
    gap = " " * (keys - dash - 1)
    lines = [
        f"{' ' * dash}-{gap}repo: {_address(repo)}",
        f"{' ' * keys}rev: {dump(rev)}",
        f"{' ' * keys}hooks:",
        *(f"{' ' * hooks}-{gap}id: {name}" for name in HOOKS),
    ]
    return "".join(line + newline for line in lines)


def _address(repo: str) -> str:
    """An address as people write it, without quotes where none are needed."""
    is_bare = repo[:1].isalpha() and set(repo) <= BARE and repo[-1] != ":"
    return repo if is_bare and ":" in repo else dump(repo)


def _line(repo: str, rev: str) -> str:
    """Our entry between brackets."""
    ids = ", ".join(f"{{id: {name}}}" for name in HOOKS)
    return f"{{repo: {dump(repo, quoted=True)}, rev: {dump(rev, quoted=True)}, hooks: [{ids}]}}"


def _without(config: Config, number: int) -> Edit:
    text, repos, node = config.text, config.repos, config.entries[number].node
    assert repos is not None  # noqa: S101 - there are entries
    line = text.count("\n", 0, node.start) + 1
    after: str | None
    if repos.flow:
        after = _out_of_brackets(config, number)
    elif len(config.entries) > 1:
        after = _cut(text, _dash_line(config, number), _line_end(text, node.end))
    else:
        after = _emptied(config, node)
    if after is None:
        return Edit(None, "deleted", line, emptied=True)
    says = _says(config)
    _verify(config, after, [*says[:number], *says[number + 1 :]])
    return Edit(after, "removed", line, emptied=len(says) == 1)


def _out_of_brackets(config: Config, number: int) -> str:
    nodes = [entry.node for entry in config.entries]
    start, end = nodes[number].start, nodes[number].end
    if number:
        start = nodes[number - 1].end
    elif len(nodes) > 1:
        end = nodes[1].start
    return config.text[:start] + config.text[end:]


def _dash_line(config: Config, number: int) -> int:
    """Where the line with an entry's dash begins."""
    dash = config.text.rfind("-", 0, config.entries[number].node.start)
    return config.text.rfind("\n", 0, dash) + 1


def _cut(text: str, start: int, end: int) -> str:
    """``text`` without whole lines; a text without an end of its last line stays so."""
    if end == len(text) and text[-1:] != "\n":
        start = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return text[:start] + text[end:]


def _emptied(config: Config, node: Node) -> str | None:
    """The text without its only entry; without ``repos``, too, where that is of our making."""
    text, key = config.text, config.key
    assert key is not None  # noqa: S101 - there is an entry
    key_line = text.rfind("\n", 0, key.start) + 1
    above = text.rfind("\n", 0, max(key_line - 1, 0)) + 1
    mark, end = text[above:key_line].rstrip("\r\n"), _line_end(text, node.end)
    if mark == MADE and not above and end == len(text):
        return None
    if mark == ADDED:
        return _cut(text, above, end)
    colon = text.index(":", key.end) + 1
    rest = _cut(text, _dash_line(config, 0), end)
    return f"{rest[:colon]} []{rest[colon:]}"


def _wanted(repo: str, rev: str) -> object:
    from git_session.core import yaml  # see ``_read``

    made = yaml.tree(_line(repo, rev), "")
    return yaml.shape(made) if made else None


def _says(config: Config) -> list[object]:
    """What the entries say."""
    from git_session.core import yaml  # see ``_read``

    return [yaml.shape(entry.node) for entry in config.entries]


def _verify(config: Config, after: str, expected: list[object]) -> None:
    """Refuse a change after which the entries, or the other keys, say anything else."""
    try:
        changed = _read(after, config.name)
        if _says(changed) == expected and _others(changed) == _others(config):
            return
    except BadText:
        pass  # what we made of it is no configuration any more
    raise Refused(
        f"{config.name}: our entry cannot be changed without changing something else",
        "change it by hand",
    )


def _others(config: Config) -> list[object]:
    """What the keys other than ``repos`` say."""
    from git_session.core import yaml  # see ``_read``

    pairs = config.root.pairs if config.root else []
    return [[yaml.shape(node) for node in pair] for pair in pairs if pair[0] is not config.key]
