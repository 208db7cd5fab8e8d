"""`python -m git_session.reference`, in a clone: write every generated file anew."""

from __future__ import annotations

import sys
from pathlib import Path

from git_session import output, reference
from git_session.errors import EXIT_REFUSED


def main() -> int:
    """Write what differs, and remove manual pages of verbs that are gone; says which."""
    top = Path(__file__).resolve().parents[3]
    if not (top / "pyproject.toml").exists():
        output.remark(f"{top}: is no clone of git-session, so there is nothing to write")
        return EXIT_REFUSED
    made = reference.files()
    for path in sorted((top / "share/man/man1").glob("*.1")):
        if path.relative_to(top).as_posix() not in made:
            path.unlink()
            output.say(f"deleted {path.relative_to(top)}")
    for name, text in made.items():
        path = top / name
        if not path.exists() or path.read_bytes() != text.encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            output.say(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
