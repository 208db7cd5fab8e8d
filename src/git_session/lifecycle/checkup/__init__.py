"""What can be wrong with sessions, and how each of it is mended: what ``doctor`` asks.

A check is a function that is given the context and yields faults; it changes no byte. The lists of
checks stand in ``doctor.py``; another list is another tuple there.
"""
