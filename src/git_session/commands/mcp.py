"""Serve a session to an agent over MCP, on stdin and stdout.

An MCP client starts this; its tools do what log, why, resume, search,
checkpoint and close do. It needs the extra: pip install 'git-session[mcp]'
"""

from __future__ import annotations

import sys

from git_session import output
from git_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

EXAMPLE = """\
  claude mcp add git-session -- git session mcp
  codex mcp add git-session -- git session mcp
"""
NEEDED = "git session mcp needs the MCP SDK, 2.3 or newer: pip install 'git-session[mcp]'"


def options(_parser: argparse.ArgumentParser) -> None:
    """``mcp`` understands no words: the client says the rest."""


def run() -> int:
    """Serve until stdin ends; exit 1 without the extra."""
    try:
        from git_session import mcpserver  # half a second, for this verb alone
    except ImportError as missing:
        if (missing.name or "").startswith("git_session"):
            raise
        raise SessionError(NEEDED) from missing
    if sys.stdin.isatty():
        output.remark("an MCP client starts this and speaks on stdin; to end it: Ctrl-D")
    mcpserver.serve()
    return 0
