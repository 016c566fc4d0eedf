"""Loads a prompt file and renders it into chat messages.

The file is split into messages before anything is rendered, and a variable's value is only ever printed: no
value can add a message, close one, or be run as template code. What a value could still do, to pose as the
instructions around it, is the prompt's to prevent (a random boundary).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

FOLDER = Path(__file__).parent
Role = Literal["system", "user", "assistant"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*")
_PARTIAL = re.compile(r"_[a-z0-9][a-z0-9_-]*\.md")
_VARIABLE = re.compile(r"[a-z_][a-z0-9_]*")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)---[ \t]*\n(?P<body>.*)", re.DOTALL)
_MARKER = re.compile(r"^<<(?P<role>\w+)>>[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"\{[{%#]")
_KEYS = {"name", "version", "description", "variables", "output"}


class PromptError(Exception):
    """A prompt file, or what was given to render it, cannot be used.

    Attributes:
        mend: The next step, or an empty string.
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class RenderedMessage(NamedTuple):
    """One chat message, ready to be sent."""

    role: Role
    content: str


@dataclass(frozen=True)
class Prompt:
    """One prompt file.

    Attributes:
        name: The file's name without `.md`; variants are `name.variant`.
        version: As the file states it. For people; the hash is what counts.
        description: What the prompt is for.
        variables: Names that `render` needs, all of them and no others.
        output: What the file says about the reply, in whatever form.
        hash: SHA-256, in hex, of the file and the partials that it includes, with `\\n` line ends.
    """

    name: str
    version: str
    description: str
    variables: tuple[str, ...]
    output: Any = field(compare=False)
    hash: str
    _file: str = field(repr=False, compare=False)
    _messages: tuple[tuple[Role, Template | str], ...] = field(repr=False, compare=False)

    def render(self, **variables: object) -> tuple[RenderedMessage, ...]:
        """The messages with the variables' values in them.

        Raises:
            PromptError: A variable is missing or not one of this prompt's, or the template fails on a value.
        """
        from jinja2 import TemplateError

        for wrong, names in (
            ("missing", sorted(set(self.variables).difference(variables))),
            ("not declared", sorted(variables.keys() - self.variables)),
        ):
            if names:
                mend = f"The prompt takes: {', '.join(self.variables) or 'no variables'}."
                raise PromptError(f"{self._file}: variable {', '.join(names)} is {wrong}", mend=mend)
        try:
            return tuple(
                RenderedMessage(role, said if isinstance(said, str) else said.render(**variables))
                for role, said in self._messages
            )
        except (TemplateError, TypeError, ValueError) as error:
            raise PromptError(f"{self._file}: cannot be rendered: {error}") from error


def load(name: str, *, folder: Path = FOLDER) -> Prompt:
    """The prompt of that name.

    Raises:
        PromptError: There is none, or its file is malformed; the message names the file.
    """
    from jinja2 import DictLoader

    if not _NAME.fullmatch(name):
        raise PromptError(f"{name!r} is not a prompt's name", mend=_known(folder))
    path = folder / f"{name}.md"
    source = _read(path)
    header, body = _front_matter(source, path)
    environment = _environment()
    partials = _partials(environment, body, path)
    # Rendering sees the partials that were hashed, whatever becomes of their files.
    environment.loader = DictLoader(partials)
    digest = hashlib.sha256(source.encode())
    for partial, text in sorted(partials.items()):
        digest.update(f"\0{partial}\0{text}".encode())
    variables = tuple(header["variables"])
    _check_variables(environment, variables, {path.name: body, **partials}, path)
    return Prompt(
        name=name,
        version=str(header["version"]),
        description=header["description"],
        variables=variables,
        output=header.get("output"),
        hash=digest.hexdigest(),
        _file=str(path),
        _messages=_messages(environment, body, path),
    )


def all_prompts(folder: Path = FOLDER) -> list[Prompt]:
    """Every prompt of the folder, by name. Partials and README.md are none.

    Raises:
        PromptError: A file is malformed, or its name is not a prompt's.
    """
    files = [path for path in folder.glob("*.md") if path.name != "README.md" and path.name[0] != "_"]
    return [load(name, folder=folder) for name in sorted(path.stem for path in files)]


def _read(path: Path) -> str:
    """The file with `\\n` line ends, so that a checkout on another system has the same hash."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise PromptError(f"{path}: no such prompt", mend=_known(path.parent)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read: {error}", mend="Save it in UTF-8.") from error


def _known(folder: Path) -> str:
    names = sorted(path.stem for path in folder.glob("*.md") if _NAME.fullmatch(path.stem))
    return f"Prompts here: {', '.join(names) or 'none'}."


def _front_matter(source: str, path: Path) -> tuple[dict[str, Any], str]:
    import yaml

    match = _FRONT_MATTER.fullmatch(source)
    if not match:
        mend = "Begin it with a line ---, the keys name, version, description, variables, and a line ---."
        raise PromptError(f"{path}: no front matter", mend=mend)
    try:
        header = yaml.safe_load(match["yaml"])
    except (yaml.YAMLError, ValueError) as error:
        raise PromptError(f"{path}: front matter is not YAML: {error}") from error
    if fault := _header_fault(header, path.stem):
        raise PromptError(f"{path}: front matter: {fault}", mend="See prompts/README.md for the keys.")
    return header, match["body"]


def _header_fault(header: object, stem: str) -> str:
    """What is wrong with the keys, or an empty string. A prompt's reader has no use for a default."""
    if not isinstance(header, dict):
        return "must be keys with values"
    if unknown := sorted(str(key) for key in header.keys() - _KEYS):
        return f"unknown key {', '.join(unknown)}"
    if missing := sorted(_KEYS - {"output"} - header.keys()):
        return f"no {', '.join(missing)}"
    if header["name"] != stem:
        return f"name is {header['name']!r}, the file's is {stem!r}"
    if type(header["version"]) not in (int, str) or not re.fullmatch(r"\S+", str(header["version"])):
        return "version must be a whole number, or text in quotes without spaces"  # 1.10 in YAML is 1.1
    if not isinstance(header["description"], str) or not header["description"].strip():
        return "description must be text"
    names = header["variables"]
    if not isinstance(names, list) or not all(isinstance(name, str) and _VARIABLE.fullmatch(name) for name in names):
        return "variables must be a list of names such as [claim, sentence]"
    return "a variable is named twice" if len(set(names)) < len(names) else ""


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # what is made is text for a model, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals = {"range": environment.globals["range"]}
    del environment.filters["random"]  # the same variables must give the same prompt
    return environment


def _partials(environment: SandboxedEnvironment, body: str, path: Path) -> dict[str, str]:
    """Name and text of every partial that a body includes, itself or through another partial."""
    from jinja2 import meta

    found: dict[str, str] = {}
    waiting = [(path.name, body, frozenset[str]())]
    while waiting:
        name, text, above = waiting.pop()
        for partial in meta.find_referenced_templates(_parsed(environment, text, path, name)):
            if partial is None or not _PARTIAL.fullmatch(partial):
                mend = "Include partials by their plain name: a file `_name.md` beside the prompt."
                raise PromptError(f"{path}: {name} includes {partial or 'a name made at run time'}", mend=mend)
            if partial in above:
                raise PromptError(f"{path}: {partial} includes itself")
            found[partial] = _read(path.parent / partial)
            if _MARKER.search(found[partial]):
                raise PromptError(f"{path}: {partial} holds a <<role>> line; messages begin in the prompt itself")
            waiting.append((partial, found[partial], above | {partial}))
    return found


def _parsed(environment: SandboxedEnvironment, text: str, path: Path, name: str) -> Any:
    from jinja2 import TemplateSyntaxError

    try:
        return environment.parse(text)
    except TemplateSyntaxError as error:
        raise PromptError(f"{path}: {name}, line {error.lineno} of its body: {error.message}") from error


def _check_variables(
    environment: SandboxedEnvironment, declared: tuple[str, ...], texts: dict[str, str], path: Path
) -> None:
    from jinja2 import meta

    used: set[str] = set()
    for name, text in texts.items():
        used |= meta.find_undeclared_variables(_parsed(environment, text, path, name))
    for wrong, names in (("used but not declared", used - set(declared)), ("never used", set(declared) - used)):
        if names:
            raise PromptError(f"{path}: variable {', '.join(sorted(names))} is {wrong}")


def _messages(environment: SandboxedEnvironment, body: str, path: Path) -> tuple[tuple[Role, Template | str], ...]:
    """What is said in turn: templates, and text where nothing is ever put in (examples, mostly)."""
    before, *parts = _MARKER.split(body)
    roles = parts[0::2]
    if before.strip():
        raise PromptError(f"{path}: text before the first <<system>> or <<user>> line")
    if unknown := sorted(set(roles) - {"system", "user", "assistant"}):
        raise PromptError(f"{path}: <<{unknown[0]}>> is not system, user or assistant")
    if "user" not in roles or "system" in roles[1:]:
        raise PromptError(f"{path}: a prompt has at least one <<user>>, and <<system>> only as its first message")
    messages: list[tuple[Role, Template | str]] = []
    for role, text in zip(roles, parts[1::2], strict=True):
        if not text.strip():
            raise PromptError(f"{path}: an empty <<{role}>> message")
        _parsed(environment, text, path, f"<<{role}>>")
        said = text.strip("\n")
        messages.append((cast(Role, role), _rendered_once(environment, said) if _TAG.search(said) else said))
    return tuple(messages)


def _rendered_once(environment: SandboxedEnvironment, text: str) -> Template | str:
    """A template, or what it always says where no variable is put in (rules that several prompts include)."""
    from jinja2 import TemplateError, meta

    template, parsed = _template(environment, text), environment.parse(text)
    if meta.find_undeclared_variables(parsed) or any(
        meta.find_undeclared_variables(environment.parse(partial)) for partial in _included(environment, parsed)
    ):
        return template
    try:
        return template.render()
    except (TemplateError, TypeError, ValueError):
        return template  # `render` tells


def _included(environment: SandboxedEnvironment, parsed: Any) -> Iterator[str]:
    """The texts of the partials that a parsed template includes, itself or through another one."""
    from jinja2 import meta

    assert environment.loader is not None
    for name in meta.find_referenced_templates(parsed):
        if name is not None:
            text = environment.loader.get_source(environment, name)[0]
            yield text
            yield from _included(environment, environment.parse(text))


def _template(environment: SandboxedEnvironment, text: str) -> Template:
    template = environment.from_string(text)
    # Jinja chains the environment's names behind the template's own, and walks the chain at every rendering: as plain
    # names they halve its time.
    template.globals = dict(template.globals)
    return template
