"""The door to the search cache: one SQLite file in the clone's private directory.

It holds nothing that git and the files of the clone do not say as well, so it may be deleted at any
time. It knows tables and SQL, no git and no documents. Two things can be wrong with it: ``Spoilt``
(build it anew) and ``Unusable`` (locked, read-only, a full disk: work in memory).

``opening.py`` opens and closes it; what is open has five rooms: ``history`` (what commits
brought), ``changed`` (which paths they changed), ``documents`` (what the worktrees hold),
``finding`` and ``telling``. Nothing is imported here, because SQLite takes 4 ms: whoever opens a
cache asks for ``opening``.
"""
