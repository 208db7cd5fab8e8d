"""What is being recorded right now, as lines and as data: what ``git session status`` says."""

from __future__ import annotations

from git_session.core import moments, paint
from git_session.core.markdown import one_line
from git_session.model import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from git_session.core.blockers import Blocker
    from git_session.model import Commit

WHY = {
    "flag": "named with --session",
    "environment": "named by GIT_SESSION",
    "agent": "this agent's own",
    "pointer": "this worktree's own",
    "branch": "the only one of this branch",
}
# How each of git's long operations is brought to its end.
FINISH = {"bisect": "git bisect reset"}
MOST = 2  # commands that are proposed at once
INDENT = " " * 11


@record
class Session:
    """The session meant here. ``how`` is a key of ``WHY``; ``current`` the step being worked on."""

    stem: str
    goal: str
    status: str
    since: datetime | None
    how: str
    document: str
    done: int = 0
    total: int = 0
    current: str = ""
    blockers: tuple[Blocker, ...] = ()
    issues: tuple[Blocker, ...] = ()


@record
class Writer:
    """Who notes here: handle, client ("" for a person) and the last eight of an agent's id."""

    author: str
    client: str = ""
    agent: str = ""

    @property
    def name(self) -> str:
        """'alice (claude-code, agent 1a2b3c4d)'."""
        more = [self.client, f"agent {self.agent}" if self.agent else ""]
        said = ", ".join(filter(None, more))
        return f"{self.author} ({said})" if said else self.author


@record
class Pending:
    """What waits for a commit: ``count`` entries, of which the next one takes ``taken``.

    ``held`` of them look as if they held a secret and go with no commit. ``oldest`` is when the
    first was noted, ``writers`` who noted them and how many each;
    ``scratch`` the file that whoever asks appends to ("" without a session).
    """

    count: int = 0
    taken: int = 0
    held: int = 0
    oldest: datetime | None = None
    writers: tuple[tuple[Writer, int], ...] = ()
    scratch: str = ""


@record
class Hooks:
    """Who runs our hooks: manager, where that is said, which hooks. ``missing``: run by nobody."""

    runners: tuple[tuple[str, str, tuple[str, ...]], ...]
    missing: tuple[str, ...]


@record
class Silent:
    """Commits that carry no notes: ``count`` of ``total`` looked at, and the newest of them.

    ``since`` says from where on.
    """

    count: int = 0
    total: int = 0
    since: str = ""
    newest: Commit | None = None


@record
class Standing:
    """All of it. ``branch`` is "" while HEAD is detached, ``head`` None before the first commit.

    ``operation`` is what git is in the middle of, ``doubt`` why no session could be told;
    ``behind``: HEAD moved and nothing of ours has heard of it; ``clean``: no tracked file is
    changed (looked at only where something waits for a commit). ``elsewhere`` and ``paused`` count
    the sessions that are active on other branches and those put aside; ``paused_here`` names those
    of this branch. ``unseen`` counts those of the journal in a clone that has no document yet.
    """

    branch: str
    head: str | None
    operation: str
    writer: Writer
    hooks: Hooks
    shared: bool
    folder: str
    session: Session | None = None
    doubt: str = ""
    behind: bool = False
    clean: bool = False
    pending: Pending = Pending()
    silent: Silent = Silent()
    elsewhere: int = 0
    paused: int = 0
    paused_here: tuple[str, ...] = ()
    unseen: int = 0


def lines(standing: Standing, now: datetime, width: int) -> list[str]:
    """One short screen; what people wrote is cut to ``width`` columns, paths are not."""
    commands = following(standing)
    widest = max(len(command) for command, _ in commands)
    return [
        *_session(standing, now, width),
        "",
        f"Writing:   {standing.writer.name}",
        *_work(standing.session, width),
        *_pending(standing, now),
        *_journal(standing),
        *_hooks(standing.hooks),
        *_commits(standing.silent, now, width),
        *_others(standing),
        "",
        paint.heading("Next"),
        *(
            paint.line(f"  {command:<{widest}}", paint.dim(f"  # {why}"))
            for command, why in commands
        ),
    ]


def _session(standing: Standing, now: datetime, width: int) -> list[str]:
    where = f"On branch {standing.branch}" if standing.branch else "On a detached HEAD"
    where += "" if standing.head else ", no commits yet"
    doing = [f"A {standing.operation} is under way; notes wait for its end."]
    head = [where, *(doing if standing.operation else [])]
    session = standing.session
    if session is None:
        doubt = [*standing.doubt.splitlines()] or ["No session here: nothing is being recorded."]
        warning = [_warning(line) for line in doubt]
        return [*head, *warning, *_put_aside(standing.paused_here)]
    begun = session.since
    since = f"since {moments.iso_minute(begun)}, {moments.ago(begun, now)}" if begun else ""
    return [
        *head,
        paint.line("Session ", paint.role(paint.SESSION, session.stem), f" ({session.status})"),
        *([_cut("  ", session.goal, width)] if session.goal else []),
        f"  {'; '.join(filter(None, [since, WHY[session.how]]))}",
        *([f"  {standing.doubt}"] if standing.doubt else []),
        *(["  HEAD moved without our hooks; the next command that writes catches up"]
          if standing.behind else []),
        *_put_aside(standing.paused_here),
    ]  # fmt: skip


def _put_aside(stems: tuple[str, ...]) -> list[str]:
    more = f" and {len(stems) - 1} more" if len(stems) > 1 else ""
    return [f"Paused on this branch: {stems[0]}{more}"] if stems else []


def _work(session: Session | None, width: int) -> list[str]:
    if session is None:
        return []
    return [*_far(session, width), *_issues(session, width)]


def _issues(session: Session, width: int) -> list[str]:
    told = [f"{_blocker(one)}{f' ({one.severity})' * bool(one.severity)}" for one in session.issues]
    heads = ["Issues:    ", *[INDENT] * len(told)]
    return [_cut(head, one, width) for head, one in zip(heads, told, strict=False)]


def _far(session: Session, width: int) -> list[str]:
    current = f", current: {session.current}" if session.current else ""
    far = f"{session.done}/{session.total} steps{current}" if session.total else "no steps"
    if not session.blockers:
        return [_cut("Progress:  ", far, width), "Blockers:  none"]
    first, *more = (_blocker(one) for one in session.blockers)
    return [
        _cut("Progress:  ", far, width),
        _cut("Blockers:  ", first, width, paint.BLOCKER),
        *(_cut(INDENT, one, width, paint.BLOCKER) for one in more),
    ]


def _blocker(one: Blocker) -> str:
    number = f"{one.number}: " if one.number else ""
    who = f" (waiting on {one.waiting_on})" if one.waiting_on else ""
    return f"{number}{one.text}{who}"


def _pending(standing: Standing, now: datetime) -> list[str]:
    pending = standing.pending
    written = [f"Scratch:   {pending.scratch}"] if pending.scratch else []
    if not pending.count:
        return ["Pending:   nothing", *written]
    old = f", the oldest {moments.ago(pending.oldest, now)}" if pending.oldest else ""
    told = [f"Pending:   {_count(pending.count, 'entry', 'entries')}{old}"]
    if len(pending.writers) > 1 or any(who != standing.writer for who, _ in pending.writers):
        told.append(f"{INDENT}from " + ", ".join(f"{who.name}: {n}" for who, n in pending.writers))
    if pending.held:
        told.append(f"{INDENT}{pending.held} held back as a secret; the next commit says where")
    if pending.taken + pending.held < pending.count:
        mine = "an agent's commit takes its own"
        told.append(f"{INDENT}a commit made here takes {pending.taken}: {mine}")
    return told + written


def _journal(standing: Standing) -> list[str]:
    if standing.shared:
        return [f"Journal:   shared: commits carry it, below {standing.folder}"]
    return ["Journal:   local: it stays in this clone"]


def _hooks(hooks: Hooks) -> list[str]:
    if not hooks.runners:
        return [paint.line("Hooks:     ", _warning("none here"), ", so commits carry nothing")]
    by = [f"{manager} ({where})" for manager, where, _ in hooks.runners]
    told = [f"Hooks:     run by {by[0]}", *(f"{INDENT}and by {one}" for one in by[1:])]
    missing = _warning(f"missing: {', '.join(hooks.missing)}")
    return told + ([paint.line(INDENT, missing)] if hooks.missing else [])


def _warning(text: str) -> str:
    return paint.role(paint.WARNING, text)


def _commits(silent: Silent, now: datetime, width: int) -> list[str]:
    newest = silent.newest
    if not silent.total:
        return []
    all_of = f"Commits:   {silent.total} since {silent.since}"
    if newest is None:
        return [f"{all_of}, {'each ' if silent.total > 1 else ''}with notes"]
    when = f" ({moments.ago(newest.when, now)})"
    return [
        f"{all_of}, {silent.count} of them without notes, the newest:",
        _cut(INDENT, f"{newest.hash[:10]} {newest.subject}", width - len(when)) + when,
    ]


def _others(standing: Standing) -> list[str]:
    told = [
        f"{standing.elsewhere} active on other branches" if standing.elsewhere else "",
        f"{standing.paused} paused" if standing.paused else "",
    ]
    return [f"Others:    {', '.join(filter(None, told))}"] if any(told) else []


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _cut(head: str, text: str, width: int, role: str = "") -> str:
    """``head`` and ``text``, in a role, on one line of at most ``width`` columns."""
    text, room = one_line(text), width - len(head)
    text = text if len(text) <= room else f"{text[: room - 1]}…"
    return paint.line(head, paint.role(role, text) if role else text)


def following(standing: Standing) -> list[tuple[str, str]]:
    """The commands most worth typing now, and what each is good for: one or two."""
    if standing.operation:
        finish = FINISH.get(standing.operation, f"git {standing.operation} --continue")
        return [(finish, "ends what git is in the middle of")]
    first = [*_to_mend(standing), *_to_begin(standing)]
    then = [*_to_carry(standing), *_to_resolve(standing)]
    note = ('git session log "…"', "notes what was decided or found")
    room = standing.session is not None and len(first) + len(then) < MOST
    return [*first, *([note] if room or not first + then else []), *then][:MOST]


def _to_mend(standing: Standing) -> list[tuple[str, str]]:
    found = []
    if standing.hooks.missing and (standing.session or standing.hooks.runners):
        found.append(("git session install", "so that commits carry notes"))
    if standing.doubt:
        found.append(("git session doctor", "says what cures it"))
    return found


def _to_begin(standing: Standing) -> list[tuple[str, str]]:
    if standing.session or standing.doubt:
        return []
    if standing.paused_here:
        return [(f"git session resume {standing.paused_here[0]}", "goes on with it")]
    number = standing.unseen
    told = f"{number} session{'s' * (number != 1)} that the journal tells of"
    seen = [("git session recent", told)] if number else []
    hooks = "" if standing.hooks.runners else ", and installs the hooks"
    return [*seen, ('git session init --goal "…"', f"begins one{hooks}")]


def _to_carry(standing: Standing) -> list[tuple[str, str]]:
    if not standing.pending.taken:
        return []
    if standing.clean and standing.shared:
        alone = "git session consolidate && git commit"
        return [(alone, "a commit of the notes alone")]
    return [("git commit", "takes the notes along")]


def _to_resolve(standing: Standing) -> list[tuple[str, str]]:
    blockers = standing.session.blockers if standing.session else ()
    if not blockers:
        return []
    number = blockers[0].number or "TEXT"
    return [(f'git session log --resolve {number} --how "…"', "when it blocks no more")]


def data(standing: Standing, projects: object = None) -> dict[str, object]:
    """The same for programs; keys come and never go. ``projects`` are added as they are."""
    session, pending, silent = standing.session, standing.pending, standing.silent
    return {
        "branch": standing.branch or None,
        "head": standing.head,
        "operation": standing.operation or None,
        "session": _session_data(session) if session else None,
        "doubt": standing.doubt or None,
        "behind": standing.behind,
        "writer": _writer_data(standing.writer),
        "pending": {
            "count": pending.count,
            "taken": pending.taken,
            "held": pending.held,
            "oldest": moments.iso(pending.oldest) if pending.oldest else None,
            "writers": [{**_writer_data(who), "count": n} for who, n in pending.writers],
            "scratch": pending.scratch or None,
        },
        "journal": {"shared": standing.shared, "folder": standing.folder},
        "hooks": {
            "runners": [
                {"manager": manager, "where": where, "hooks": list(names)}
                for manager, where, names in standing.hooks.runners
            ],
            "missing": list(standing.hooks.missing),
        },
        "commits": {
            "total": silent.total,
            "without_notes": silent.count,
            "newest": _commit_data(silent.newest) if silent.newest else None,
        },
        "others": {"active": standing.elsewhere, "paused": standing.paused},
        "paused_here": list(standing.paused_here),
        "next": [{"command": command, "why": why} for command, why in following(standing)],
        "projects": projects,
    }


def _session_data(session: Session) -> dict[str, object]:
    return {
        "stem": session.stem,
        "goal": session.goal,
        "status": session.status,
        "since": moments.iso(session.since) if session.since else None,
        "chosen_by": session.how,
        "document": session.document,
        "progress": {"done": session.done, "total": session.total, "current": session.current},
        "blockers": [
            {
                "number": one.number,
                "text": one.text,
                "since": one.since,
                "waiting_on": one.waiting_on,
            }
            for one in session.blockers
        ],
        "issues": [
            {
                "number": one.number,
                "text": one.text,
                "since": one.since,
                "severity": one.severity,
            }
            for one in session.issues
        ],
    }


def _writer_data(writer: Writer) -> dict[str, object]:
    return {"author": writer.author, "client": writer.client, "agent": writer.agent}


def _commit_data(commit: Commit) -> dict[str, object]:
    return {"hash": commit.hash, "when": moments.iso(commit.when), "subject": commit.subject}
