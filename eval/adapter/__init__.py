"""The LoRA adapter of the embedded LLM: its data, its training, its export and its model card."""
