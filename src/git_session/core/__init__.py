"""The rules about reasoning: text and values in, text and values out, and nothing else."""
