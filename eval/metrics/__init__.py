"""Scores of runs: what is counted, what it comes to, and how sure that is."""
