"""What ``git blame --porcelain`` prints, read back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git_session.core import blame
from git_session.core.blame import Line

HASHES = st.sampled_from(["a" * 40, "b" * 40, "0" * 40, "c" * 64])
TEXTS = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20)
PATHS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
ESCAPES = {"\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r"}


def quoted(path: str) -> str:
    """A path as git's quote.c writes it with core.quotePath=false."""
    out = ""
    for letter in path:
        if letter in ESCAPES:
            out += f"\\{ESCAPES[letter]}"
        elif letter in '"\\':
            out += f"\\{letter}"
        elif ord(letter) < 32 or ord(letter) == 127:
            out += f"\\{ord(letter):03o}"
        else:
            out += letter
    return path if out == path else f'"{out}"'


def octal(path: str) -> str:
    """The same with core.quotePath=true, which a person may have set for all of git."""
    return '"' + "".join(f"\\{byte:03o}" for byte in path.encode()) + '"'


@given(PATHS)
def test_a_path_comes_back_from_its_quotes(path: str) -> None:
    assert blame.unquoted(octal(path)) == path
    if not (path[0] == path[-1] == '"' and quoted(path) == path):
        assert blame.unquoted(quoted(path)) == path


@st.composite
def told_lines(draw: st.DrawFn) -> tuple[str, list[Line]]:
    """Groups of lines as git writes them: facts once for each commit, the path where it differs."""
    text, lines, told, number = "", [], set(), 0
    groups = draw(st.lists(st.tuples(HASHES, PATHS, st.lists(TEXTS, min_size=1, max_size=3))))
    several = {
        sha for sha, path, _ in groups if any((sha, path) != g[:2] for g in groups if g[0] == sha)
    }
    for sha, path, contents in groups:
        at = draw(st.integers(1, 99999))
        for offset, content in enumerate(contents):
            number += 1
            lines.append(Line(number, sha, path, at + offset))
            count = "" if offset else f" {len(contents)}"
            text += f"{sha} {at + offset} {number}{count}\n"
            if sha not in told:
                text += f"author {draw(TEXTS)}\nsummary {draw(TEXTS)}\nboundary\n"
            if not offset and (sha not in told or sha in several):
                text += f"filename {quoted(path)}\n"
            told.add(sha)
            text += f"\t{content}\n"
    return text, lines


@given(told_lines())
def test_every_line_is_found_with_its_commit_and_path(made: tuple[str, list[Line]]) -> None:
    text, lines = made
    assert blame.lines(text) == lines


def test_a_line_that_looks_like_an_answer_is_text() -> None:
    sha = "a" * 40
    text = f"{sha} 1 1 2\nfilename a\n\tfilename b\n{sha} 2 2\n\t{sha} 9 9 1\n"
    assert blame.lines(text) == [Line(1, sha, "a", 1), Line(2, sha, "a", 2)]
