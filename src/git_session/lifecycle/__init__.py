"""What verbs and git hooks have in common: begin, note, stage, settle, archive.

Everything here is reached from a git hook, so it keeps to the hot path's imports.
"""
