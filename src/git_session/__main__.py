"""``python -m git_session``: the same as ``git session``."""

from git_session.cli import main

raise SystemExit(main())
