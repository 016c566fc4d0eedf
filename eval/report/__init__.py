"""Runs and comparisons for people: text for a terminal, one self-contained HTML page."""
