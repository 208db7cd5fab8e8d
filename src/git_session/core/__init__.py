"""Pure: text and values in, text and values out. No git, no files, no clock, no printing."""
