"""What a prompt wants: whole words, and silence for all that wants nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import intent

GO_ON = [
    "continue",
    "Continue.",
    "please continue with the plan",
    "OK, go on!",
    "resume",
    "Let's carry on",
    "let’s keep going",
    "Hi! Where were we?",
    "so, where did we leave off yesterday",
    "catch me up on this branch please, I was away for a week and remember nothing",
]
SAVE = [
    "Save my work",
    "ok, commit and push",
    "please save the session and continue",
    "End session.",
    "record what we did, then stop",
    "let's wrap up",
]
NOTHING = [
    "",
    "the service was discontinued",
    "open resume.pdf",
    "mango only",
    "resume.pdf",
    "continue is a keyword of Python, explain what it does in a nested loop please",
    "add a resume button to the player",
    "why does the loop not continue",
    "a session that ends",
    "save my workbook",
    "commit-and-push is a script",
    "what is a wrapper",
    "go online",
]


@pytest.mark.parametrize("prompt", GO_ON)
def test_words_that_want_to_go_on(prompt: str) -> None:
    assert intent.of(prompt) == intent.GO_ON


@pytest.mark.parametrize("prompt", SAVE)
def test_words_that_want_to_save(prompt: str) -> None:
    assert intent.of(prompt) == intent.SAVE


@pytest.mark.parametrize("prompt", NOTHING)
def test_words_that_want_nothing(prompt: str) -> None:
    assert intent.of(prompt) == ""


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_has_an_intent_or_none(prompt: str) -> None:
    assert intent.of(prompt) in ("", intent.GO_ON, intent.SAVE)


@given(st.sampled_from([*GO_ON, *SAVE, *NOTHING]), st.sampled_from(["\n", "  ", "\t"]))
def test_blanks_and_case_do_not_matter(prompt: str, blank: str) -> None:
    assert intent.of(prompt.upper().replace(" ", blank)) == intent.of(prompt)
