"""Language models: the only package that knows openai and LangChain, and it imports them when a call is made.

    open_model(name, cache=...)   a ChatModel; `await model.ask(messages, max_tokens=...)` gives a Reply
    ApiEmbedder(name)             embeddings from an OpenAI-compatible server
    resolve_model_name(name, environ)

`door` is the way in; behind it lie `names` (which model), `clients` (openai's `completions`, LangChain's `providers`),
`calls` (what goes to any of them), `retry` and `failures`, `local` and `weights` (the embedded model), `prices`, `pace`
and `limits` (when the next call may go out), `outbox` (calls that are written down instead of being made), `allowance`
(how many some work may make).
"""

from pipeline.llm.door import ChatModel, open_model
from pipeline.llm.embeddings import ApiEmbedder
from pipeline.llm.names import resolve_model_name
from pipeline.llm.outbox import Outbox
from pipeline.llm.pace import Pace
from pipeline.llm.records import Message, Reply, Usage
from pipeline.llm.retry import instant_retries

__all__ = [
    "ApiEmbedder",
    "ChatModel",
    "Message",
    "Outbox",
    "Pace",
    "Reply",
    "Usage",
    "instant_retries",
    "open_model",
    "resolve_model_name",
]
