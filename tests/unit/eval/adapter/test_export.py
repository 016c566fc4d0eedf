"""The adapter's GGUF: llama.cpp's names, float16, nothing of the optimizer, and the same bytes each time.

Runs only where the training environment is (gguf, safetensors).
"""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

gguf = pytest.importorskip("gguf")
safetensors = pytest.importorskip("safetensors.numpy")
export = pytest.importorskip("eval.adapter.export")

PREFIX = "master.base_model.model.model.layers"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{PREFIX}.0.self_attn.q_proj.lora_A.default.weight", "blk.0.attn_q.weight.lora_a"),
        (f"{PREFIX}.27.self_attn.o_proj.lora_B.default.weight", "blk.27.attn_output.weight.lora_b"),
        (f"{PREFIX}.3.mlp.down_proj.lora_A.default.weight", "blk.3.ffn_down.weight.lora_a"),
        (f"{PREFIX}.3.mlp.down_proj.lora_A.default.weight.more", None),
        (f"first.{PREFIX}.3.mlp.down_proj.lora_A.default.weight", None),
        ("step", None),
    ],
)
def test_names(name: str, expected: str | None) -> None:
    assert export.gguf_name(name) == expected


def test_the_file(tmp_path: Path) -> None:
    name = f"{PREFIX}.1.mlp.up_proj.lora_%s.default.weight"
    state = {name % "B": numpy.ones((4, 2), "float32"), name % "A": numpy.full((2, 3), 0.5, "float32")}
    moments = {f"first.{key}": value for key, value in state.items()}
    safetensors.save_file(state | moments, tmp_path / "state.safetensors")
    one, two = tmp_path / "one.gguf", tmp_path / "two.gguf"
    export.write_gguf(tmp_path, one, 16.0)
    export.write_gguf(tmp_path, two, 16.0)
    assert one.read_bytes() == two.read_bytes()
    tensors = gguf.GGUFReader(one).tensors
    assert [tensor.name for tensor in tensors] == ["blk.1.ffn_up.weight.lora_a", "blk.1.ffn_up.weight.lora_b"]
    assert [tensor.data.shape for tensor in tensors] == [(2, 3), (4, 2)]
    assert {tensor.data.dtype for tensor in tensors} == {numpy.dtype("float16")}
