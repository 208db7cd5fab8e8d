"""What a `config.yml` says, and what is wrong with one, by line."""

from __future__ import annotations

import time

import pytest
from conftest import dedent
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import repoconfig
from git_session.core.projects import Rule, Rules

WHOLE = dedent("""
    projects:
      - name: frontend
        paths: [web/**, "*.css"]
      - {name: backend, paths: api/**}
    default_project: tools
""")
AS_MAPPING = dedent("""
    # a comment
    projects:
      frontend: [web/**, "*.css"]
      backend:
        paths:
          - api/**
    default_project: 'tools'
""")


def rules(text: str) -> Rules:
    found = repoconfig.read(text, "config.yml")
    assert found.complaints == ()
    return found.rules


def complaints(text: str) -> list[str]:
    found = repoconfig.read(text, "config.yml")
    assert found.rules == Rules() or not found.grave
    return [f"{one.line}: {one.what}" for one in found.complaints]


def test_a_list_and_a_mapping_say_the_same() -> None:
    frontend, backend = rules(WHOLE).projects
    assert frontend == Rule("frontend", ("web/**", "*.css"), 2)
    assert backend == Rule("backend", ("api/**",), 4)
    assert rules(WHOLE).default == "tools"
    other = rules(AS_MAPPING)
    assert [(one.name, one.globs) for one in other.projects] == [
        (one.name, one.globs) for one in (frontend, backend)
    ]
    assert [one.line for one in other.projects] == [3, 4]
    assert other.default == "tools"
    assert other.names == ("frontend", "backend", "tools")


@pytest.mark.parametrize("text", ["", "# c\n", "projects:\ndefault_project:\n", "---\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    assert rules(text) == Rules()


def test_the_example_says_nothing_until_its_comments_are_taken_out() -> None:
    assert rules(repoconfig.EXAMPLE) == Rules()
    begins = ("# projects:", "#   ", "# default_project:")
    said = [line[2:] for line in repoconfig.EXAMPLE.splitlines() if line.startswith(begins)]
    assert rules("\n".join(said)).names == ("frontend", "backend", "tools")


def test_windows_wrote_it() -> None:
    found = repoconfig.read("\ufeff" + WHOLE.replace("\n", "\r\n") + "x: y\r\n", "config.yml")
    assert found.rules == rules(WHOLE)
    assert [one.line for one in found.complaints] == [6]


@pytest.mark.parametrize(("text", "expected"), [
    ("- a\n", "1: this is no list of keys"),
    ("projects: x\n", "1: this is no list of keys"),
    ("projects:\n  a: [x]\n  a: [y]\n", "3: the key `a` stands twice"),
    ("projects: {a: x}\nprojects: {b: x}\n", "2: the key `projects` stands twice"),
    ("projects:\n  - {name: a, paths: x}\n  - {name: A, paths: y}\n",
     "3: the project A is in line 2 too"),
    ("projects:\n  - name: a\n", "2: this project has no `paths`"),
    ("projects:\n  - paths: a\n", "2: this project has no `name`"),
    ("projects:\n  a: {}\n", "2: the project a has no `paths`"),
    ("projects:\n  a: []\n", "2: here is no glob, so nothing fits"),
    ("projects:\n  a: ['']\n", "2: here is nothing where a text should be"),
    ("projects:\n  a b: x\n", "2: `a b` cannot be a project's name"),
    ("projects:\n  ../a: x\n", "2: `../a` cannot be a project's name"),
    ("projects:\n  a: [[x]]\n", "2: here should be a text, not a list"),
    ("projects:\n  a:\n    - *css\n", "3: here should be a text, not an alias"),
    ("projects:\n  a:\n    - x\n    - !x\n", "4: here should be a text, not one with a tag"),
    ("projects:\n  a: &x y\n", "2: here should be a text, not one with an anchor"),
    ("projects: !!python/name:os.system\n  a: x\n", "1: this is no list of keys"),
    ("projects:\n  a:\n    - '!x'\n", "3: `!x` takes out what nothing took in"),
    ("projects:\n  a: 'x['\n",
     r"2: the glob `x[` has a bracket that is not closed; the character itself is written \["),
    ('projects:\n  a: "\\e[31m"\n', "2: the glob `\x1b[31m` holds a control character"),
    ("default_project: [a]\n", "1: here should be a text, not a list"),
    ("projects: {web: x}\ndefault_project: Web\n",
     "2: `default_project` names Web; the project is called web"),
    ("a: b: c\n", "1: no YAML: mapping values are not allowed here"),
    ("a: b\n---\nc: d\n", "2: a second document begins"),
    ("[" * 60_000, "1: nested more than 32 levels deep"),
    ("projects:\n  a: x\n" + "".join(f"  p{n}: [x, y]\n" for n in range(250)),
     "1: has 501 globs; at most 500 are read"),
])  # fmt: skip
def test_what_is_wrong_is_told_by_line_and_nothing_counts(text: str, expected: str) -> None:
    assert expected in complaints(text)
    assert repoconfig.read(text, "c").grave


def test_an_unknown_key_takes_nothing_away() -> None:
    found = repoconfig.read(f"redact: x\n{WHOLE}", "c")
    assert [(one.line, one.grave) for one in found.complaints] == [(1, False)]
    assert found.rules.names == ("frontend", "backend", "tools")


@pytest.mark.parametrize("text", [
    "projects: {" + "a," * 30_000 + "}",
    "projects: {" + "a: x," * 12_000 + "}",
    "projects: [" + "{}," * 20_000 + "]",
    "projects:\n" + "".join(f"  p{n}: [a/{n}]\n" for n in range(3300)),
])  # fmt: skip
def test_a_hostile_file_takes_a_moment_and_says_little(text: str) -> None:
    begun = time.process_time()
    found = repoconfig.read(text, "c")
    assert time.process_time() - begun < 10
    assert 0 < len(found.complaints) <= repoconfig.MOST


KEYS = st.sampled_from(["projects", "default_project", "name", "paths", "a", "b", ""])
VALUES = st.recursive(
    st.sampled_from(["x", "'*'", "!t", "&a b", "*a", "''", "~", "é", "[", "web/**"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=3).map(
            lambda found: "{" + ", ".join(f"{key}: {value}" for key, value in found) + "}"
        )
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=4))
def test_any_file_is_sound_or_says_why_not(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    found = repoconfig.read(text, "c")
    assert found.rules == Rules() or not found.grave
    assert all(1 <= one.line <= len(pairs) + 1 and one.what for one in found.complaints)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert repoconfig.read(text, "c") is not None
