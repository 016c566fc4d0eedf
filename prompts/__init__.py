"""Prompt files, and what loads them.

A prompt is a Markdown file in this folder (see README.md). `load` gives a `Prompt`, whose `hash` goes into every
cache key and every grade; `prompts.lock` holds the hashes that the tests and the results were made with.
Jinja and YAML are imported only when a prompt is loaded.
"""

from prompts.loader import FOLDER, Prompt, PromptError, RenderedMessage, Role, all_prompts, load
from prompts.lock import check_lock, write_lock

__all__ = [
    "FOLDER",
    "Prompt",
    "PromptError",
    "RenderedMessage",
    "Role",
    "all_prompts",
    "check_lock",
    "load",
    "write_lock",
]
