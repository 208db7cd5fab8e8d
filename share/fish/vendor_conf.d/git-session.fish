# Made by git-session from its parsers: python -m git_session.reference

# What completes `git-session …`, where `git session …` is typed.
function __git_session_of_git
    set -l words (commandline -opc)
    set -l at (contains -i -- session $words)
    or return
    set -l rest (string escape -- $words[(math $at + 1)..])
    complete -C "git-session $rest "(commandline -ct)
end

complete -c git -f -n '__fish_git_using_command session' -a '(__git_session_of_git)'
