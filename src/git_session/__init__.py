"""git-session keeps the reasoning of a coding session beside the code it explains."""

__version__ = "0.1.0"
