"""The door to git: every question that hooks and verbs ask, by name.

Standard library only, plumbing only (what porcelain prints depends on a person's settings).
What needs a walk through history for a person to read stands in ``history.py``.
"""

from __future__ import annotations

import os

from git_session.core import moments
from git_session.model import Commit, record, replace
from git_session.plumbing import (
    HEADS,
    SPARING,
    NotARepository,
    Worktree,
    ask,
    busy,
    clean_env,
    is_ours,
    merging,
    run,
    worktree,
)
from git_session.process import Result, decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Added",
    "NotARepository",
    "Result",
    "Worktree",
    "added_between",
    "base_branch",
    "blob",
    "branch_exists",
    "brought_by",
    "busy",
    "changed_anything",
    "changed_paths",
    "clean_env",
    "commit_facts",
    "commit_of",
    "commits_apart",
    "ever_added",
    "facts_of",
    "has_file",
    "has_twins",
    "heal_index",
    "hooks_dir",
    "hooks_scope",
    "ignored",
    "ignored_by",
    "index_files",
    "is_ancestor",
    "is_commit",
    "is_ours",
    "lasting_hooks_dir",
    "log_rows",
    "merge_base",
    "merging",
    "newest",
    "read_blobs",
    "refs",
    "remote_urls",
    "remotes",
    "run",
    "stage",
    "staged_anything",
    "status_counts",
    "switch",
    "tip",
    "tree_files",
    "tree_of",
    "tree_sizes",
    "trees_between",
    "unpushed",
    "unstage",
    "upstream",
    "version",
    "worktree",
]

REMOTES = "refs/remotes/"
# One commit as `diff-tree --format` gives it: \x01 begins it, NUL ends each field.
FIELDS = "--format=%x01%H%x00%P%x00%at%x00%aI%x00%s%x00"
ADDED = (
    "diff-tree",
    "--always",
    "--root",
    "-r",
    "-z",
    "--no-renames",
    "--diff-filter=A",
    "--diff-merges=first-parent",
    "--name-only",
    "--encoding=UTF-8",
    FIELDS,
)
# Where a clone leaves blobs on the server, a question that would fetch some fails instead.
OFFLINE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
# Nobody wrote the commits that are made to be compared: the same every time, whoever asks.
NOBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "nobody"), ("EMAIL", "nobody"), ("DATE", "@1 +0000"))
}


@record
class Added:
    """A commit, the full hashes of its parents, and the journal files it added (paths).

    Of a merge: those that its first parent did not have.
    """

    commit: Commit
    parents: tuple[str, ...]
    paths: tuple[str, ...]


def hooks_dir(wt: Worktree) -> str | None:
    """Where git looks for hooks here: absolute, ``core.hooksPath`` taken into account.

    None where that is empty: git finds no hook file then.
    """
    return _hooks_dir(wt, None)


def lasting_hooks_dir(wt: Worktree) -> str | None:
    """As ``hooks_dir``, but for what one command was given (``git -c``, an agent that blanks
    the setting in its shell): that is gone with that command."""
    return _hooks_dir(wt, _without_command_settings())


def _hooks_dir(wt: Worktree, env: dict[str, str] | None) -> str | None:
    asked = ["rev-parse", "--path-format=absolute", "--git-path", "hooks"]
    given = ask(wt, asked, env=env, check=False)
    if given.code:
        said = ask(wt, ["config", "--get", "core.hooksPath"], env=env, check=False)
        if said.text == "\n":
            return None
        given = ask(wt, asked, env=env)  # whatever it is, git says it
    return given.text.removesuffix("\n")


def hooks_scope(wt: Worktree) -> str:
    """Where ``core.hooksPath`` is set: 'system', 'global', 'local', 'worktree', "" for nowhere."""
    asked = ["config", "--show-scope", "-z", "--get", "core.hooksPath"]
    given = ask(wt, asked, env=_without_command_settings(), check=False)
    return given.text.partition("\0")[0]


def _without_command_settings() -> dict[str, str]:
    told = ("GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT")
    return {name: value for name, value in os.environ.items() if name not in told}


def ignored(wt: Worktree, paths: Sequence[str]) -> set[str]:
    """Those of ``paths`` (absolute, below the worktree) that git ignores and does not track."""
    if not paths:
        return set()
    data = encode("".join(f"{path}\0" for path in paths))
    place = [f"--git-dir={wt.git_dir}", f"--work-tree={wt.top}"]  # it takes all paths literally
    asked = [*place, "check-ignore", "-z", "--stdin"]
    return set(_list(run(asked, cwd=wt.top, input=data, check=False)))


def version(wt: Worktree) -> str:
    """What git calls its version: '2.39.5', or '2.45.1.windows.1'."""
    return ask(wt, ["version"]).text.removeprefix("git version ").strip().partition(" ")[0]


def ignored_by(wt: Worktree, path: str) -> str:
    """'file:line: pattern' that makes git ignore ``path``, "" where none does."""
    place = [f"--git-dir={wt.git_dir}", f"--work-tree={wt.top}"]  # it takes no --literal-pathspecs
    asked = [*place, "check-ignore", "--no-index", "-v", "-z", "--stdin"]
    found = _list(run(asked, cwd=wt.top, input=encode(f"{path}\0"), check=False))
    source, line, pattern = (*found, "", "", "")[:3]
    return f"{source}:{line}: {pattern}" if pattern and pattern[0] != "!" else ""


def staged_anything(wt: Worktree, but: str = "") -> bool:
    """The index differs from HEAD (unborn: from nothing) outside of the directory ``but``."""
    asked = ["diff", "--no-ext-diff", "--no-textconv"] if wt.head is None else ["diff-index"]
    of = [wt.head] if wt.head else []
    if not but:
        return ask(wt, [*asked, "--cached", "--quiet", *of, "--"], check=False).code == 1
    names = _list(ask(wt, [*asked, "--cached", "--name-only", "--no-renames", "-z", *of, "--"]))
    return any(not name.startswith(f"{but}/") for name in names)


def changed_paths(wt: Worktree) -> tuple[list[str], list[str]]:
    """The tracked paths that are staged, and those that are changed and not staged; not ours."""
    flags = ["--porcelain=v1", "-z", "--no-renames", "--untracked-files=no"]
    rows = _list(ask(wt, ["status", *flags, "--ignore-submodules=dirty"]))
    theirs = [row for row in rows if not is_ours(wt, row[3:])]
    staged = [row[3:] for row in theirs if row[0] != " "]
    return staged, [row[3:] for row in theirs if row[1] != " "]


def changed_anything(wt: Worktree) -> bool:
    """A tracked file is not as HEAD has it, staged or not; what is untracked is not looked at."""
    if wt.head is None:
        return bool(index_files(wt, "."))
    return ask(wt, ["diff-index", "--quiet", wt.head, "--"], check=False).code == 1


def stage(wt: Worktree, paths: Sequence[str]) -> None:
    """Put files into the index although they are ignored, or outside a sparse checkout.

    ``core.safecrlf=true`` would refuse files whose line ends git is going to change.
    """
    if paths:
        ask(wt, ["-c", "core.safecrlf=false", "add", "-f", "--sparse", "--", *paths])


def unstage(wt: Worktree, paths: Sequence[str]) -> None:
    """Make the index hold at ``paths`` what HEAD holds there; the files stay."""
    if paths:
        ask(wt, ["reset", "-q", "--", *paths])


def heal_index(wt: Worktree, paths: Sequence[str]) -> None:
    """Tell the real index about files that a hook committed through a private one."""
    env = {name: value for name, value in os.environ.items() if name != "GIT_INDEX_FILE"}
    if paths:
        ask(wt, ["reset", "-q", "--", *paths], env=env)


def _list(given: Result) -> list[str]:
    """The NUL-terminated fields of an answer."""
    return given.text.split("\0")[:-1]


def tree_files(wt: Worktree, rev: str | None, prefix: str = "") -> list[str]:
    """The files below the directory ``prefix`` ("": all) in a commit's tree; [] without one."""
    if rev is None:
        return []
    asked = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", rev, "--", prefix or "."]
    return _list(ask(wt, [*SPARING, *asked]))


def tree_sizes(wt: Worktree, rev: str | None, *prefixes: str) -> dict[str, int]:
    """The files at or below ``prefixes`` in a commit's tree with their sizes in bytes."""
    if rev is None:
        return {}
    given = ask(wt, ["ls-tree", "-r", "-l", "-z", "--full-tree", rev, "--", *prefixes])
    rows = (row.partition("\t") for row in _list(given))
    sizes = ((path, facts.split()[-1]) for facts, _, path in rows)
    return {path: int(size) for path, size in sizes if size.isdigit()}  # a submodule has none


def index_files(wt: Worktree, *prefixes: str) -> list[str]:
    """The files below the directories ``prefixes`` that the index holds."""
    return _list(ask(wt, ["ls-files", "--cached", "--full-name", "-z", "--", *prefixes]))


def has_file(wt: Worktree, rev: str | None, path: str) -> bool:
    """The commit's tree holds something at ``path``."""
    return rev is not None and not ask(wt, ["cat-file", "-e", f"{rev}:{path}"], check=False).code


def blob(wt: Worktree, rev: str, path: str) -> str:
    """The text of a file in a commit. Raises GitFailed where there is none."""
    return ask(wt, ["cat-file", "blob", f"{rev}:{path}"]).text


def read_blobs(wt: Worktree, specs: Iterable[str]) -> dict[str, str]:
    """The texts of many ``rev:path`` in one call; what does not exist is left out."""
    wanted = [spec for spec in specs if "\n" not in spec]  # the protocol is one spec per line
    if not wanted:
        return {}
    data = encode("".join(f"{spec}\n" for spec in wanted))
    out = ask(wt, ["cat-file", "--batch"], input=data).out
    found, at = {}, 0
    for spec in wanted:
        end = out.index(b"\n", at)
        answer = out[at:end].split(b" ")
        at = end + 1
        if answer[-1].isdigit():  # `<hash> <type> <size>`, else `<spec> missing` or ambiguous
            size = int(answer[-1])
            if answer[-2] == b"blob":
                found[spec] = decode(out[at : at + size])
            at += size + 1
    return found


def _added(given: Result) -> list[Added]:
    """Read what ``ADDED`` printed; a subject may hold any character but NUL."""
    rows: list[Added] = []
    fields = iter(_list(given))
    for field in fields:
        if field.startswith("\1"):
            facts = [next(fields) for _ in range(4)]
            rows.append(_row(field[1:], facts))
        elif field:
            rows[-1] = _with_path(rows[-1], field.removeprefix("\n"))
    return rows


def _row(sha: str, facts: list[str]) -> Added:
    parents, seconds, iso, subject = facts
    return Added(Commit(sha, moments.of_git(seconds, iso), subject), tuple(parents.split()), ())


def _with_path(row: Added, path: str) -> Added:
    name = path.rpartition("/")[2]
    commit = replace(row.commit, journal=(*row.commit.journal, name))
    return replace(row, commit=commit, paths=(*row.paths, path))


def commit_facts(wt: Worktree, rev: str) -> Added:
    """One commit: its row, its parents, and the journal files it added. Time is the author's."""
    return _added(ask(wt, [*ADDED, rev, "--", wt.journal]))[0]


def log_rows(wt: Worktree, include: str, exclude: Sequence[str] = ()) -> list[Added]:
    """The commits of ``include`` that no ``exclude`` reaches, oldest first."""
    without = [f"^{rev}" for rev in exclude]
    revs = ask(wt, ["rev-list", "--reverse", "--topo-order", include, *without, "--"]).out
    if not revs:
        return []
    return _added(ask(wt, [*ADDED, "--stdin", "--", wt.journal], input=revs))


def newest(wt: Worktree, exclude: Sequence[str], most: int) -> list[str]:
    """The last ``most`` commits of HEAD's own line that no ``exclude`` reaches, newest first.

    Merges are left out. What is no commit here any more excludes nothing.
    """
    if wt.head is None:
        return []
    asked = ["rev-list", f"--max-count={most}", "--first-parent", "--no-merges", "--ignore-missing"]
    without = [f"^{rev}" for rev in exclude if _is_rev(rev)]
    return ask(wt, [*asked, "HEAD", *without, "--"]).text.splitlines()


def facts_of(wt: Worktree, commits: Sequence[str]) -> list[Added]:
    """These commits and the journal files that each added."""
    if not commits:
        return []
    revs = encode("".join(f"{commit}\n" for commit in commits))
    return _added(ask(wt, [*ADDED, "--stdin", "--", wt.journal], input=revs))


def added_between(wt: Worktree, old: str, new: str, prefix: str) -> list[str]:
    """The files below ``prefix`` that ``new`` has and ``old`` has not; all if ``old`` is gone."""
    flags = ["-r", "-z", "--name-only", "--no-renames", "--diff-filter=A"]
    given = ask(wt, ["diff-tree", *flags, old, new, "--", prefix], check=False)
    return tree_files(wt, new, prefix) if given.code else _list(given)


def ever_added(wt: Worktree, rev: str, prefix: str, since: str | None = None) -> list[str]:
    """The files below the directory ``prefix`` that some commit of ``rev`` added.

    They may be gone from its tree. Not those of commits that ``since`` reaches. One walk, however
    many files: in a long history it takes seconds.
    """
    without = [f"^{since}"] if since else []
    revs = ask(wt, ["rev-list", "--full-history", rev, *without, "--", prefix]).out
    if not revs:
        return []
    found = _added(ask(wt, [*ADDED, "--stdin", "--", prefix], input=revs))
    return [path for made in found for path in made.paths]


def brought_by(wt: Worktree, rev: str, folder: str) -> str | None:
    """The commit that last changed what is below ``folder``, as the branch at ``rev`` tells it.

    Of a merged branch that is the merge, not one of its commits. None where nothing ever was.
    """
    return ask(wt, ["rev-list", "-1", "--first-parent", rev, "--", folder]).text.strip() or None


def is_ancestor(wt: Worktree, a: str, b: str) -> bool:
    """Commit ``b`` reaches commit ``a``; False also where one of them does not exist."""
    if not (_is_rev(a) and _is_rev(b)):
        return False
    return ask(wt, ["merge-base", "--is-ancestor", a, b], check=False).code == 0


def _is_rev(text: str) -> bool:
    """It may be asked for: a document names commits, and git would obey one like `--output=x`."""
    return bool(text) and not text.startswith("-") and "\0" not in text


def merge_base(wt: Worktree, a: str, b: str) -> str | None:
    """A best common ancestor, None where there is none."""
    if not (_is_rev(a) and _is_rev(b)):
        return None
    given = ask(wt, ["merge-base", a, b], check=False)
    return None if given.code else given.text.strip()


def tip(wt: Worktree, branch: str) -> str | None:
    """The commit of a local branch, else of the remote branch that ``origin/x`` names."""
    for ref in (f"{HEADS}{branch}", f"{REMOTES}{branch}") if "\0" not in branch else ():
        given = ask(wt, ["rev-parse", "--verify", "-q", f"{ref}^{{commit}}"], check=False)
        if not given.code:
            return given.text.strip()
    return None


def refs(wt: Worktree, names: Iterable[str]) -> dict[str, str]:
    """The objects of refs by their full names, in one question; what is no ref is left out."""
    wanted = {name for name in names if name.startswith("refs/") and "\0" not in name}
    if not wanted:
        return {}
    args = ["for-each-ref", "--format=%(objectname) %(refname)", *sorted(wanted)]
    rows = [row.split(" ", 1) for row in ask(wt, args).text.split("\n")[:-1]]
    return {name: found for found, name in rows if name in wanted}


def branch_exists(wt: Worktree, branch: str) -> bool:
    """There is a branch of that name, local or remote."""
    return tip(wt, branch) is not None


def former_names(wt: Worktree, branch: str) -> set[str]:
    """What ``git branch -m`` renamed this branch from, as far as its reflog goes back."""
    given = ask(wt, ["reflog", "show", "--format=%gs", f"{HEADS}{branch}", "--"], check=False)
    begin, end = f"Branch: renamed {HEADS}", f" to {HEADS}"
    moves = [row[len(begin) :] for row in given.text.splitlines() if row.startswith(begin)]
    return {move.split(end, 1)[0] for move in moves if end in move}


def switch(wt: Worktree, branch: str) -> bool:
    """Check out a branch, as ``git switch`` does; one that only a remote has is made here first.

    False, and nothing done, where no branch is called so. Raises GitFailed with what git says
    where it refuses (a file in the way). ``branch`` may come from a document: nothing but a
    name of a branch is taken for one, no option and no ``@{-1}``.
    """
    ours = f"{HEADS}{branch}"
    theirs = [f"{REMOTES}{remote}/{branch}" for remote in remotes(wt)]
    found = refs(wt, [ours, *theirs])
    if not found or not _is_rev(branch):
        return False
    guess = "--no-guess" if ours in found else "--guess"
    ask(wt, ["switch", "--quiet", guess, branch])
    return True


def base_branch(wt: Worktree, configured: str | None, default: str | None = None) -> str | None:
    """The branch that sessions are merged into, as ``tip`` takes it; only one that exists.

    The configured one, the one that the remote's HEAD names, ``default`` (init.defaultBranch),
    main, master; each as a local branch or else as ``origin``'s.
    """
    refs, remote = _refs(wt)
    named = [configured] if configured else []
    for name in [*named, *remote, default, "main", "master"]:
        for place in (HEADS, REMOTES, f"{REMOTES}origin/"):
            if f"{place}{name}" in refs:
                return f"{place}{name}".split("/", 2)[2]
    return None


def _refs(wt: Worktree) -> tuple[set[str], list[str]]:
    """All branches, local and remote, and what the remotes call their main one, origin's first."""
    args = ["for-each-ref", "--format=%(refname)%00%(symref)", HEADS, REMOTES]
    rows = [row.split("\0") for row in ask(wt, args).text.split("\n")[:-1]]
    heads = [target for ref, target in rows if ref.startswith(REMOTES) and target]
    heads.sort(key=lambda target: (not target.startswith(f"{REMOTES}origin/"), target))
    return {ref for ref, _ in rows}, [target.split("/", 3)[3] for target in heads]


def commits_apart(wt: Worktree, a: str, b: str, most: int) -> int:
    """How many commits only one of the two reaches; counting ends at ``most``."""
    return int(ask(wt, ["rev-list", "--count", f"--max-count={most}", f"{a}...{b}", "--"]).text)


def has_twins(wt: Worktree, target: str, tip: str, since: str | None = None) -> bool:
    """``target`` has a commit with the same patch for each of ``tip``'s after ``since``.

    False where ``tip`` has none of its own, or where a blob that decides is not in this clone.
    Merges are not asked for.
    """
    asked = ["cherry", target, tip, *([since] if since else [])]
    given = ask(wt, asked, env={**os.environ, **OFFLINE}, check=False)
    rows = given.text.splitlines()
    return not given.code and bool(rows) and all(row.startswith("-") for row in rows)


def tree_of(wt: Worktree, rev: str) -> str:
    """The hash of a commit's tree. Raises GitFailed where there is no such commit."""
    return ask(wt, ["rev-parse", "--verify", f"{rev}^{{tree}}"]).text.strip()


def trees_between(wt: Worktree, old: str, new: str) -> set[str]:
    """The trees of the commits that ``new`` reaches and ``old`` does not."""
    given = ask(wt, ["rev-list", "--format=%T", new, f"^{old}", "--"]).text.splitlines()
    return {line for line in given if not line.startswith("commit ")}


def commit_of(wt: Worktree, tree: str, parent: str) -> str:
    """Make a commit that no ref names, to be compared: the step from ``parent`` to ``tree``.

    The same for the same two, so it is stored once. Raises GitFailed on a disk that takes nothing.
    """
    asked = ["commit-tree", tree, "-p", parent, "-m", "to compare"]
    return ask(wt, asked, env={**os.environ, **NOBODY}).text.strip()


def status_counts(wt: Worktree) -> int:
    """How many paths are uncommitted: staged, changed or untracked, ours not counted."""
    given = ask(wt, ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal"])
    return sum(not is_ours(wt, row[3:]) for row in _list(given))


def unpushed(wt: Worktree) -> int:
    """How many commits of HEAD change the journal and are on no remote, as far as is known here."""
    asked = ["rev-list", "--count", "HEAD", "--not", "--remotes", "--", wt.journal]
    return int(ask(wt, asked).text)


def remotes(wt: Worktree) -> list[str]:
    """The names of the remotes, in their order."""
    return ask(wt, ["remote"]).text.splitlines()


def remote_urls(wt: Worktree) -> dict[str, str]:
    """By name what each remote is fetched from; it may hold a password, so it is never shown."""
    given = ask(wt, ["config", "-z", "--get-regexp", r"^remote\..*\.url$"], check=False)
    rows = (row.partition("\n") for row in reversed(_list(given)))
    return {name.removeprefix("remote.").removesuffix(".url"): url for name, _, url in rows}


def upstream(wt: Worktree, branch: str) -> str:
    """The full name of what a local branch is pushed to and pulled from; "" without one."""
    return ask(wt, ["for-each-ref", "--format=%(upstream)", f"{HEADS}{branch}"]).text.strip()


def is_commit(wt: Worktree, rev: str) -> bool:
    """``rev`` is a commit that this clone has."""
    asked = ["rev-parse", "--verify", "-q", f"{rev}^{{commit}}"]
    return _is_rev(rev) and not ask(wt, asked, check=False).code
