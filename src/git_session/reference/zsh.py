"""Completion for zsh: a file `_git-session` for fpath, which zsh's own `_git` calls too.

Names of sessions and texts of steps come from a repository and may be anything. They go from the
lines of a command into arrays and from there to compadd, which quotes them; nothing evaluates them.
"""

from __future__ import annotations

from git_session import cli
from git_session.reference import verbs as known
from git_session.reference.manual import LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.reference.verbs import Verb, Word

TEMPLATE = r"""#compdef git-session
#description @LINE@
# Made by git-session from its parsers: python -m git_session.reference

# Offers what `git session complete` knows of the kind $1: a name, a tab and what it is.
(( $+functions[__git_session_names] )) ||
__git_session_names () {
  local row expl session=${opt_args[--session]-}
  local -a names shown
  for row in ${(f)"$(git session complete $1 --session=$session 2>/dev/null)"}; do
    names+=("${row%%$'\t'*}")
    shown+=("${row/$'\t'/  -- }")
  done
  (( $#names )) || return 1
  _wanted -V $1 expl $1 compadd -l -d shown -a names
}

# Offers names of the refs below $2…
(( $+functions[__git_session_refs] )) ||
__git_session_refs () {
  local expl kind=$1
  local -a names
  shift
  names=(${(f)"$(git for-each-ref --format='%(refname:short)' $@ 2>/dev/null)"})
  (( $#names )) || return 1
  _wanted $kind expl $kind compadd -a names
}

(( $+functions[__git_session_verbs] )) ||
__git_session_verbs () {
  local -a verbs
  verbs=(
@FIRST@
  )
  _describe -t commands verb verbs
}

_git-session () {
  local curcontext=$curcontext state line ret=1
  typeset -A opt_args
  _arguments -C \
    '(- : *)'{-h,--help}'[show help]' \
    '(- : *)--version[show the version]' \
    ':verb:__git_session_verbs' \
    '*:: :->words' && ret=0
  [[ $state == words ]] || return ret
  curcontext=${curcontext%:*:*}:git-session-$words[1]:
  case $words[1] in
  (help)
    _arguments ':verb: _alternative "verbs:verb:__git_session_verbs" "topics:topic:(@TOPICS@)"' &&
      ret=0
    ;;
@VERBS@
  esac
  return ret
}

_git-session "$@"
"""
ACTIONS = {
    known.FILES: "_files",
    known.FOLDERS: "_files -/",
    known.BRANCHES: " __git_session_refs branches refs/heads",
    known.REVISIONS: " __git_session_refs revisions refs/heads refs/tags refs/remotes",
    **{kind: f" __git_session_names {kind}" for kind in known.ASKED},
}


def completion(verbs: tuple[Verb, ...]) -> str:
    """The file share/zsh/site-functions/_git-session."""
    first = [(name, verb.about) for verb in verbs for name in (verb.name, *verb.aliases)]
    names = "\n".join(f"    {_quoted(f'{name}:{about}')}" for name, about in first)
    filled = {
        "@LINE@": LINE,
        "@FIRST@": names,
        "@VERBS@": "\n".join(map(_verb, verbs)),
        "@TOPICS@": " ".join(cli.TOPICS),
    }
    text = TEMPLATE
    for mark, part in filled.items():
        text = text.replace(mark, part)
    return text


def _verb(verb: Verb) -> str:
    specs = [spec for word in verb.words for spec in _specs(word, verb)]
    lines = " \\\n".join(f"      {_quoted(spec)}" for spec in specs)
    names = "|".join((verb.name, *verb.aliases))
    return f"  ({names})\n    _arguments \\\n{lines} && ret=0\n    ;;"


def _specs(word: Word, verb: Verb) -> list[str]:
    """What _arguments wants to know of a word: one text for each of its names."""
    if not word.names:
        return [f"{'*' if word.many else '' if word.needed else ':'}:{_value(word)}"]
    return [f"{_before(word, verb)}{name}{_after(name, word)}" for name in word.names]


def _before(word: Word, verb: Verb) -> str:
    """`*` for an option that may stand again, else what it keeps away: itself and its rivals."""
    if word.many:
        return "*"
    rivals = [
        one for one in verb.options if one == word or (word.rivals and one.rivals == word.rivals)
    ]
    names = [name for one in rivals for name in one.names]
    return f"({' '.join(names)})" if len(names) > 1 else ""


def _after(name: str, word: Word) -> str:
    about = f"[{_escaped(word.help, '[]')}]"
    if not word.metavar:
        return about
    if word.optional:
        return f"=-{about}::{_value(word)}"
    return f"{'=' if name.startswith('--') else '+'}{about}:{_value(word)}"


def _value(word: Word) -> str:
    """`message:action`. Where a person only knows, nothing; and no message beside options."""
    unknown = " " if word.names else f'_guard "^-*" "{word.metavar}"'
    action = f"({' '.join(word.choices)})" if word.choices else ACTIONS.get(word.values, unknown)
    return f"{_escaped(word.metavar, ':')}:{action}"


def _escaped(text: str, letters: str) -> str:
    return "".join(f"\\{letter}" if letter in f"\\{letters}" else letter for letter in text)


def _quoted(text: str) -> str:
    """``text`` as one word of the shell."""
    return "'" + text.replace("'", "'\\''") + "'"
