"""Injection: articles that try to tell a model what to say, and what comes of it. `python -m eval.injection`."""
