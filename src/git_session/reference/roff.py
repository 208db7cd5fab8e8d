"""Text as roff, the language of manual pages (man(7)), that groff and mandoc read alike."""

from __future__ import annotations

# Left as they are, these would be a command, an escape or another letter on some device.
_LETTERS = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
    '"': r"\(dq",
}


def plain(text: str) -> str:
    """``text`` as it is, on one line: nothing in it is a command."""
    line = "".join(_letter(letter) for letter in text)
    return rf"\&{line}" if line.startswith(".") else line


def _letter(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter.isascii():
        return letter if letter.isprintable() else " "
    return rf"\[u{ord(letter):04X}]"


def bold(text: str) -> str:
    """To be typed as it stands."""
    return rf"\fB{plain(text)}\fR"


def italic(text: str) -> str:
    """To be replaced by something of one's own."""
    return rf"\fI{plain(text)}\fR"


def marked(text: str) -> str:
    """``text`` with what stands between backticks in bold; a lone backtick is itself."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    line = "".join(bold(part) if at % 2 else _inner(part) for at, part in enumerate(parts) if part)
    return rf"\&{line}" if line.startswith(".") else line


def _inner(text: str) -> str:
    return plain(text).removeprefix(r"\&")


def section(title: str) -> str:
    """A heading."""
    return f".SH {plain(title)}\n"


def item(tag: str, text: str) -> str:
    """A paragraph with a hanging tag; ``tag`` is roff already, ``text`` is marked."""
    return f".TP\n{tag}\n{marked(text)}\n" if text else f".TP\n{tag}\n\\&\n"


def paragraphs(text: str) -> str:
    """``text``, whose paragraphs stand between empty lines."""
    parts = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    return "".join(f".PP\n{marked(part)}\n" for part in parts).removeprefix(".PP\n")


def example(text: str) -> str:
    """Lines as they are, two columns in; a remark at the end of one stands above it.

    Elsewhere text begins at the eighth column: too far in for a command of 76.
    """
    rows = [row for line in text.rstrip("\n").split("\n") for row in _remark_first(line)]
    lines = "".join(f"{plain(row) or '.sp'}\n" for row in rows)
    return f".RS -5\n.nf\n{lines}.fi\n.RE\n"


def _remark_first(line: str) -> list[str]:
    command, mark, remark = line.rpartition(" # ")
    return [f"# {remark}", command.rstrip()] if mark else [line]
