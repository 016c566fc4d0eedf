"""The doors for other programs: functions for Python, parts for LangChain, a server for MCP.

    aside.py         a FactChecker that any thread and any event loop may ask
    functions.py     check, ask, acheck, aask
    chains.py        LangChain's retriever, tool and runnable
    disarm.py        records without names that order their reader about
    told.py          what a model is told of findings, answers, conflicts
    opened.py        an article as a model is shown it
    mcp_server/      the MCP server of `twosource mcp`

Invariants: no logic of checking lives here, FactChecker has it; and what comes from articles reaches a model fenced and
named as data, without the sentences and names that order their reader about.
"""
