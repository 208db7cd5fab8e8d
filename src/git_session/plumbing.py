"""How git is asked, and where it stands: the lower half of the door ``git.py``.

List arguments, ``-z``, ``--``, never a shell, never a prompt, never a lock taken for mere
looking. Whoever holds a ``Worktree`` asks about exactly that one: its directories are given to
git explicitly, so a ``GIT_DIR`` inherited from a hook or relative to another place misleads
nobody. ``GIT_INDEX_FILE`` is the caller's: within ``git commit -a`` or ``git commit PATH`` it
names the index that will be committed.
"""

from __future__ import annotations

import os

from git_session import process
from git_session.errors import GitFailed, SessionError
from git_session.model import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from git_session.process import Result

HEADS = "refs/heads/"
SESSIONS = ".sessions"  # where sessions are kept unless ``session.dir`` says otherwise
NAMED = 5  # files that are told where git refuses because of them
# What stands in the git directory while one of git's long operations is under way.
UNDER_WAY = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("BISECT_LOG", "bisect"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
)
# Git maps a whole pack and keeps 96 MB of what it unpacked: 290 MB for 20,000 commits. In the order
# of history less of both is no slower.
SPARING = (
    *("-c", "core.packedGitWindowSize=1m", "-c", "core.packedGitLimit=32m"),
    *("-c", "core.deltaBaseCacheLimit=32m"),
)
# ``git rev-parse --local-env-vars``, git 2.55: what ties a process to one repository.
LOCAL_ENV_VARS = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
)


class NotARepository(SessionError):
    """There is no git repository here, or none that git will work with."""


@record
class Worktree:
    """Where git stands: absolute directories, the commit and the branch.

    ``top`` is "" in a bare repository. ``head`` is the full hash, None on an unborn branch.
    ``branch`` is the short name; None while HEAD is detached, but during a rebase (``rebasing``)
    the branch that is being rebased, and during a bisect the one that it goes back to.
    ``folder`` is where sessions are kept (``session.dir``), as git names it.
    """

    top: str
    git_dir: str
    common_dir: str
    head: str | None
    branch: str | None
    bare: bool = False
    rebasing: bool = False
    folder: str = SESSIONS

    @property
    def journal(self) -> str:
        """The directory of the journal, as git names it."""
        return f"{self.folder}/journal"


def run(
    args: Sequence[str],
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    input: bytes | None = None,  # noqa: A002 - the word that subprocess uses
    check: bool = True,
) -> Result:
    """Ask git; with ``check`` an exit code other than 0 raises GitFailed with git's own words."""
    place = ["-C", cwd] if cwd else []
    surroundings = {**(os.environ if env is None else env), "GIT_TERMINAL_PROMPT": "0"}
    try:
        given = process.start(
            ["git", "--no-optional-locks", *place, *args], surroundings, input or None
        )
    except FileNotFoundError as missing:
        raise GitFailed("git was not found", "install git, or put it on PATH") from missing
    if check and given.code:
        raise GitFailed(f"git {_verb(args)}: {complaint(given)}")
    return given


def _verb(args: Sequence[str]) -> str:
    """The first word that is neither an option nor an option's value."""
    return next((word for word in args if word.replace("-", "").isalpha() and word[0] != "-"), "")


def complaint(given: Result) -> str:
    """The line of git's stderr that says what is wrong: the fatal one, else the last.

    Where that announces files, the first ones follow.
    """
    lines = [line for line in process.decode(given.err).splitlines() if line.strip()]
    fatal = [line[7:] for line in lines if line.startswith(("fatal: ", "error: "))]
    said = (fatal or lines or [f"exit code {given.code}"])[-1]
    named = [line.strip() for line in lines if line.startswith("\t")] if said[-1:] == ":" else []
    return f"{said} {', '.join(named[:NAMED])}" if named else said


def ask(
    wt: Worktree,
    args: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    input: bytes | None = None,  # noqa: A002 - as in run
    check: bool = True,
) -> Result:
    """Run git in exactly this worktree; paths are taken literally, never as patterns."""
    place = [f"--git-dir={wt.git_dir}", "--literal-pathspecs"]
    if wt.top:
        place.append(f"--work-tree={wt.top}")
    return run([*place, *args], cwd=wt.top or wt.git_dir, env=env, input=input, check=check)


def clean_env() -> dict[str, str]:
    """The environment without what ties git to this repository: for asking another one."""
    return {name: value for name, value in os.environ.items() if name not in LOCAL_ENV_VARS}


def _answer(args: Sequence[str], cwd: str | None) -> str | None:
    """One answer as it is, whatever characters it holds, or None where git has none."""
    given = run(args, cwd=cwd, check=False)
    return None if given.code else given.text.removesuffix("\n")


def worktree(cwd: str | None = None) -> Worktree:
    """Where ``cwd`` (else this process) stands. Raises NotARepository outside, and inside .git."""
    where = ["--path-format=absolute", "--is-bare-repository", "--git-dir", "--git-common-dir"]
    given = run(
        ["rev-parse", *where, "--show-toplevel", "HEAD", "--symbolic-full-name", "HEAD", "--"],
        cwd=cwd,
        check=False,
    )
    lines = given.text.split("\n")
    if given.code or len(lines) != 8:
        return _worktree_piecewise(cwd, given)
    bare, git_dir, common_dir, top, head, ref, _, _ = lines
    return _with_branch(Worktree(top, git_dir, common_dir, head, None, bare == "true"), ref)


def again(wt: Worktree) -> Worktree:
    """The same worktree, with HEAD where it is now."""
    return replace(worktree(wt.top), folder=wt.folder)


def worktree_of_hook() -> Worktree:
    """Where a git hook stands, read from what git documents (gitrepository-layout, githooks).

    Hooks run in the worktree's top with GIT_DIR set where it is not `.git`. ``head`` is None: it is
    for git to say. Where anything looks unusual (detached, reftable's dummy HEAD) git is asked.
    """
    git_dir = os.path.abspath(os.environ.get("GIT_DIR") or ".git")
    return _as_it_stands(os.getcwd(), git_dir) or worktree()


def worktree_at(place: str) -> Worktree:
    """Where the directory ``place`` stands, found by the nearest ``.git``, as git finds it.

    ``head`` is None where git was not asked: it is where anything looks unusual, which an
    environment that names a repository does, and a repository that somebody else owns.
    Raises NotARepository outside.
    """
    top = _nearest(os.path.abspath(place))
    tied = any(name in os.environ for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"))
    known = None if tied or not top else _as_it_stands(top, os.path.join(top, ".git"))
    return known or worktree(place)


def _nearest(place: str) -> str:
    """The nearest directory from ``place`` upwards that has a ``.git`` of ours, "" for none."""
    above = os.path.dirname(place)
    try:
        owner = os.stat(os.path.join(place, ".git")).st_uid
    except OSError:
        return _nearest(above) if above != place else ""
    return place if os.name == "nt" or owner == os.geteuid() else ""


def _as_it_stands(top: str, git_dir: str) -> Worktree | None:
    """The worktree as its files tell, None where git has to be asked."""
    if os.path.isfile(git_dir):
        named = _first_line(git_dir).removeprefix("gitdir: ")
        git_dir = os.path.normpath(os.path.join(top, named))
    ref = _first_line(os.path.join(git_dir, "HEAD"))
    if not ref.startswith(f"ref: {HEADS}") or ref.endswith(".invalid"):
        return None
    common = _first_line(os.path.join(git_dir, "commondir"))
    common_dir = os.path.normpath(os.path.join(git_dir, common)) if common else git_dir
    return Worktree(top, git_dir, common_dir, None, ref.removeprefix(f"ref: {HEADS}"))


def is_ours(wt: Worktree, path: str) -> bool:
    """``path`` stands below the directory of sessions."""
    return f"{path}/".startswith(f"{wt.folder}/")


def _first_line(path: str) -> str:
    """The first line of a small file of git's, "" where there is none."""
    try:
        with open(path, "rb") as file:
            return process.decode(file.readline()).rstrip("\n")
    except OSError:
        return ""


def _worktree_piecewise(cwd: str | None, given: Result) -> Worktree:
    """An unborn branch, a bare repository, a newline in a path: one question at a time."""
    absolute = ["rev-parse", "--path-format=absolute"]
    git_dir = _answer([*absolute, "--git-dir"], cwd)
    common_dir = _answer([*absolute, "--git-common-dir"], cwd)
    top = _answer([*absolute, "--show-toplevel"], cwd)
    bare = _answer(["rev-parse", "--is-bare-repository"], cwd) == "true"
    if git_dir is None or common_dir is None or (top is None and not bare):
        raise NotARepository(complaint(given), "run it inside a git worktree, or `git init` one")
    head = _answer(["rev-parse", "--verify", "-q", "HEAD"], cwd)
    ref = _answer(["symbolic-ref", "-q", "HEAD"], cwd) or "HEAD"
    return _with_branch(Worktree(top or "", git_dir, common_dir, head, None, bare), ref)


def _with_branch(wt: Worktree, ref: str) -> Worktree:
    """The worktree with the branch that ``ref``, or else a rebase or bisect under way, names."""
    ref, rebasing = (ref, False) if ref != "HEAD" else _rebased(wt.git_dir)
    ref = ref if ref or rebasing else _bisected(wt.git_dir)
    branch = ref.removeprefix(HEADS) if ref.startswith(HEADS) else None
    return Worktree(wt.top, wt.git_dir, wt.common_dir, wt.head, branch, wt.bare, rebasing)


def _rebased(git_dir: str) -> tuple[str, bool]:
    """The full ref that a rebase under way will move ("" if HEAD was detached), and if one is."""
    for place in ("rebase-merge", "rebase-apply"):
        try:
            with open(os.path.join(git_dir, place, "head-name"), "rb") as file:
                return process.decode(file.read()).strip(), True
        except OSError:
            continue  # no rebase of that backend; `git am` writes no head-name
    if os.path.exists(os.path.join(git_dir, "rebase-apply", "rebasing")):
        return _only_branch_at("ORIG_HEAD"), True
    return "", False


def _bisected(git_dir: str) -> str:
    """The full ref that `git bisect reset` goes back to; "" without a bisect.

    A commit's hash stands there if HEAD was detached: no branch is called so.
    """
    start = _first_line(os.path.join(git_dir, "BISECT_START"))
    return f"{HEADS}{start}" if start and not _is_hash(start) else ""


def _is_hash(text: str) -> bool:
    return len(text) in (40, 64) and not text.strip("0123456789abcdef")


def _only_branch_at(rev: str) -> str:
    """The full ref of the one branch at ``rev``, else "".

    `rebase --apply` runs post-rewrite before it writes head-name (git 2.39), detached still.
    """
    points = f"--points-at={rev}"
    found = run(["for-each-ref", "--format=%(refname)", points, HEADS], check=False).text.split()
    return found[0] if len(found) == 1 else ""


def busy(git_dir: str) -> str:
    """'rebase', 'am', 'cherry-pick', 'revert' or 'bisect' while one is under way, else ''."""
    found = (name for mark, name in UNDER_WAY if os.path.exists(os.path.join(git_dir, mark)))
    name = next(found, "")
    return name or _sequencer(git_dir)


def _sequencer(git_dir: str) -> str:
    """Between two commits of a series only the plan is there: its first word tells which it is."""
    try:
        with open(os.path.join(git_dir, "sequencer", "todo"), "rb") as file:
            return "revert" if file.read(6) == b"revert" else "cherry-pick"
    except OSError:
        return ""


def more_to_come(git_dir: str) -> bool:
    """Whether what just made a commit goes on to make more; for post-commit alone to ask.

    A pick that succeeded still looks like one under way then, for git (2.39) takes it off its
    list when the next one begins, and removes CHERRY_PICK_HEAD after the hook.
    """
    name = busy(git_dir)
    if name not in ("cherry-pick", "revert"):
        return name != ""
    try:
        with open(os.path.join(git_dir, "sequencer", "todo"), "rb") as file:
            return file.read().count(b"\n") > 1
    except OSError:
        return False


def merging(git_dir: str) -> bool:
    """A merge waits for its commit."""
    return os.path.exists(os.path.join(git_dir, "MERGE_HEAD"))
