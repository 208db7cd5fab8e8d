"""Completion for fish: one file for `git-session`, and one that leads `git session` to it.

Newer fish asks for completions of `git-session` where `git session` is typed; 3.6, which many
systems still have, looks for the wrong name. So the lead is a file of our own, which fish reads
when it starts; asked twice it offers the same once.

Names of sessions and texts of steps come from a repository and may be anything. They are the
output of a command, which fish offers as it is and quotes where it inserts it.
"""

from __future__ import annotations

from git_session import cli
from git_session.reference import verbs as known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.reference.verbs import Verb, Word

HEAD = r"""# Made by git-session from its parsers: python -m git_session.reference

# True where one of the verbs $argv was typed, or with none where none was.
function __git_session_using
    set -l words (commandline -opc)
    if test (count $argv) -eq 0
        test (count $words) -lt 2
    else
        test (count $words) -ge 2; and contains -- $words[2] $argv
    end
end

# What `git session complete` knows of the kind $argv[1], in the session named on the line.
function __git_session_names
    set -l session
    set -l words (commandline -opc)
    for at in (seq (count $words))
        switch $words[$at]
            case '--session=*'
                set session (string replace -- --session= '' $words[$at])
            case --session
                set session $words[(math $at + 1)]
        end
    end
    git session complete $argv[1] --session="$session" 2>/dev/null
end

# Names of the refs below $argv.
function __git_session_refs
    git for-each-ref --format='%(refname:short)' $argv 2>/dev/null
end

complete -c git-session -f
complete -c git-session -n __git_session_using -s h -l help -d 'show help'
complete -c git-session -n __git_session_using -l version -d 'show the version'
"""
OF_GIT = r"""# Made by git-session from its parsers: python -m git_session.reference

# What completes `git-session …`, where `git session …` is typed.
function __git_session_of_git
    set -l words (commandline -opc)
    set -l at (contains -i -- session $words)
    or return
    set -l rest (string escape -- $words[(math $at + 1)..])
    complete -C "git-session $rest "(commandline -ct)
end

complete -c git -f -n '__fish_git_using_command session' -a '(__git_session_of_git)'
"""
PATHS = "-F"
NAMES = {
    known.BRANCHES: "(__git_session_refs refs/heads)",
    known.REVISIONS: "(__git_session_refs refs/heads refs/tags refs/remotes)",
    **{kind: f"(__git_session_names {kind})" for kind in known.ASKED},
}


def completion(verbs: tuple[Verb, ...]) -> str:
    """The file share/fish/vendor_completions.d/git-session.fish."""
    lines = [_name(name, verb.about) for verb in verbs for name in (verb.name, *verb.aliases)]
    names = " ".join(name for verb in verbs for name in (verb.name, *verb.aliases))
    helped = " ".join([names, *cli.TOPICS])
    lines.append(f"complete -c git-session -n '__git_session_using help' -a {_quoted(helped)}")
    for verb in verbs:
        using = f"__git_session_using {' '.join((verb.name, *verb.aliases))}"
        lines += [_line(using, word) for word in verb.words if word.names or _value(word)]
    return HEAD + "".join(f"{line}\n" for line in lines)


def _name(name: str, about: str) -> str:
    return f"complete -c git-session -n __git_session_using -a {name} -d {_quoted(about)}"


def _line(using: str, word: Word) -> str:
    """A word's line: when it fits, its names, what may stand for its value, what it is."""
    parts = [f"complete -c git-session -n {_quoted(using)}"]
    parts += [f"-l {name[2:]}" if name[1] == "-" else f"-s {name[1]}" for name in word.names]
    if word.names and word.metavar and not word.optional:
        parts.append("-r" if _value(word) == PATHS else "-x")
    parts += [_value(word)] if word.metavar and _value(word) else []
    parts += [f"-d {_quoted(word.help)}"] if word.names else []
    return " ".join(parts)


def _value(word: Word) -> str:
    """What fish offers in the place of a value; nothing where only a person knows."""
    if word.values in (known.FILES, known.FOLDERS):
        return PATHS
    names = " ".join(word.choices) or NAMES.get(word.values, "")
    return f"-a {_quoted(names)}" if names else ""


def _quoted(text: str) -> str:
    """``text`` as one word of the shell."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
