# Sourced by the shims beside it, inside git's own hook process: functions only, no `exit`, safe
# under `set -eu`, POSIX sh. Every name begins with git_session_, for what comes after is the
# user's own hook. Where there is no session nothing is forked: builtins alone decide.
#
# Hooks run in the worktree's top. GIT_DIR is unset in the main worktree, absolute elsewhere, and
# right after `git worktree add` unset although .git is a file (git 2.39 to 2.55).

git_session_find_git_dir() {
    git_session_git_dir=${GIT_DIR:-.git}
    [ -f "$git_session_git_dir" ] || return 0
    git_session_line=
    read -r git_session_line <"$git_session_git_dir" || :
    git_session_git_dir=${git_session_line#gitdir: }
}

# Where sessions are kept, relative to the top: the store writes it down for the whole clone where
# session.dir says something else. A linked worktree's git directory names the clone's.
git_session_find_folder() {
    git_session_folder=.sessions
    git_session_common=$git_session_git_dir
    if [ -r "$git_session_git_dir/commondir" ]; then
        IFS= read -r git_session_common <"$git_session_git_dir/commondir" || :
        case $git_session_common in
        /* | ?:*) ;;
        *) git_session_common=$git_session_git_dir/$git_session_common ;;
        esac
    fi
    [ ! -r "$git_session_common/git-session/folder" ] ||
        IFS= read -r git_session_folder <"$git_session_common/git-session/folder" || :
}

# A rebase, cherry-pick, revert or bisect is under way: its end, or the next command, settles all.
git_session_busy() {
    git_session_rebasing || [ -e "$git_session_git_dir/sequencer" ] ||
        [ -e "$git_session_git_dir/CHERRY_PICK_HEAD" ] || [ -e "$git_session_git_dir/REVERT_HEAD" ]
}

git_session_rebasing() {
    [ -e "$git_session_git_dir/rebase-merge" ] || [ -e "$git_session_git_dir/rebase-apply" ] ||
        [ -e "$git_session_git_dir/BISECT_LOG" ]
}

# In post-commit: the commit just made is not the last one. A pick that succeeded still looks like
# one under way, for git takes it off its list when the next one begins.
git_session_more_to_come() {
    git_session_rebasing && return 0
    [ -r "$git_session_git_dir/sequencer/todo" ] || return 1
    { read -r git_session_line && read -r git_session_line; } <"$git_session_git_dir/sequencer/todo"
}

git_session_any_exists() {
    for git_session_file do
        [ -e "$git_session_file" ] && return 0
    done
    return 1
}

git_session_present() {
    git_session_own=$git_session_git_dir/git-session
    git_session_find_folder
    [ -d "$git_session_folder" ] || [ -d "$git_session_own" ] || return 1
    case $- in *f*) return 0 ;; esac # a hook under `sh -f`: without globs only Python can tell
    git_session_any_exists "$git_session_own/pointer" "$git_session_own/staged" \
        "$git_session_folder"/active/*.md "$git_session_folder"/tmp/*.md \
        "$git_session_folder"/tmp/*/*.md "$git_session_own"/scratch/*/* && return 0
    # what a pull brings may concern a session that was over
    [ "$git_session_name" = post-merge ] && git_session_any_exists "$git_session_folder"/archive/*.md
}

# Whether somebody edited the session's document since we wrote it and then its copy.
git_session_edited() {
    git_session_stem= git_session_rest=
    read -r git_session_stem git_session_rest 2>/dev/null <"$git_session_own/pointer" || return 1
    [ "$git_session_folder/active/$git_session_stem.md" -nt "$git_session_own/documents/$git_session_stem.md" ]
}

# Nothing unread and HEAD where we left it: what pre-commit would do is nothing. The store writes
# the two files: `offsets` begins with the bytes it has seen, `settled` with HEAD's hash.
git_session_settled() {
    [ -r "$git_session_own/offsets" ] && [ -r "$git_session_own/settled" ] || return 1
    [ ! -e "$git_session_own/staged" ] && [ ! -e "$git_session_own/owed" ] || return 1
    ! git_session_edited || return 1
    case $- in *f*) return 1 ;; esac
    git_session_seen= git_session_head= git_session_rest=
    read -r git_session_seen <"$git_session_own/offsets" || :
    read -r git_session_head git_session_rest <"$git_session_own/settled" || :
    # /dev/null: without a single file cat would wait for the terminal. wc pads on some systems.
    git_session_bytes=$(cat /dev/null "$git_session_folder"/tmp/*.md \
        "$git_session_folder"/tmp/*/*.md "$git_session_own"/scratch/*/* 2>/dev/null | wc -c) ||
        return 1
    [ "$((git_session_bytes))" = "$git_session_seen" ] || return 1
    [ "$(git rev-parse -q --verify HEAD)" = "$git_session_head" ]
}

# Three hooks make one commit; one line about it is enough, from a hook that always runs.
git_session_say() {
    case $git_session_name in
    post-commit | post-merge | post-checkout) printf 'session: %s\n' "$1" >&2 ;;
    esac
}

# Runs Python for the hook $1 with the hook's own arguments; whatever happens, git goes on.
git_session_start() {
    git_session_script=$git_session_shims/../hooks/run.py # as installed, else as in a clone
    [ -r "$git_session_script" ] ||
        git_session_script=$git_session_shims/../src/git_session/hooks/run.py
    if [ -x "${git_session_python-}" ] && [ -r "$git_session_script" ]; then
        "$git_session_python" -IS "$git_session_script" "$@" ||
            git_session_say "nothing was recorded: $git_session_python failed; run \`git session install\` again"
    elif command -v git-session >/dev/null 2>&1; then
        git-session hook "$@" ||
            git_session_say 'nothing was recorded: the git-session on PATH failed; install it again'
    else
        git_session_say "nothing was recorded: ${git_session_python:-git-session} is gone; install git-session, then run \`git session install\`"
    fi
    return 0
}

# True if the hook $1 has something to do here; the rest are the hook's own arguments.
git_session_wanted() {
    git_session_name=$1
    git_session_find_git_dir
    git_session_present || return 1
    case "$1 ${2-}" in
    'post-rewrite rebase') ;; # its end, at which rebase-merge still stands; a fixup is an amend
    'post-commit '*) ! git_session_more_to_come ;;
    *) ! git_session_busy ;;
    esac
}

git_session_hook() {
    git_session_wanted "$@" || return 0
    git_session_start "$@"
}
