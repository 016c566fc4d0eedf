"""The MCP server of `twosource mcp`: tools and articles for whatever client starts it or calls it on loopback.

    tools.py       what is offered: what each tool takes, gives and does
    bounds.py      what `ingest` may read
    resources.py   articles as resources
    serving.py     the protocol's side: requests, progress, cancelling, errors; stdio and HTTP

Invariant: the caller is a model, and what it sends is hostile text. It reads no file outside the folder that was named
at start, fetches nothing, and sees no traceback.
"""
