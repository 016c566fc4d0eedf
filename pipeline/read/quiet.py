"""Keeps libraries from talking: whatever is wrong with a file is told once, as its `InputError`."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silenced(*loggers: str) -> Iterator[None]:
    """Without the log lines of these loggers and without warnings, inside the block."""
    names = [logging.getLogger(name) for name in loggers]
    levels = [logger.level for logger in names]
    for logger in names:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(names, levels, strict=True):
            logger.setLevel(level)
