"""Views: what was noted, told again. Pure: what is given goes in, rows and a page come out.

Each module is one view: ``rows`` finds out (records, in order), ``page`` says it for people and
``data`` for programs. None of them reads a file or asks git: ``lifecycle/gathering.py`` gathers
what they are given (``given.py``), from journal, documents, pending notes and git.
"""
