"""What a person's prompt wants of the session, by whole words: 'discontinued' wants nothing."""

from __future__ import annotations

GO_ON = "go-on"
SAVE = "save"

# Anywhere in a prompt.
PHRASES = {
    GO_ON: (
        "where were we",
        "where was i",
        "where we left off",
        "where i left off",
        "where you left off",
        "where did we leave off",
        "where did we stop",
        "what were we doing",
        "what was i doing",
        "what was i working on",
        "what were we working on",
        "pick up where",
        "continue the session",
        "continue our session",
        "resume the session",
        "resume our session",
        "continue from yesterday",
        "catch me up",
        "bring me up to speed",
    ),
    SAVE: (
        "save my work",
        "save our work",
        "save the work",
        "save session",
        "save the session",
        "save this session",
        "save my progress",
        "save our progress",
        "save progress",
        "log session",
        "log the session",
        "log this session",
        "end session",
        "end the session",
        "end this session",
        "record what we did",
        "record what you did",
        "write down what we did",
        "commit and push",
        "commit my work",
        "commit our work",
        "wrap up",
    ),
}
# Only where a prompt begins with them and says little more.
OPENINGS = ("continue", "resume", "go on", "carry on", "keep going", "proceed", "go ahead")
FILLERS = frozenset(("please", "ok", "okay", "now", "so", "and", "let's", "lets", "hi", "hello"))
SHORT = 4  # words that may follow an opening
LONGEST = 2_000  # characters looked at: beyond that a prompt is a pasted text
MARKS = ".,;:!?\"'()[]{}<>*_`…“”‘’"


def of(prompt: str) -> str:
    """``GO_ON``, ``SAVE`` or ""; what is to be saved is never only to be gone on with."""
    words = _words(prompt[:LONGEST])
    text = f" {' '.join(words)} "
    for intent in (SAVE, GO_ON):
        if any(f" {phrase} " in text for phrase in PHRASES[intent]):
            return intent
    return GO_ON if _opens(words) else ""


def _words(prompt: str) -> list[str]:
    """The words of a prompt; what blanks do not part (``resume.pdf``) is one word."""
    bare = (word.strip(MARKS) for word in prompt.casefold().replace("’", "'").split())
    return [word for word in bare if word]


def _opens(words: list[str]) -> bool:
    while words and words[0] in FILLERS:
        words = words[1:]
    for opening in OPENINGS:
        count = opening.count(" ") + 1
        if words[:count] == opening.split(" "):
            return len(words) - count <= SHORT
    return False
