"""One host of coding agents per file: what it sends becomes an ``Event``, what we say its JSON.

An adapter only translates. It has ``CLIENT`` (what the journal calls the host), ``SHOWS_ID``
(whether a git hook of a commit finds the conversation's id in its environment), ``read(word,
payload)``, which returns None where there is nothing to tell, and ``say(word, text)``, which
returns all that is printed: "" where the host would not take it.
"""

from __future__ import annotations

HOSTS = ("claude", "codex", "gemini", "copilot", "opencode", "cursor")
