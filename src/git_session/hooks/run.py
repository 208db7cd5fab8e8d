"""The script that the shell hooks start: ``python -IS .../git_session/hooks/run.py NAME [ARG]...``

Without ``site`` Python is up in three quarters of the time, so this finds the package by its own
place. A script is compiled at every start, therefore all the rest stands in ``guard.py``.
"""

if __name__ == "__main__":  # pragma: no cover - coverage.py starts later, inside of guard.main
    import gc
    import os
    import sys

    gc.disable()  # nothing lives long enough to be collected, and looking costs a millisecond
    # at the end: no stray file beside the package can stand in for the standard library
    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    from git_session import guard

    guard.main(sys.argv[1:])
    guard.leave()
