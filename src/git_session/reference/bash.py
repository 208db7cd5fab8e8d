"""Completion for bash: a file `git-session` that git's own completion finds and calls.

Names of sessions and texts of steps come from a repository and may be anything. They are read
into variables line by line, compared as texts and handed back quoted; nothing evaluates them.
"""

from __future__ import annotations

from git_session import cli

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git_session.reference.verbs import Verb, Word

# Bash 3.2 (macOS) has no `compopt` and no associative arrays; git's completion does without too.
# git sets for the functions it calls: words, cword, __git_cmd_idx.
TEMPLATE = r"""# Made by git-session from its parsers: python -m git_session.reference
# shellcheck shell=bash
#
# Completes `git session` through git's own completion, and `git-session` without it.

# What the verb $1 knows: its options, and what its words that stand by themselves are.
__git_session_verb ()
{
	_gs_options='' _gs_kind=''
	case "$1" in
@VERBS@
	esac
}

# What the value of the option $2 of the verb $1 is; fails for one that takes none. One that may
# go without is named with its = here.
__git_session_value ()
{
	_gs_kind=''
	case "$1 $2" in
@VALUES@
	*) return 1 ;;
	esac
}

# Offers the word $1, quoted as was begun, if what was typed is its beginning.
__git_session_offer ()
{
	local quoted
	case "$_gs_cur" in
	\"*)
		# between these quotes ! means history, and no sign takes that away
		[[ $1 != *!* ]] || return 0
		quoted=${1//\\/\\\\}
		quoted=${quoted//\"/\\\"}
		quoted=${quoted//\$/\\\$}
		quoted=\"${quoted//\`/\\\`}
		;;
	\'*)
		quoted=\'${1//\'/\'\\\'\'}
		;;
	*)
		printf -v quoted %q "$1"
		;;
	esac
	case "$quoted" in
	"$_gs_cur"*) ;;
	*) return 0 ;;
	esac
	case "$_gs_cur" in
	[\"\']*)
		COMPREPLY[${#COMPREPLY[@]}]=${quoted:1} # readline keeps the quote and closes it
		;;
	*)
		quoted="$_gs_option$quoted "
		COMPREPLY[${#COMPREPLY[@]}]=${quoted#"$_gs_before"}
		;;
	esac
}

# Offers every line of stdin up to its first tab; behind that stands what it is.
__git_session_offer_lines ()
{
	local line
	while IFS= read -r line; do
		__git_session_offer "${line%%$'\t'*}"
	done
}

# Asks git where the command line says (-C, --git-dir).
__git_session_git ()
{
	if [ -n "${__git_cmd_idx-}" ] && declare -F __git >/dev/null; then
		__git "$@"
	else
		git "$@"
	fi 2>/dev/null
}

# Offers what is of the kind $1, in the session $2 if one was named.
__git_session_offer_kind ()
{
	local choice refs='--format=%(refname:short)'
	case "$1" in
	files | folders)
		# nothing of ours, so that bash completes names of files by itself
		compopt -o filenames +o nospace 2>/dev/null || :
		;;
	sessions)
		__git_session_offer_lines < <(__git_session_git session complete sessions)
		;;
	steps | blockers)
		__git_session_offer_lines < <(__git_session_git session complete "$1" --session="$2")
		;;
	branches)
		__git_session_offer_lines < <(__git_session_git for-each-ref "$refs" refs/heads)
		;;
	revisions)
		__git_session_offer_lines < <(
			__git_session_git for-each-ref "$refs" refs/heads refs/tags refs/remotes
		)
		;;
	*)
		for choice in $1; do
			__git_session_offer "$choice"
		done
		;;
	esac
}

# The value of an option, $1 being what stands before it in the same word: `--done=` or nothing.
# Readline breaks words at : and = and replaces what stands behind the last of them.
__git_session_begin ()
{
	local at
	_gs_option=$1 _gs_before=''
	for ((at = ${#_gs_cur}; at > 0; at--)); do
		case "${_gs_cur:at-1:1}" in
		[:=])
			case "$COMP_WORDBREAKS" in
			*"${_gs_cur:at-1:1}"*)
				_gs_before=${_gs_cur:0:at}
				break
				;;
			esac
			;;
		esac
	done
	_gs_cur=${_gs_cur#"$1"}
}

# The session that the words behind the verb (the $1 th) name, "" for none.
__git_session_named ()
{
	local at
	_gs_session=''
	for ((at = $1 + 1; at < _gs_at; at++)); do
		case "${_gs_words[at]}" in
		--session=*) _gs_session=${_gs_words[at]#*=} ;;
		--session) _gs_session=${_gs_words[at + 1]-} ;;
		esac
	done
}

# Completes the word $_gs_at of $_gs_words; the verb is the $1 th of them.
__git_session_complete ()
{
	local _gs_cur=${_gs_words[_gs_at]-} _gs_options _gs_kind _gs_option _gs_before _gs_session
	local verb=${_gs_words[$1]-} before=''
	if [ "$_gs_at" -le "$1" ]; then
		__git_session_begin ''
		__git_session_offer_kind '@FIRST@'
		return
	fi
	case "$verb" in
@ALIASES@
	esac
	__git_session_named "$1"
	[ "$((_gs_at - 1))" -le "$1" ] || before=${_gs_words[_gs_at - 1]}
	if __git_session_value "$verb" "$before"; then
		__git_session_begin ''
	elif [[ $_gs_cur == --*=* ]]; then
		__git_session_value "$verb" "${_gs_cur%%=*}" ||
			__git_session_value "$verb" "${_gs_cur%%=*}=" || return 0
		__git_session_begin "${_gs_cur%%=*}="
	else
		__git_session_verb "$verb"
		__git_session_begin ''
		[[ $_gs_cur != -* ]] || _gs_kind=$_gs_options
	fi
	__git_session_offer_kind "$_gs_kind" "$_gs_session"
}

# Called by git's completion.
_git_session ()
{
	# shellcheck disable=SC2154 # git's completion sets them
	local _gs_words _gs_at=$cword at=${__git_cmd_idx-}
	_gs_words=("${words[@]}")
	if [ -z "$at" ]; then # git before 2.30
		for ((at = 1; at < _gs_at; at++)); do
			[ "${words[at]}" != session ] || break
		done
	fi
	__git_session_complete "$((at + 1))"
}

# Called by bash for `git-session`; puts together what readline broke at : and =.
__git_session_alone ()
{
	local _gs_words _gs_at=-1 __git_cmd_idx='' word glued=''
	_gs_words=()
	for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
		case "$word" in
		'')
			[[ ${COMP_LINE:0:COMP_POINT} != *[[:space:]] ]] || glued=''
			;;
		*[!:=]*) ;;
		*)
			glued=1
			_gs_words[_gs_at]+=$word
			continue
			;;
		esac
		[ -n "$glued" ] || _gs_at=$((_gs_at + 1))
		_gs_words[_gs_at]+=$word
		glued=''
	done
	COMPREPLY=()
	__git_session_complete 1
}

complete -o bashdefault -o default -o nospace -F __git_session_alone git-session
"""


def completion(verbs: tuple[Verb, ...]) -> str:
    """The file share/bash-completion/completions/git-session."""
    names = [name for verb in verbs for name in (verb.name, *verb.aliases)]
    filled = {
        "@VERBS@": "\n".join(
            [*map(_verb, verbs), _case("help", "", " ".join([*names, *cli.TOPICS]))]
        ),
        "@VALUES@": "\n".join(filter(None, map(_values, verbs))),
        "@ALIASES@": _aliases(),
        "@FIRST@": " ".join([*names, "help", "-h", "--help", "--version"]),
    }
    text = TEMPLATE
    for mark, part in filled.items():
        text = text.replace(mark, part)
    return text


def _aliases() -> str:
    return "\n".join(f"\t{alias}) verb={verb} ;;" for alias, verb in cli.ALIASES.items())


def _verb(verb: Verb) -> str:
    options = " ".join(name for word in verb.options for name in word.names)
    kind = next(filter(None, map(_kind, verb.plain)), "")
    return _case(verb.name, options, kind)


def _case(name: str, options: str, kind: str) -> str:
    return f"\t{name})\n\t\t_gs_options='{options}'\n\t\t_gs_kind='{kind}'\n\t\t;;"


def _values(verb: Verb) -> str:
    """Cases for the options of a verb that take a value; those of one kind in one case."""
    kinds: dict[str, list[str]] = {}
    for word in verb.options:
        if word.metavar:
            end = "=" if word.optional else ""
            names = [f"'{verb.name} {name}{end}'" for name in word.names]
            kinds.setdefault(_kind(word), []).extend(names)
    return "\n".join(f"\t{' | '.join(names)}) {_set(kind)};;" for kind, names in kinds.items())


def _set(kind: str) -> str:
    return f"_gs_kind='{kind}' " if kind else ""


def _kind(word: Word) -> str:
    """What a value is: words to choose from, or a kind that the script knows."""
    return " ".join(word.choices) or word.values
