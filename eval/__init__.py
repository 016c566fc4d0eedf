"""Measuring and fitting: what is known about how good findings are, and the commands that found it out."""
