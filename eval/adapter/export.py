"""Writes a checkpoint as the GGUF that ships.

`python -m eval.adapter.export CHECKPOINT BASE.gguf GROUPS.jsonl -o FOLDER` runs in the training environment. FOLDER
gets `grade.gguf` (float16) and `grade.json`, its card for the loader: hashes of adapter, base, prompt and training
groups, and the settings. The same checkpoint gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

import numpy
from gguf import GGUFWriter
from safetensors.numpy import load_file

from prompts import load

NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_WEIGHT = re.compile(r"master\..*\.layers\.(\d+)\.(\w+\.\w+)\.lora_([AB])\.default\.weight")


def gguf_name(name: str) -> str | None:
    """llama.cpp's name for a tensor of the checkpoint, or None for the optimizer's."""
    found = _WEIGHT.fullmatch(name)
    if found is None:
        return None
    layer, projection, side = found.groups()
    return f"blk.{layer}.{NAMES[projection]}.weight.lora_{side.lower()}"


def write_gguf(checkpoint: Path, target: Path, alpha: float) -> None:
    """The adapter's weights, sorted by name, in float16."""
    state = load_file(checkpoint / "state.safetensors")
    tensors = {new: value for name, value in state.items() if (new := gguf_name(name)) is not None}
    writer = GGUFWriter(target, "qwen2")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for name in sorted(tensors):
        writer.add_tensor(name, numpy.ascontiguousarray(tensors[name], dtype=numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def sha256(path: Path) -> str:
    """Of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Writes both files and says the adapter's hash."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("groups", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()
    settings = json.loads((arguments.checkpoint / "progress.json").read_text())
    arguments.output.mkdir(parents=True, exist_ok=True)
    target = arguments.output / "grade.gguf"
    write_gguf(arguments.checkpoint, target, float(settings["alpha"]))
    card = {
        "sha256": sha256(target),
        "base_sha256": sha256(arguments.base),
        "prompt_hash": load("grade.adapted").hash,
        "groups_sha256": sha256(arguments.groups),
        "settings": settings,
    }
    (arguments.output / "grade.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    sys.stderr.write(f"{target}: {target.stat().st_size:,} bytes, sha256 {card['sha256']}\n")


if __name__ == "__main__":
    main()
