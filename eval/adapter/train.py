"""Trains the LoRA adapter of the embedded LLM: `python -m eval.adapter.train GROUPS.jsonl BASE.gguf -o CHECKPOINT`.

Runs in an environment of its own (`requirements.txt` here), on two cores, on the file that `eval.adapter.data` makes.
A group is one sentence with several claims about it. The sentence is read once and each claim is a branch behind it
that sees the sentence and itself only, so a pair costs about half of what it would cost alone, and every label is
learnt against another label for the very same sentence. The loss is taken on the label token alone.

The same groups, base, settings, seed and thread count give the same bytes: batches are drawn up before the first step,
and a run that was stopped goes on from its last checkpoint (weights, optimizer, step) as if it had not been.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
# Free lengths make oneDNN compile a kernel a shape: rows are padded to multiples of this, batches hold as many
# rows as fit into the budget.
PAD, TOKENS_A_BATCH, LONGEST = 32, 1024, 288
SAVE_EVERY = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What, beside groups and base, decides the outcome."""

    rank: int = 16
    alpha: int = 32
    first_layer: int = 8
    rate: float = 2e-4
    warmup: int = 15
    steps: int = 320
    seed: int = 7
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A group in tokens: the sentence, then (tokens, label token) of each claim."""

    prefix: list[int]
    branches: list[tuple[list[int], int]]

    @property
    def length(self) -> int:
        """Tokens."""
        return len(self.prefix) + sum(len(tokens) for tokens, _ in self.branches)


def read_rows(path: Path, tokenizer: Any) -> list[Row]:
    """The file's groups in tokens; those too long for a row are left out."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            group = json.loads(line)
            prompts = [_tokens(tokenizer, claim["messages"]) for claim in group["claims"]]
            shared = _common(prompts)
            labels = [tokenizer.encode(claim["label"])[0] for claim in group["claims"]]
            branches = [(p[shared:], label) for p, label in zip(prompts, labels, strict=True)]
            row = Row(prompts[0][:shared], branches)
            if row.length <= LONGEST:
                rows.append(row)
    return rows


def _tokens(tokenizer: Any, messages: list[dict[str, str]]) -> list[int]:
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    return list(tokenizer.encode(text, add_special_tokens=False))


def _common(prompts: list[list[int]]) -> int:
    """Tokens that all prompts begin with, but never the whole of one."""
    shortest = min(map(len, prompts)) - 1
    return next((i for i in range(shortest) if len({p[i] for p in prompts}) > 1), shortest)


def draw_up_batches(rows: list[Row], steps: int, seed: int) -> list[list[Row]]:
    """The batch of each step: rows of like length together, in random order, the whole set before any row again."""
    chance = random.Random(seed)
    batches: list[list[Row]] = []
    while len(batches) < steps:
        buckets: dict[int, list[Row]] = {}
        for row in chance.sample(rows, len(rows)):
            buckets.setdefault(padded(row.length), []).append(row)
        epoch = [
            bucket[i : i + max(1, TOKENS_A_BATCH // length)]
            for length, bucket in sorted(buckets.items())
            for i in range(0, len(bucket), max(1, TOKENS_A_BATCH // length))
        ]
        chance.shuffle(epoch)
        batches += epoch
    return batches[:steps]


def padded(length: int) -> int:
    """The length that a row is padded to."""
    return math.ceil(length / PAD) * PAD


def tensors(batch: list[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token ids (rows, length), mask (rows, 1, length, length), positions (rows, length), and for each pair the
    index of its last token in the flattened batch and its label token."""
    length = padded(max(row.length for row in batch))
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    positions = torch.zeros(len(batch), length, dtype=torch.long)
    seen = torch.eye(length, dtype=torch.bool).repeat(len(batch), 1, 1)  # padding sees itself: no row of -inf alone
    ends, labels = [], []
    for n, row in enumerate(batch):
        first = len(row.prefix)
        ids[n, :first] = torch.tensor(row.prefix)
        positions[n, :first] = torch.arange(first)
        seen[n, :first, :first] = torch.ones(first, first, dtype=torch.bool).tril()
        start = first
        for tokens, label in row.branches:
            end = start + len(tokens)
            ids[n, start:end] = torch.tensor(tokens)
            positions[n, start:end] = torch.arange(first, first + len(tokens))
            seen[n, start:end, :first] = True
            seen[n, start:end, start:end] = torch.ones(len(tokens), len(tokens), dtype=torch.bool).tril()
            ends.append(n * length + end - 1)
            labels.append(label)
            start = end
    mask = torch.zeros(seen.shape, dtype=torch.bfloat16).masked_fill(~seen, torch.finfo(torch.bfloat16).min)
    return ids, mask[:, None], positions, torch.tensor(ends), torch.tensor(labels)


def load_base(base: Path) -> tuple[Any, Any]:
    """Model in bfloat16 and tokenizer, both out of the GGUF that llama.cpp runs."""
    tokenizer = AutoTokenizer.from_pretrained(base.parent, gguf_file=base.name)
    model = AutoModelForCausalLM.from_pretrained(
        base.parent,
        gguf_file=base.name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
        attn_implementation="sdpa",
    )
    return model, tokenizer


def label_scores(model: Any, batch: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores of every token at the label's place, shape (pairs, vocabulary), and the label tokens."""
    ids, mask, positions, ends, labels = tensors(batch)
    inner = model.get_base_model()
    hidden = inner.model(input_ids=ids, attention_mask=mask, position_ids=positions, use_cache=False).last_hidden_state
    return inner.lm_head(hidden.flatten(0, 1)[ends]).float(), labels


class Training:
    """Weights in bfloat16 for speed, with a master copy in float32 that the optimizer moves."""

    def __init__(self, model: Any, settings: Settings) -> None:
        layers = list(range(settings.first_layer, model.config.num_hidden_layers))
        config = LoraConfig(
            r=settings.rank, lora_alpha=settings.alpha, target_modules=PROJECTIONS, layers_to_transform=layers
        )
        self.model = get_peft_model(model, config, autocast_adapter_dtype=False)
        self.settings = settings
        self.named = {n: p for n, p in self.model.named_parameters() if p.requires_grad}
        self.master = {n: p.detach().float().clone().requires_grad_() for n, p in self.named.items()}
        self.optimizer = torch.optim.AdamW(self.master.values(), lr=settings.rate, weight_decay=0.01, betas=(0.9, 0.98))
        self.step = 0

    def advance(self, batch: list[Row]) -> tuple[float, float]:
        """One step; returns loss and the share of pairs whose likeliest token was the label."""
        scores, labels = label_scores(self.model, batch)
        loss = torch.nn.functional.cross_entropy(scores, labels)
        loss.backward()
        for name, parameter in self.named.items():
            self.master[name].grad = parameter.grad.float()
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(list(self.master.values()), 1.0)
        for group in self.optimizer.param_groups:
            group["lr"] = self.settings.rate * self._share()
        self.optimizer.step()
        with torch.no_grad():
            for name, parameter in self.named.items():
                parameter.copy_(self.master[name])
        self.step += 1
        return float(loss.detach()), float((scores.argmax(-1) == labels).float().mean())

    def _share(self) -> float:
        """Of the full rate: a linear rise, then a cosine down to a twentieth."""
        if self.step < self.settings.warmup:
            return (self.step + 1) / self.settings.warmup
        done = (self.step - self.settings.warmup) / max(1, self.settings.steps - self.settings.warmup)
        return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

    def save(self, folder: Path) -> None:
        """The whole state, in one step."""
        state = {f"master.{n}": p.detach() for n, p in self.master.items()}
        for name, parameter in self.master.items():
            for kind, value in self.optimizer.state[parameter].items():
                state[f"{kind}.{name}"] = value.detach().clone()
        folder.mkdir(parents=True, exist_ok=True)
        facts = {"step": str(self.step), "settings": json.dumps(asdict(self.settings))}
        save_file(state, folder / "draft.safetensors", metadata=facts)
        (folder / "draft.safetensors").replace(folder / "state.safetensors")
        (folder / "progress.json").write_text(json.dumps({"step": self.step, **asdict(self.settings)}) + "\n")

    def restore(self, folder: Path) -> None:
        """Goes on from a checkpoint of the same settings; nothing happens if there is none."""
        if not (folder / "state.safetensors").exists():
            return
        progress = json.loads((folder / "progress.json").read_text())
        step = int(progress.pop("step"))
        if progress != asdict(self.settings):
            sys.exit(f"{folder} holds a run with other settings: {progress}. Name another folder with -o.")
        state = load_file(folder / "state.safetensors")
        with torch.no_grad():
            for name, parameter in self.master.items():
                parameter.copy_(state[f"master.{name}"])
                self.named[name].copy_(parameter)
                kinds = ("step", "exp_avg", "exp_avg_sq")
                self.optimizer.state[parameter] = {kind: state[f"{kind}.{name}"].clone() for kind in kinds}
        self.step = step


def run(training: Training, batches: list[list[Row]], folder: Path, until: int) -> Iterator[dict[str, float]]:
    """Steps up to `until`, saved every few; yields a line for the log after each."""
    while training.step < min(until, len(batches)):
        started = time.monotonic()
        batch = batches[training.step]
        loss, right = training.advance(batch)
        if training.step % SAVE_EVERY == 0 or training.step in (until, len(batches)):
            training.save(folder)
        pairs = sum(len(row.branches) for row in batch)
        seconds = round(time.monotonic() - started, 1)
        yield {"step": training.step, "loss": round(loss, 4), "right": round(right, 3), "pairs": pairs, "s": seconds}


def main() -> None:
    """Trains, with a line a step in CHECKPOINT/log.jsonl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Settings()
    parser.add_argument("groups", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=usual.steps)
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--until", type=int, help="stop after this step, to go on later")
    arguments = parser.parse_args()
    settings = Settings(steps=arguments.steps, rate=arguments.rate, seed=arguments.seed)
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    model, tokenizer = load_base(arguments.base)
    training = Training(model, settings)
    training.restore(arguments.output)
    rows = read_rows(arguments.groups, tokenizer)
    batches = draw_up_batches(rows, settings.steps, settings.seed)
    sys.stderr.write(f"{len(rows)} groups, {sum(len(r.branches) for r in rows)} pairs, from step {training.step}\n")
    arguments.output.mkdir(parents=True, exist_ok=True)
    with (arguments.output / "log.jsonl").open("a") as log:
        for line in run(training, batches, arguments.output, arguments.until or settings.steps):
            log.write(json.dumps(line) + "\n")
            log.flush()


if __name__ == "__main__":
    main()
