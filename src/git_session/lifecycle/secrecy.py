"""The gate that no secret passes on its way into a journal, which everybody who clones reads.

What is typed is refused at once. What stands in scratch by hand stays there until somebody takes it
out or says that it may go. What comes from elsewhere (a host's summary, a transcript, an edited
document) goes on without it. HOT: what decides quickly is ``core/secrets.py``; the rest is loaded
where that gives reason to look.
"""

from __future__ import annotations

import os

from git_session.core import secrets
from git_session.errors import Refused
from git_session.lifecycle.context import Context
from git_session.model import Block, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from git_session.core.secrets import Secret
    from git_session.store import Chunk

WORDS = {"title": "TITLE", "bullet": "-m"}
INSTEAD = "note where it is kept instead, as in: see vault: ci/deploy"


def option(parser: argparse.ArgumentParser) -> None:
    """``--allow-secret``, for verbs that note; ``cli`` asks ``refuse`` wherever a verb has it."""
    text = "note it although it looks as if it held a secret"
    parser.add_argument("--allow-secret", action="store_true", help=text)


def found(text: str) -> list[Secret]:
    """What in ``text`` looks like a secret: by our own table, and by the library if it is there."""
    if not secrets.suspicious(text):
        return []
    from git_session import detector
    from git_session.core import secretshapes

    return secretshapes.found(text, detector.found(text))


def masked(text: str) -> str:
    """``text`` without its secrets: their kind stands where they stood."""
    if not (there := found(text)):
        return text
    from git_session.core import secretshapes

    return secretshapes.masked(text, there)


def refuse(given: Mapping[str, object], way: str = "add --allow-secret") -> None:
    """``Refused`` where one of these options, by name, holds what looks like a secret.

    ``allow_secret`` among them lets all pass; ``way`` says what to do where it should.
    """
    if given.get("allow_secret"):
        return
    for name, value in given.items():
        texts = value if isinstance(value, list | tuple) else [value]
        for text in texts:
            if isinstance(text, str) and (there := found(text)):
                raise _refused(WORDS.get(name, f"--{name.replace('_', '-')}"), there[0], way)


def _refused(word: str, secret: Secret, way: str) -> Refused:
    return Refused(
        f"{word} holds what looks like a secret ({secret.kind}: {secret.shown}); nothing was noted",
        f"{INSTEAD}\nif it is none, or may be read by everybody: {way}",
    )


def released(ctx: Context, blocks: list[Block]) -> list[Block]:
    """``blocks``; after ``--allow-secret`` those with a secret say that it is allowed."""
    if not ctx.allow_secrets:
        return blocks
    return [_marked(block) if _holds(block) else block for block in blocks]


def _marked(block: Block) -> Block:
    from git_session.core import grammar

    line = grammar.bullet(secrets.ALLOW, secrets.YES[0])
    body = f"{line}\n{block.body}" if block.body else line
    return replace(block, body=grammar.normal(body))


def _holds(block: Block) -> bool:
    return not secrets.is_allowed(block) and bool(found(secrets.text_of(block)))


def free(block: Block) -> bool:
    """Whether the block may go into a journal."""
    return not (secrets.suspicious(secrets.text_of(block)) and _holds(block))


def told(ctx: Context, chunk: Chunk, block: Block) -> None:
    """Say on stderr where the secret stands that keeps ``block`` back, and what releases it.

    Where the person has taken it out of scratch, the write-ahead copy may still have it.
    """
    from git_session import output

    secret = found(secrets.text_of(block))[0]
    path, line = ctx.store.where(chunk, secret.text.split("\n", 1)[0])
    if not line:
        return
    output.remark(
        f"{os.path.relpath(path, ctx.wt.top)}:{line}: looks like a secret ({secret.kind}: "
        f"{secret.shown}), so this entry stays pending; take it out, or let it go with a line "
        f"below its heading: - {secrets.ALLOW}: {secrets.YES[0]}"
    )


def without(blocks: list[Block]) -> list[Block]:
    """``blocks`` with their secrets left out, for what nobody can be asked about."""
    return [block if free(block) else _bare(block) for block in blocks]


def _bare(block: Block) -> Block:
    from git_session.core import grammar

    title, body = masked(block.title), masked(block.body)
    # a secret may begin in the title and end in the body: then neither goes
    there = found(f"{title}\n{body}")
    if there:
        from git_session.core import secretshapes

        title, body = secretshapes.masked(title, there), secretshapes.masked(body, there)
    return grammar.made(block.when, block.kind, title, block.author, body, block.agent)
