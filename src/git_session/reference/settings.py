"""What can be set, in git's configuration and the environment; docs/configuration.md from it."""

from __future__ import annotations

from git_session import config
from git_session.core import paint
from git_session.core.markdown import cell
from git_session.model import record

BOOLEAN = "true, false"


@record
class Setting:
    """A setting of git's configuration: what it may be, what holds without it, what it means.

    ``read_by`` are the verbs and hooks that ask for it, ``default`` and ``values`` text for
    people. Code stands between backticks.
    """

    name: str
    values: str
    default: str
    meaning: str
    read_by: str


@record
class Variable:
    """A variable of the environment, in the same words."""

    name: str
    values: str
    meaning: str


OURS = (
    Setting(
        "session.share",
        BOOLEAN,
        "true where the base branch tracks `.sessions/journal` or `.pre-commit-config.yaml` names "
        "our hooks, else false",
        "Whether commits carry the journal. `false` keeps all of it in this clone. `init` and "
        "`install` set it to true in the clone they are typed in unless somebody decided before; "
        "`uninstall` takes that back.",
        "pre-commit, `init`, `install`, `uninstall`, `consolidate`",
    ),
    Setting(
        "session.trailer",
        BOOLEAN,
        "as `session.share`",
        "Whether commit messages get the trailer `Session: NAME`, which leads from a commit to its "
        "session.",
        "commit-msg",
    ),
    Setting(
        "session.autoInit",
        BOOLEAN,
        "true",
        "Whether `log` on a branch without a session begins one, named after the branch. With "
        "`false` it exits 3 and says how to begin one.",
        "`log`",
    ),
    Setting(
        "session.requireRationale",
        BOOLEAN,
        "false",
        "Whether a decision without `--rationale` is refused (exit 2) instead of noted with a "
        "remark.",
        "`log`",
    ),
    Setting(
        "session.timezone",
        "a name of the time zone database, such as `Europe/Berlin`",
        "the system's zone",
        "The zone of the times that are written, and of times without an offset that are read in "
        "scratch files.",
        "every verb and hook",
    ),
    Setting(
        "session.base",
        "a branch, local or of a remote",
        "the branch that the remote's HEAD names, `init.defaultBranch`, `main`, `master`: the "
        "first that exists",
        "The branch that sessions are merged into: a session whose journal is there is archived.",
        "post-merge, post-checkout, `init`, and whatever looks whether a session is merged",
    ),
    Setting(
        "session.user",
        "a handle, made lower case letters, digits and dashes",
        "`github.user`, else what stands before the `@` of `user.email`, else the login name",
        "Who notes something.",
        "every verb and hook that writes",
    ),
    Setting(
        "session.client",
        "a word, such as `claude-code`",
        "by the environment, see below; nothing for a person",
        "Which agent is at work: the document and the journal name it.",
        "every verb and hook that writes",
    ),
    Setting(
        "session.reminders",
        BOOLEAN,
        "true",
        "Whether an agent that changes files and notes nothing is reminded, seldom and briefly.",
        "`agent`",
    ),
    Setting(
        "session.contextBytes",
        "a number",
        "2048",
        "How much an agent is told when it wakes up, at most, in bytes.",
        "`agent`",
    ),
    Setting(
        "session.dir",
        "a directory in the work tree",
        "`.sessions`",
        "Where sessions are kept. All who share a repository must say the same: what another "
        "directory holds is not seen.",
        "everything",
    ),
    Setting(
        "session.listCap",
        "a number",
        "5",
        "How many sessions of the archive `list` shows; 0 for all.",
        "`list`, `view list`, `resume --list`",
    ),
    Setting(
        "session.idleMinutes",
        "a number",
        "30",
        "How many minutes two notes or commits of one person in one session may be apart for the "
        "time between them to count as active.",
        "`report`",
    ),
    Setting(
        "session.indexCap",
        "a number",
        "200",
        "How many sessions the index shows; older ones stand in the archive index. 0 for all.",
        "`index`",
    ),
    Setting(
        "session.project",
        "a project's name",
        "what the remote, the package or the directory is called, see below",
        "The project of this repository. What no rule of `config.yml` claims belongs to it, unless "
        "that names a `default_project`; where one project is asked for, it comes before rules.",
        "`config`, `init`, views and reports",
    ),
    Setting(
        "session.updateTasks",
        BOOLEAN,
        "true",
        "Whether the task files in `.tasks/` that a session names follow it: in progress, ready "
        "again, completed. With `false` they are read by `init` and never changed.",
        "`init`, `resume`, `pause`, `close`, merges",
    ),
)
GITS = (
    Setting(
        "user.email", "an address", "", "The author, if no setting above names one.", "writers"
    ),
    Setting("github.user", "a name", "", "The author, before the address.", "writers"),
    Setting(
        "core.commentChar",
        "a character, `auto`",
        "`#`",
        "Which lines of a commit message are comments: a message that holds nothing else gets no "
        "trailer.",
        "commit-msg",
    ),
    Setting("core.commentString", "a text", "", "The same, and before it.", "commit-msg"),
    Setting(
        "commit.template",
        "a file",
        "",
        "A message that still is the template gets no trailer, so that git refuses it as always.",
        "commit-msg",
    ),
    Setting(
        "commit.cleanup",
        "as git has it",
        "`default`",
        "Whether comments will be taken out of the message.",
        "commit-msg",
    ),
    Setting(
        "init.defaultBranch",
        "a branch",
        "",
        "A candidate for the base branch, see `session.base`.",
        "as `session.base`",
    ),
    Setting(
        "blame.ignoreRevsFile",
        "a file, more than one",
        "",
        "Commits that `why` looks through, as `git blame` does.",
        "`why`",
    ),
    Setting(
        "color.session",
        "as `color.ui`",
        "`color.ui`, else `auto`",
        "Whether what is printed is coloured; `--color` and `NO_COLOR` come before it.",
        "verbs that print",
    ),
    Setting(
        "color.ui", "`auto`, `always`, false", "`auto`", "The same for all of git.", "likewise"
    ),
    Setting(
        "color.session.<role>",
        "a colour in git's words",
        "",
        "What one role looks like: " + ", ".join(f"`{role}`" for role in paint.LOOKS) + ".",
        "likewise",
    ),
    Setting("color.pager", BOOLEAN, "true", "Whether a pager is given colours.", "likewise"),
    Setting(
        "pager.session",
        "true, false, a command",
        "true for what may be long",
        "Whether, or with what, it is paged on a terminal; else as `git var GIT_PAGER` has it.",
        "`view`, `list`, `show`, `why`, `search`, `doctor`",
    ),
    Setting(
        "core.hooksPath",
        "a directory",
        "`hooks` in the git directory",
        "Where the git hooks are.",
        "`install`, `uninstall`, `init`, `doctor`",
    ),
)
ENVIRONMENT = (
    Variable(
        "GIT_SESSION",
        "a session, named as for `resume`",
        "The session that is meant; `--session` comes before it, this worktree's own after it.",
    ),
    Variable(
        config.CLIENT,
        "a word, such as `claude-code`",
        "The agent at work, before `session.client`.",
    ),
    Variable(
        "GIT_SESSION_NOW",
        "`2026-01-15T14:30:00+01:00`",
        "Stands in for the clock, for scripts that want the same result again.",
    ),
    Variable(
        "GIT_SESSION_DEBUG",
        "anything",
        "A fault of our own shows its traceback, in verbs and in hooks.",
    ),
    Variable(
        "PRE_COMMIT",
        "1",
        "The pre-commit framework (or prek) runs a hook: what git told it is in its own variables.",
    ),
    Variable("NO_COLOR", "anything", "No colour on a terminal (https://no-color.org)."),
    Variable("TERM", "`dumb`", "No colour."),
    Variable(
        "GIT_PAGER, GIT_PAGER_IN_USE", "as git has them", "The pager, and that git runs us in one."
    ),
    Variable("COLUMNS", "a number", "The width that text is cut to, instead of the terminal's."),
    Variable(
        "GIT_DIR, GIT_INDEX_FILE, GIT_EDITOR",
        "as git sets them for hooks",
        "Where a hook stands, which index the commit is made from (without one `pre-commit` does "
        "nothing), and whether an editor was opened for the message. `config projects --edit` asks "
        "`git var GIT_EDITOR`.",
    ),
    Variable(
        ", ".join(config.EMAILS),
        "an address",
        "The author where `user.email` is not set; the first one that is there.",
    ),
    Variable(", ".join(config.USERS), "a login name", "The author where nothing else names one."),
    Variable(
        "XDG_DATA_HOME, XDG_CONFIG_HOME",
        "absolute directories; `~/.local/share`, `~/.config`",
        "Where `install --completions` puts manual pages and completion files.",
    ),
    Variable(
        "PATH, MANPATH, FPATH",
        "as the system has them",
        "Read by `install --completions` to say what is missing for a shell to find its files.",
    ),
)
HEAD = """\
<!-- Made by `python -m git_session.reference`; change src/git_session/reference/settings.py. -->
# Configuration

Settings are git's own: `git config session.timezone Europe/Berlin` for one clone, `--global` for
all of yours, `git -c session.trailer=false commit` for one command. All are optional. A setting
that is neither true nor false but should be stops a verb with exit 4 and is named; a git hook
says so in one line and lets the commit go on.
"""
BESIDE = """
## Settings of git's own that are read

They mean what git's manual says.
"""
CONFIG_YML = """
## The repository's own file: `.sessions/config.yml`

Optional, and tracked, so that all clones say the same. It says which paths are which project's;
nothing in it is ever run, and no git hook and no `log` reads it. `git session config projects
--edit` makes and opens it, `git session config projects` says what it means for the files that
git tracks and what is wrong with it (exit 4).

```yaml
projects:
  frontend: [web/**, "*.css"]
  backend:
    - api/**
    - "!api/generated/**"
default_project: tools
```

or, which is the same, a list: `- {name: frontend, paths: [web/**, "*.css"]}`.

- A commit belongs to **every** project that one of its paths fits; a merge by the paths that differ
  from its first parent. Words of a message or a title decide nothing.
- A path that fits none belongs to `default_project`; without one to the repository's own project:
  `session.project`, else what the remote is called (`origin`, else the first by name; without
  `.git`), else the name in `package.json` (without its scope) or `pyproject.toml`, else the
  directory of the main worktree. What stands below `.sessions` belongs to none.
- Where one project is asked for (`git session config project`), what is staged is looked at,
  or what is changed if nothing is staged; of several that fit the one with most paths counts.
- A name has letters and digits of any script, with `-`, `_`, `.`, `+` between them, at most 64
  characters; names that differ in case only are refused.

Globs are those of `.gitignore`, compared with the whole path from the top of the worktree:

| Glob | Fits |
| --- | --- |
| `web/a.ts` | that file; with a slash in front or within, a glob begins at the top |
| `web`, `*.css` | without such a slash: a name in any directory |
| `web/`, `/web/` | what is in a directory of that name, not a file of that name |
| `*`, `?` | any number of characters, one character, but no slash; a dot is no exception |
| `**/x`, `a/**/x` | `**` between slashes: any number of directories, none too |
| `a/**` | all that is in there |
| `a**b` | as `a*b` |
| `[a-z]`, `[!a-z]`, `[^a-z]` | one of these characters; one that is none of these and no slash |
| `\\*`, `\\!` | the character itself |
| `!web/gen/**` | takes out what a glob before it took in: the last that fits a path counts |

A directory that fits means all that is in it; unlike in `.gitignore` a `!` may take out of that.
Case counts on every system. A glob is at most 256 characters long, the file 64 KiB with 500 globs;
`[[:alpha:]]`, `..` and `//` are refused. In YAML a text that begins with `*`, `!`, `&` or `[` needs
quotes. A file that is wrong anywhere counts for nothing: verbs say so in one line and go on,
`doctor` names each line. A key that is not known has no effect.
"""
VARIABLES = """
## Environment
"""
AGENTS = """
### Agents

An agent is known by what it sets itself, the first row that fits. With an id the session that it
began or resumed is its own, and its commits take along what it noted and nothing else's.
"""


def markdown() -> str:
    """docs/configuration.md."""
    head = ("Setting", "Values", "Default", "Meaning", "Read by")
    names = ("Variable", "Values", "Meaning")
    return "".join(
        (
            f"{HEAD}\n## Settings\n\n",
            _table(head, [_row(one) for one in OURS]),
            f"{BESIDE}\n",
            _table(head, [_row(one) for one in GITS]),
            CONFIG_YML,
            f"{VARIABLES}\n",
            _table(names, [(_code(one.name), one.values, one.meaning) for one in ENVIRONMENT]),
            f"{AGENTS}\n",
            _table(("Agent", "Set by it", "Its id"), [_agent(*one) for one in config.AGENTS]),
        )
    )


def _row(one: Setting) -> tuple[str, ...]:
    return (f"`{one.name}`", one.values, one.default or "not set", one.meaning, one.read_by)


def _agent(name: str, marks: tuple[str, ...], ids: tuple[str, ...]) -> tuple[str, ...]:
    return (f"`{name}`", _code(", ".join((*marks, *ids))), _code(", ".join(ids)) or "none")


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", ") if name)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)
