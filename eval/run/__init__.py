"""Runs: doing the cases of a suite, and the file that holds what came of them."""
