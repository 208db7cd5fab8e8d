"""Settings, and who is asking and when."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from git_session import clock, config, git
from git_session.config import Settings
from git_session.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

SEALED = Settings(user_email="alice@example.com", default_branch="main")


def read(repo: Repo) -> Settings:
    return config.read(git.worktree(str(repo.top)))


def test_without_settings_nothing_is_decided(repo: Repo) -> None:
    assert read(repo) == SEALED


def test_every_setting_is_read_and_the_last_value_wins(repo: Repo, home: Path) -> None:
    for name, value in {
        "session.share": "no",
        "session.trailer": "0",
        "session.autoInit": "off",
        "session.timezone": "Europe/Berlin",
        "session.base": "origin/develop",
        "session.user": "a\nb",
        "session.client": "other",
        "github.user": "alice-hub",
        "core.commentChar": ";",
        "commit.template": "~/template",
        "commit.cleanup": "scissors",
    }.items():
        repo.config(name, value)
    with (home / ".gitconfig").open("a") as file:
        file.write("[session]\n\tshare = true\n\tbase = main\n\tsomethingElse = 1\n")
    assert read(repo) == Settings(
        share=False,
        trailer=False,
        timezone="Europe/Berlin",
        base="origin/develop",
        auto_init=False,
        user="a\nb",
        client="other",
        user_email="alice@example.com",
        github_user="alice-hub",
        comment_char=";",
        template="~/template",
        cleanup="scissors",
        default_branch="main",
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("share = true", True),
        ("share = YES", True),
        ("share = On", True),
        ("share = 2", True),
        ("share = -1", True),
        ("share", True),
        ("share = false", False),
        ("share = no", False),
        ("share = off", False),
        ("share = 0", False),
        ("share =", False),
    ],
)
def test_gits_words_for_yes_and_no(repo: Repo, written: str, meant: bool) -> None:
    repo.append(".git/config", f"[session]\n\t{written}\n")
    assert read(repo).share is meant


def test_what_is_neither_yes_nor_no_is_refused(repo: Repo) -> None:
    repo.config("session.share", "maybe")
    with pytest.raises(Refused, match=r"session\.share is 'maybe'") as caught:
        read(repo)
    assert "git config session.share" in caught.value.hint


def test_a_setting_of_the_command_line_counts(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'session.share'='true'")
    assert read(repo).share is True


def test_the_comment_character_auto_is_for_each_message_to_tell(repo: Repo) -> None:
    repo.config("core.commentChar", "auto")
    assert read(repo).comment_char == "auto"


def test_settings_of_this_clone_are_written_and_taken_out(repo: Repo) -> None:
    wt = git.worktree(str(repo.top))
    for value in ("false", "true"):
        config.set_local(wt, "session.share", value)
    assert repo.git("config", "--local", "--get-all", "session.share").out == "true\n"
    for _ in range(2):
        config.unset_local(wt, "session.share")
    assert read(repo) == SEALED


class TestNow:
    def test_the_environment_stands_in_for_the_clock(self) -> None:
        when = clock.now(Settings())
        assert when.isoformat() == "2026-01-15T14:30:00+01:00"

    @pytest.mark.parametrize(
        ("zone", "shown"),
        [
            ("America/New_York", "2026-01-15T08:30:00-05:00"),
            ("UTC", "2026-01-15T13:30:00+00:00"),
        ],
    )
    def test_the_configured_zone_is_shown(self, zone: str, shown: str) -> None:
        assert clock.now(Settings(timezone=zone)).isoformat() == shown

    def test_the_clock_is_read_in_whole_seconds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GIT_SESSION_NOW")
        when = clock.now(Settings())
        assert abs(when - datetime.now(UTC)) < timedelta(minutes=1)
        assert when.microsecond == 0

    def test_an_unknown_zone_is_refused(self) -> None:
        with pytest.raises(Refused, match=r"session\.timezone.*Mars"):
            clock.now(Settings(timezone="Mars/Olympus"))

    def test_a_broken_moment_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GIT_SESSION_NOW", "yesterday")
        with pytest.raises(Refused, match="GIT_SESSION_NOW is 'yesterday'"):
            clock.now(Settings())


@pytest.mark.parametrize(
    ("settings", "environ", "handle"),
    [
        (Settings(user="Ally B", github_user="x", user_email="y@z"), {}, "ally-b"),
        (Settings(github_user="alice-hub", user_email="y@z"), {}, "alice-hub"),
        (Settings(user_email="123+alice@users.noreply.github.com"), {}, "alice"),
        (Settings(user_email="alice@work"), {"GIT_AUTHOR_EMAIL": "bob@work"}, "alice"),
        (Settings(), {"GIT_AUTHOR_EMAIL": "bob@work", "USER": "root"}, "bob"),
        (Settings(), {"USERNAME": "carol"}, "carol"),
        (Settings(), {}, "unknown"),
    ],
)
def test_the_author_is_a_handle(settings: Settings, environ: dict[str, str], handle: str) -> None:
    assert config.author(settings, environ) == handle


@pytest.mark.parametrize(
    ("environ", "client", "agent"),
    [
        ({}, "", ""),
        ({"CLAUDECODE": "1", "AI_AGENT": "x"}, "claude-code", ""),
        ({"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "abc"}, "claude-code", "abc"),
        ({"CODEX_THREAD_ID": "t"}, "codex", "t"),
        ({"CODEX_THREAD_ID": "t", "CODEX_SESSION_ID": "s"}, "codex", "s"),
        ({"COPILOT_AGENT_SESSION_ID": "c"}, "copilot", "c"),
        ({"GEMINI_CLI": "1"}, "gemini", ""),
        ({"OPENCODE": "1"}, "opencode", ""),
        ({"CURSOR_AGENT": "1"}, "cursor", ""),
        ({"AI_AGENT": "new"}, "other", ""),
        ({"CLAUDE_PROJECT_DIR": "/x", "CLAUDECODE": ""}, "", ""),
    ],
)
def test_agents_are_known_by_the_environment(
    environ: dict[str, str], client: str, agent: str
) -> None:
    assert config.client(Settings(), environ) == client
    assert config.agent_id(environ) == agent


def test_a_client_that_is_set_needs_no_guess() -> None:
    assert config.client(Settings(client="codex"), {"GEMINI_CLI": "1"}) == "codex"


def test_the_sealed_home_has_no_agent() -> None:
    assert config.agent_id(os.environ) == config.client(Settings(), os.environ) == ""
