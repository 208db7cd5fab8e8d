"""How our hooks come into a clone and leave it: one plan, made by reading, for both ways.

A *placement* says where our hooks stand, or could stand, in this clone: git's config, a directory
of hook files, husky, lefthook, the pre-commit framework. One is chosen (`plan.py`); what puts our
lines there and takes them from everywhere else is a list of edits.
"""

from git_session.lifecycle.installing.plan import Plan, running, to_install, to_uninstall
from git_session.lifecycle.installing.site import Site

__all__ = ["Plan", "Site", "running", "to_install", "to_uninstall"]
