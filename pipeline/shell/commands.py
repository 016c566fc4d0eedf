"""The commands: their names, how they are written, what they do, and an example of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        usage: How it is written; upper-case words are to be filled in.
        does: What it does, in one line.
        example: A line that can be typed as it stands, or empty where `usage` is one.
        more: What else there is to know, for `help NAME`.
    """

    name: str
    usage: str
    does: str
    example: str = ""
    more: str = ""


COMMANDS: dict[str, Command] = {
    c.name: c
    for c in (
        Command("open", "open N", "shows passage N in its context, and its article", "open 3"),
        Command("why", "why N", "shows how passage N was graded: model, prompt, gates", "why 3"),
        Command(
            "sources",
            "sources",
            "shows all articles that were held against the last claim",
            more="Also those that say nothing on it, and those that are left out. The same letter under Origin means "
            "that they go back to one source. Behind an answer, one column a claim.",
        ),
        Command(
            "exclude",
            "exclude WHAT",
            "leaves articles out and weighs again, without a new call",
            "exclude 2",
            "WHAT is a number, publisher:NAME, origin:N (all that go back to the same source as N) or article:TITLE. "
            "What is left out stays so for what you ask next, until you include it; timeline and conflicts go over "
            "all articles.",
        ),
        Command("include", "include WHAT|all", "takes back what was left out", "include 2"),
        Command(
            "as-of",
            "as-of DATE|off",
            "leaves out articles published after a day",
            "as-of 2025-04-21",
            "Only what has not been graded yet is graded.",
        ),
        Command(
            "only",
            "only WHAT|off",
            "counts one outlet's articles only, or one language's",
            "only publisher:Orl Gazette",
            "WHAT is publisher:NAME or language:CODE (en, fa ...). Only what has not been graded yet is graded.",
        ),
        Command("again", "again", "grades what is missing: what failed, what you stopped"),
        Command(
            "subject",
            "subject [TEXT|clear]",
            'shows what "it" means in your next question; sets or clears it',
            "subject the Hask tunnel",
        ),
        Command("findings", "findings [N]", "lists what you have asked; with N goes back to it", "findings 2"),
        Command(
            "judge",
            'judge VERDICT "NOTE"',
            "records your own verdict on the last claim",
            'judge refuted "called the ministry"',
            "VERDICT is supported, refuted, conflicting or not_enough_evidence. It is kept with the library, stands "
            "beside every later finding on the claim, and changes nothing in it.",
        ),
        Command("note", 'note "TEXT"', "keeps a remark with the last finding", 'note "ask for the minutes"'),
        Command("timeline", "timeline SUBJECT", "dated events of a subject", "timeline Hask tunnel"),
        Command(
            "conflicts",
            "conflicts",
            "statements in the library that cannot both be true",
            more="The claims of all articles are drawn first: the larger the library, the more calls. There is no "
            "limit here; `twosource conflicts` has --max-calls and --max-cost. Only as-of counts, nothing is left out.",
        ),
        Command(
            "ingest",
            "ingest PATH...",
            "reads files and folders into the library",
            "ingest articles/",
            "With --allow-fetch addresses (http, https) are read too.",
        ),
        Command("model", "model [NAME]", "shows the model, or switches", "model openai:gpt-5-mini"),
        Command("cost", "cost", "shows what this session has cost so far"),
        Command(
            "export",
            "export FILE [all]",
            "writes the last finding, or all, to a file",
            "export findings.json all",
            "The ending says which form: FORMS. A file that this session has not written is not overwritten.",
        ),
        Command("save", "save FILE", "keeps the session", "save monday.session"),
        Command("load", "load FILE", "takes up a session that was saved", "load monday.session"),
        Command("history", "history [WORDS]", "lists earlier lines with these words; Ctrl-R searches"),
        Command("help", "help [COMMAND]", "explains all commands, or one", "help exclude"),
        Command("quit", "quit", "leaves; Ctrl-D does too"),
    )
}
