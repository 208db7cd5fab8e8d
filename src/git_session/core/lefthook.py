"""Our hooks in lefthook's YAML: whole lines put in, every other byte left as it is.

A hook of the file gets a job of ours: in its list of `jobs` if it has one, else among its
`commands`. What the lines do is the same for everybody (`hooklines.shared`), since a team shares
the file; lefthook puts git's words in the place of ``{1}``.
"""

from __future__ import annotations

from git_session.core import hooklines, yaml
from git_session.core.hooklines import BEGIN, END, HOOKS, MADE
from git_session.errors import Refused
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.core.yaml import Node

    Pair = tuple[Node, Node]

# What git gives each hook.
WORDS = {
    "commit-msg": '"{1}"',
    "post-merge": '"{1}"',
    "post-checkout": '"{1}" "{2}" "{3}"',
    "post-rewrite": '"{1}"',
}
ABOUT = "# Takes the notes of `git session` along with commits; does nothing where it is missing.\n"
BY_HAND = "command -v git-session >/dev/null 2>&1 && git-session hook {name} {words} || :"


@record
class Insertion:
    """Whole lines that go before the line at ``place``."""

    place: int
    text: str


def with_hooks(text: str, path: str) -> str:
    """``text`` with a job of ours in every hook; ours that are there are put in anew.

    Raises Refused, with what to add by hand, where a hook is written such that no line can be put
    in (``{…}`` on one line, an alias), and BadText where it is no YAML.
    """
    base = hooklines.without_block(text)
    root = yaml.tree(base, path)
    if root and not root.empty and (root.column or not _is_open(root, "mapping")):
        raise _refused(path, HOOKS)
    wanted = [name for name in HOOKS if not hooklines.calls(base, name)]
    inner = [(name, _insertion(_child(root, name), base, name, path)) for name in wanted]
    missing = [name for name, found in inner if found is None]
    puts = [found for _, found in inner if found]
    if missing:
        sections = "".join(_section(name) for name in missing)
        puts.append(Insertion(len(base), _marked(sections, 0, made=not base)))
    after = _inserted(base, puts, "\r\n" if "\r\n" in base else "\n")
    yaml.tree(after, path)  # an explicit end of the document, say, takes no hook behind it
    return after


def _child(node: Node | None, key: str) -> Pair | None:
    """A key of a mapping with its value; of one that is there twice, the last."""
    if node is None or node.kind != "mapping":
        return None
    return {pair[0].value: pair for pair in node.pairs}.get(key)


def _is_open(node: Node, kind: str) -> bool:
    """Lines can be put among its children."""
    return node.kind == kind and not node.flow and node.plain


def _inserted(text: str, puts: list[Insertion], end: str) -> str:
    """From the last place to the first, so that no place moves."""
    for place in sorted({put.place for put in puts}, reverse=True):
        lines = "".join(put.text for put in puts if put.place == place)
        text = hooklines.inserted(text, lines.replace("\n", end), place)
    return text


def _insertion(pair: Pair | None, text: str, name: str, path: str) -> Insertion | None:
    """Where and what to put for one hook; None where the file does not know the hook."""
    if pair is None:
        return None
    key, hook = pair
    if hook.empty and hook.plain:
        return _below(key, text, _commands(name), key.column + 2)
    jobs, commands = _child(hook, "jobs"), _child(hook, "commands")
    if not _is_open(hook, "mapping"):
        raise _refused(path, (name,))
    if jobs is None and commands is None:
        return _below(key, text, _commands(name), hook.column)
    inner, listed = (jobs, True) if jobs else (commands, False)
    assert inner is not None  # noqa: S101 - one of the two is
    return _among(inner, text, name, path, listed=listed)


def _among(pair: Pair, text: str, name: str, path: str, *, listed: bool) -> Insertion:
    """Ours as the first of the ``jobs`` or of the ``commands``."""
    key, value = pair
    if _is_open(value, "sequence" if listed else "mapping"):
        return _below(key, text, (_job if listed else _command)(name), value.column)
    if value.empty and value.plain:
        return _below(key, text, (_job if listed else _command)(name), key.column + 2)
    raise _refused(path, (name,))


def _below(key: Node, text: str, lines: str, column: int) -> Insertion:
    """The lines go below the line of ``key``."""
    at = text.find("\n", key.end)
    return Insertion(len(text) if at < 0 else at + 1, _marked(lines, column))


def _refused(path: str, names: tuple[str, ...]) -> Refused:
    return Refused(f"{path}: no line can be put into it without a change of its form", hint(names))


def hint(names: tuple[str, ...]) -> str:
    """What a person can add by hand, in the words of lefthook's documentation."""
    rows = [f"  {name}:  {by_hand(name)}" for name in names]
    return "\n".join(["give each of these hooks a job that runs, and install again:", *rows])


def by_hand(name: str) -> str:
    """One line of shell for the hook ``name`` that never stops git."""
    return BY_HAND.format(name=name, words=WORDS.get(name, "")).replace("  ", " ")


def _marked(lines: str, column: int, *, made: bool = False) -> str:
    """The lines between our marks, all indented by ``column``."""
    text = f"{BEGIN}\n{ABOUT}{MADE if made else ''}{lines}{END}\n"
    return "".join(f"{' ' * column}{line}" for line in text.splitlines(keepends=True))


def _section(name: str) -> str:
    return f"{name}:\n{_indented(_commands(name))}"


def _commands(name: str) -> str:
    return f"commands:\n{_indented(_command(name))}"


def _command(name: str) -> str:
    return f"git-session:\n{_indented(_run(name))}"


def _job(name: str) -> str:
    return f"- name: git-session\n{_indented(_run(name))}"


def _run(name: str) -> str:
    words = f"set -- {WORDS[name]}\n" if name in WORDS else ""
    stdin = "use_stdin: true\n" if name == "post-rewrite" else ""
    return f"run: |\n{_indented(words + hooklines.shared(name))}{stdin}"


def _indented(lines: str) -> str:
    return "".join(f"  {line}" for line in lines.splitlines(keepends=True))
