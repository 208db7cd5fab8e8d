"""What is read of a payload, whatever stands in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git_session.agents import gemini
from git_session.core import payload
from git_session.core.event import CREATED, DELETED, MODIFIED, PROMPT, Touched

MARKS = st.sampled_from([*payload.PATCHED, "", "+", "*** Begin Patch"])
PATCHES = st.lists(st.tuples(MARKS, st.text()).map("".join)).map("\n".join)
NAMES = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=9)
VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())


@given(PATCHES)
def test_any_patch_is_read_and_names_each_file_once_an_action(patch: str) -> None:
    found = payload.patched(patch)
    assert len(found) == len(set(found)) <= payload.FILES
    assert all(one.path.strip() == one.path for one in found)
    assert all(0 < len(one.path) <= payload.PATH for one in found)


@given(NAMES, NAMES)
def test_what_is_moved_is_gone_where_it_was(old: str, new: str) -> None:
    patch = f"*** Update File: {old}\n*** Move to: {new}\n@@\n-a\n+b\n*** Update File: other/\n"
    assert payload.patched(patch) == (
        Touched(old, DELETED),
        Touched(new, CREATED),
        Touched("other/", MODIFIED),
    )


@given(st.dictionaries(st.sampled_from(["a", "b"]), VALUES))
def test_a_text_is_the_first_that_says_something(given_: dict[str, object]) -> None:
    said = payload.text(given_, "a", "b", limit=5)
    texts = [given_.get(key) for key in ("a", "b")]
    wanted = [value for value in texts if isinstance(value, str) and value]
    assert said == (wanted[0][:5] if wanted else "")


@given(st.text(), st.text().filter(lambda text: not text.startswith("<hook_context>")))
def test_gemini_puts_what_a_start_was_told_ahead_of_the_prompt(context: str, typed: str) -> None:
    context = context.replace("<", "&lt;").replace(">", "&gt;")  # as the host does
    prompt = f"<hook_context>{context}</hook_context>\n\n{typed}"
    told = gemini.read(PROMPT, {"prompt": prompt})
    assert told is not None
    if len(prompt) <= payload.TEXT:
        assert told.prompt == typed.lstrip()
