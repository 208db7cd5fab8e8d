"""One verb per file: its options, an example, and ``run``, which takes plain keywords."""
