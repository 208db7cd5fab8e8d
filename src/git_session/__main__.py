"""``python -m git_session``: the same as ``git session``."""

from git_session.entry import main

raise SystemExit(main())
