"""The configuration of the pre-commit framework: lines go in, the same lines come out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from git_session import hookfiles
from git_session.core import precommit
from git_session.core.precommit import HOOKS, Listed, add, listed, remove
from git_session.errors import BadText, Refused

REPO = "https://example.com/git-session"
REV = "v0.1.0"
IDS = [{"id": name} for name in HOOKS]
OURS = {"repo": REPO, "rev": REV, "hooks": IDS}
MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
ENTRY = """\
  - repo: https://example.com/git-session
    rev: v0.1.0
    hooks:
      - id: git-session-check
      - id: git-session-pre-commit
      - id: git-session-commit-msg
      - id: git-session-post-commit
      - id: git-session-post-merge
      - id: git-session-post-checkout
      - id: git-session-post-rewrite
"""
# The same with the dash at the margin, as `pre-commit sample-config` writes it.
WIDE = ENTRY.replace("      - id", "    -   id").replace("  - repo:", "-   repo:")
NARROW = "".join(line[2:] for line in ENTRY.replace("      - id", "    - id").splitlines(True))


def load(text: str) -> dict[str, object]:
    loaded = YAML(typ="safe", pure=True).load(text)
    assert isinstance(loaded, dict)
    return loaded


def test_the_entry_names_every_hook_that_the_manifest_offers() -> None:
    assert [hook["id"] for hook in YAML(typ="safe").load(MANIFEST)] == list(HOOKS)
    assert precommit.STAGES == hookfiles.HOOKS


ADDED: list[tuple[str, str | None, str]] = [
    ("no file", None, f"{precommit.MADE}\nrepos:\n{ENTRY}"),
    ("an empty file", "", f"{precommit.ADDED}\nrepos:\n{ENTRY}"),
    ("a comment", "# ours\n", f"# ours\n{precommit.ADDED}\nrepos:\n{ENTRY}"),
    ("a comment without an end", "# ours", f"# ours\n{precommit.ADDED}\nrepos:\n{ENTRY[:-1]}"),
    (
        "no repos",
        "default_install_hook_types: [pre-commit, post-commit]\n",
        "default_install_hook_types: [pre-commit, post-commit]\n"
        f"{precommit.ADDED}\nrepos:\n{ENTRY}",
    ),
    (
        "the framework's sample",
        "repos:\n-   repo: local\n    hooks:\n    -   id: a\n        # - id: b\n\n# end\nci: {}\n",
        "repos:\n-   repo: local\n    hooks:\n    -   id: a\n        # - id: b\n"
        f"{WIDE}\n# end\nci: {{}}\n",
    ),
    (
        "a narrow list, hooks between brackets",
        "---\nrepos:\n- hooks: [{id: a}]  # one\n  repo: local\nx: 1",
        f"---\nrepos:\n- hooks: [{{id: a}}]  # one\n  repo: local\n"
        f"{NARROW.replace('    - id', '  - id')}x: 1",
    ),
    (
        "an indented list without a last line end",
        "repos:\n  - repo: local\n    hooks:\n      - id: a",
        f"repos:\n  - repo: local\n    hooks:\n      - id: a\n{ENTRY[:-1]}",
    ),
    (
        "carriage returns",
        "repos:\r\n  - repo: local\r\n    hooks:\r\n      - id: a\r\nx: 1\r\n",
        "repos:\r\n  - repo: local\r\n    hooks:\r\n      - id: a\r\n"
        + ENTRY.replace("\n", "\r\n")
        + "x: 1\r\n",
    ),
    (
        "a text in lines at the end",
        "repos:\n  - repo: local\n    hooks:\n      - id: a\n        x: |\n         a\n\n\n# b\n",
        "repos:\n  - repo: local\n    hooks:\n      - id: a\n        x: |\n         a\n"
        f"{ENTRY}\n\n# b\n",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in ADDED], ids=[c[0] for c in ADDED])
def test_the_entry_goes_to_the_end_and_comes_out_again(text: str | None, expected: str) -> None:
    edit = add(text, "c", REPO, REV)
    assert edit.text == expected
    assert edit.action == ("created" if text is None else "added")
    assert "repo: https" in expected.splitlines()[edit.line - 1]
    before = load(text) if text and ":" in text else {}
    assert load(expected) == {**before, "repos": [*before.get("repos", []), OURS]}  # type: ignore[misc]
    assert remove(expected, "c").text == text
    assert add(expected, "c", REPO, REV).action == "unchanged"


BRACKETS = [
    ("repos: []\n", ""),
    ("repos: [ ]  # none yet\r\n", ""),
    ("repos: [{repo: local, hooks: [{id: a}]}]", ", "),
    ("repos: [\n  {repo: local, hooks: [{id: a}]},  # one\n]\n", ", "),
    ('{"repos": [{"repo": "local", "hooks": [{"id": "a"}]}], "ci": {}}', ", "),
]


@pytest.mark.parametrize(("text", "comma"), BRACKETS)
def test_between_brackets_it_stays_between_brackets(text: str, comma: str) -> None:
    after = add(text, "c", REPO, REV).text
    assert after is not None
    before = load(text)
    assert load(after) == {**before, "repos": [*before["repos"], OURS]}  # type: ignore[misc]
    assert f"{comma}{{repo: '{REPO}'" in after
    assert remove(after, "c").text == text
    assert [hook.id for hook in listed(after)] == list(HOOKS)


@pytest.mark.parametrize(
    "repo", [REPO, "/a b/c", "git@host:x.git", "file:///x#y", "a: b", "'", "é"]
)
@pytest.mark.parametrize("rev", [REV, "1.0", "123e456", "1234567", "no", "a'b", "null"])
def test_address_and_rev_are_texts_whatever_they_look_like(repo: str, rev: str) -> None:
    for text in (None, "repos: []", "repos:\n- {repo: local, hooks: []}\n"):
        after = add(text, "c", repo, rev).text
        assert after is not None
        assert load(after)["repos"][-1] == {**OURS, "repo": repo, "rev": rev}  # type: ignore[index]
        assert remove(after, "c").text == text


OTHER = "repos:\n- repo: '{}'\n  rev: \"v0\"  # old\n  hooks: [{{id: git-session-commit-msg}}]\n"


def test_an_entry_that_is_there_gets_another_rev_and_nothing_else() -> None:
    edit = add(OTHER.format(REPO), "c", REPO, "1.0")
    assert edit.text == OTHER.format(REPO).replace('"v0"', "'1.0'")
    assert (edit.action, edit.line) == ("updated", 2)
    plain = OTHER.format(REPO).replace('"v0"', "v0")
    assert add(plain, "c", REPO, "v1").text == plain.replace("v0", "v1")


@pytest.mark.parametrize("repo", ["https://example.com/fork", "local", "."])
def test_an_entry_of_another_address_is_left(repo: str) -> None:
    text = OTHER.format(repo)
    edit = add(text, "c", REPO, REV)
    assert (edit.text, edit.action, edit.line) == (text, "unchanged", 2)


def test_what_others_run_stays_when_ours_goes() -> None:
    mine = "- repo: local\n  hooks: [{id: git-session-check}]\n"
    mixed = "- repo: x\n  hooks: [{id: git-session-check}, {id: a}]\n"
    ours = "- repo: x  # one\n  rev: 1\n  hooks:\n  - id: git-session-check\n    verbose: true\n"
    text = f"repos:\n{ours}{mine}{ours}{mixed}\n# c\n"
    edit = remove(text, "c")
    assert (edit.text, edit.action) == (f"repos:\n{mine}{mixed}\n# c\n", "removed")
    assert remove(f"repos:\n{mine}", "c").action == "unchanged"
    assert remove("", "c").action == "unchanged"


def test_a_list_that_only_we_were_in_stays_a_list() -> None:
    """Without one the framework would refuse every commit."""
    text = f"# c\nrepos:  # d\n# e\n{NARROW}x: 1\n"
    assert remove(text, "c").text == "# c\nrepos: []  # d\n# e\nx: 1\n"
    made = f"{precommit.MADE}\nrepos:\n{ENTRY}fail_fast: true\n"
    assert remove(made, "c").text == f"{precommit.MADE}\nrepos: []\nfail_fast: true\n"


FOUND = [
    ("- id: git-session-pre-commit\n", [1]),
    ("\n  -   'id' : \"git-session-check\"  # x\n", [2]),
    ("[{id: git-session-check}, {\"id\":'git-session-commit-msg'}]", [1, 1]),
    ("{name: x,id: git-session-check,x: 1}\r\n", [1]),
    ("# - id: git-session-check\nx  # id: git-session-check", []),
    ("ci: {skip: [git-session-check]}\n", []),
    ("name: git-session-check\nguid: git-session-check\n", []),
    ("id: git-session-checked\nid: my-git-session-check\nid: git-session-\n", []),
]


@pytest.mark.parametrize(("text", "lines"), FOUND)
def test_our_hooks_are_found_by_line(text: str, lines: list[int]) -> None:
    assert [hook.line for hook in listed(text)] == lines


def test_they_are_named() -> None:
    assert listed("x\n- id: git-session-check\n") == (Listed("git-session-check", 2),)


ONE = "- {repo: local, hooks: [{id: a}]}\n"
BAD: list[tuple[str, str, str]] = [
    ("no yaml", "repos:\n- a: 'x\n", "3: no YAML: found unexpected end of stream"),
    ("a tab", "repos:\n\t- a\n", "2: no YAML: found character '\\t' that cannot start any token"),
    ("two documents", f"repos:\n{ONE}---\nrepos: []\n", "3: a second document begins"),
    ("a list", "- repo: x\n", "1: is no list of keys"),
    ("a word", "repos\n", "1: is no list of keys"),
    ("nothing in repos", "x: 1\nrepos:\n", "2: `repos` is no list of entries"),
    ("an alias for repos", "x: &r []\nrepos: *r\n", "2: `repos` is no list of entries"),
    ("a tag on repos", "repos: !!python/tuple []\n", "1: `repos` is no list of entries"),
    ("repos twice", f"repos: []\nx: 1\nrepos:\n{ONE}", "3: the key `repos` stands twice"),
    ("a merge key", f"<<: *x\nrepos:\n{ONE}", "1: this key says what stands elsewhere, which"),
    ("an alias as entry", f"repos:\n{ONE}- *x\n", "3: this entry of `repos` has no keys"),
    ("an empty entry", f"repos:\n{ONE}-\n", "3: this entry of `repos` has no keys of its own"),
    ("no repo", "repos:\n- hooks: []\n", "2: this entry of `repos` names no `repo`"),
    ("an aliased repo", "repos:\n- repo: *x\n  hooks: []\n", "2: this entry of `repos` names no"),
    ("no hooks", "repos:\n- repo: x\n", "2: this entry of `repos` has no list of `hooks`"),
    ("an aliased hook", "repos:\n- repo: x\n  hooks: [*y]\n", "3: this hook has no `id`, or more"),
    ("hooks twice", "repos:\n- repo: x\n  hooks: []\n  hooks: []\n", "4: the key `hooks` stands"),
    ("an id twice", "repos:\n- repo: x\n  hooks: [{id: a, id: b}]\n", "3: this hook has no `id`"),
    ("a lone return", "repos: []\nx: 1\ry: 2\n", "2: a carriage return stands alone"),
    ("a deep nest", f"repos: []\nx: {'[' * 500}\n", "2: nested more than 32 levels deep"),
    ("a control character", "repos: []\nx: \x07\n", "2: no YAML: the character '\\x07' is not"),
    ("a long one", "#" * (precommit.LIMIT + 1), "1: is too long: at most 262144 characters"),
    ("brackets without repos", "{x: 1}\n", "1: has no `repos`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), [c[1:] for c in BAD], ids=[c[0] for c in BAD])
def test_what_would_be_a_guess_is_refused_by_line(text: str, told: str) -> None:
    with pytest.raises(BadText) as caught:
        add(text, "c.yaml", REPO, REV)
    assert str(caught.value).startswith(f"c.yaml:{told}")


def test_a_bomb_of_aliases_costs_nothing_and_stays() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
    )
    start = time.process_time()
    after = add(f"{bomb}repos: []\n", "c", REPO, REV).text
    assert after is not None
    assert remove(after, "c").text == f"{bomb}repos: []\n"
    assert time.process_time() - start < 10


UNSAFE = [
    "repos:\n- repo: x\n  hooks:\n  - id: a\n    files: |+\n      x\n\n\n",  # blank lines count
    "repos:\n- repo: x\n  hooks:\n  - id: a\n    files: |\n      x",  # it would get a line end
    "x: 1\n...\n",  # the document has ended
]


@pytest.mark.parametrize("text", UNSAFE)
def test_a_change_that_would_change_more_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="without changing something else"):
        add(text, "c", REPO, REV)


HOOK = st.sampled_from([
    "- id: a\n", "-   id: 'b'  # why\n", "- id: c\n  args: [--x, \"y\"]\n", "- {id: d}\n",
    "- id: e\n  files: |\n    x\n    # y\n", "- id: f\n  args:\n  - --z\n  # - --w\n",
    "# - id: g\n- id: h\n", "-\n  id: i\n", "- id: j\n  exclude: &k >-\n   a\n   b\n",
])  # fmt: skip
HEAD = st.sampled_from([
    "repo: local\n", "repo: https://x/y\nrev: v1\n", "repo: 'a'  # b\nrev: \"1\"\n",
    "# c\nrepo: z\n", "name: &n é\nrepo: meta\n",
])  # fmt: skip
OTHERS = st.sampled_from([
    "", "\n", "# comment\n", "ci:\n  skip: [a]\n", "fail_fast: true  # x\n\n\n",
    "default_install_hook_types: [pre-commit]\n", "exclude: |\n  (?x)^(\n    a\n  )$\n",
    "  # indented\n", "default_stages:\n- pre-commit\n", "x: {a: [1, 2]}\n",
])  # fmt: skip


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """What a person could have written."""
    dash, gap, inner = draw(st.sampled_from([0, 2, 4])), draw(st.sampled_from([2, 4])), 0
    text = "repos:" + draw(st.sampled_from(["\n", "  # all\n", "\n\n"]))
    for _ in range(draw(st.integers(1, 3))):
        inner = draw(st.sampled_from([0, 2]))
        hooks = "".join(draw(st.lists(HOOK, min_size=1, max_size=3)))
        entry = draw(HEAD) + "hooks:\n" + indented(hooks, inner)
        lines = indented(entry, dash + gap)
        text += (
            " " * dash + "-" + lines[dash + 1 :]
            if lines[dash + gap] != "#"
            else lines.replace(" " * (dash + gap), " " * dash + "-\n" + " " * (dash + gap), 1)
        )
    text = draw(OTHERS) + text + draw(OTHERS)
    text = text if draw(st.booleans()) else text.removesuffix("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.ReusedAnchorWarning")
@settings(max_examples=150, deadline=None)
@given(configurations())
def test_whatever_people_wrote_comes_back_byte_for_byte(text: str) -> None:
    try:
        after = add(text, "c", REPO, REV).text
    except BadText as error:
        assert "stands twice" in str(error)  # noqa: PT017
        return
    except Refused:  # the last line, to which a line end would be added, belongs to a text
        assert text[-1] in "xy"
        return
    assert after is not None
    before = load(text)
    assert load(after) == {**before, "repos": [*before["repos"], OURS]}  # type: ignore[misc]
    assert remove(after, "c").text == text
    again = add(after, "c", REPO, "v2")
    assert again.action == "updated"
    assert again.text == after.replace(f"rev: {REV}", "rev: v2")


@settings(max_examples=200, deadline=None)
@given(st.text("repos:\n -[]{}'\"#&*|x\t\r,i\u2028\x85\ufeff", max_size=60))
def test_no_text_ends_in_anything_but_our_own_errors(text: str) -> None:
    listed(text)
    for whole in (text, f"repos:\n- repo: x\n  hooks: []\n{text}", f"repos: [{text}]\n"):
        try:
            after = add(whole, "c", REPO, REV).text
        except Refused:
            continue
        assert after is not None
        assert remove(after, "c").text == whole
