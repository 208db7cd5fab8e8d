"""Reminders grow quieter, and never come where notes flow or nothing changed."""

from __future__ import annotations

import pytest

from git_session.core import reminder
from git_session.core.reminder import LIGHT, SILENCE, STRONG, Silence


@pytest.mark.parametrize(
    ("silence", "strength"),
    [
        (Silence(SILENCE, changed=True, ever=False), STRONG),
        (Silence(SILENCE, changed=True, ever=True), LIGHT),
        (Silence(SILENCE - 1, changed=True, ever=False), ""),
        (Silence(SILENCE * 9, changed=False, ever=False), ""),
        (Silence(SILENCE * 9, changed=True, ever=False, since=1), ""),
        (Silence(SILENCE * 9, changed=True, ever=False, since=reminder.AGAIN), LIGHT),
        (Silence(SILENCE * 9, changed=True, ever=True, since=reminder.AGAIN - 1), ""),
    ],
)
def test_when_a_reminder_is_due(silence: Silence, strength: str) -> None:
    assert reminder.due(silence) == strength


def test_what_it_says() -> None:
    assert reminder.text("", 30) == ""
    assert reminder.text(LIGHT, 30) == 'Nothing noted for 30 minutes: git session log "…"'
    strong = reminder.text(STRONG, 30)
    assert "nothing was noted for 30 minutes" in strong
    assert "git session log --decision" in strong
