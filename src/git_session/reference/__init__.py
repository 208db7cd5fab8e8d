"""What the parsers and the settings say, in the forms that other programs read.

Manual pages, completion for three shells, docs/configuration.md: all made from the parsers that
`-h` prints and from the table of settings. They are committed; a test compares.
`python -m git_session.reference` writes them anew.
"""

from __future__ import annotations

from git_session.reference import bash, fish, manual, settings, verbs, zsh


def files() -> dict[str, str]:
    """Every generated file: its path in the project, and its text."""
    found = verbs.read()
    pages = {f"share/man/man1/{name}.1": text for name, text in manual.pages(found).items()}
    return {
        **pages,
        "share/bash-completion/completions/git-session": bash.completion(found),
        "share/zsh/site-functions/_git-session": zsh.completion(found),
        "share/fish/vendor_completions.d/git-session.fish": fish.completion(found),
        "share/fish/vendor_conf.d/git-session.fish": fish.OF_GIT,
        "docs/configuration.md": settings.markdown(),
    }
