# Every verb here is one that CI runs or a newcomer needs. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
# uv from the machine if it has one, else our own copy in .tools.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
READY := .venv/.ready

.PHONY: help
help: ## list these verbs
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

.PHONY: demo
demo: setup ## install what is missing, then the main job on a bundled corpus, offline
	@$(BIN)/twosource demo

.PHONY: test
test: setup ## install what is missing, then run the tests
	@$(BIN)/pytest -n 3 --dist loadfile -m "not llm and not alone"
	@$(BIN)/pytest -m "llm or alone"

.PHONY: setup
setup: $(READY) ## make .venv from requirements.lock, with the embedded LLM and the development tools

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "twosource needs Python 3.11 or newer (PYTHON=/path/to/python3.11 make ...)" >&2; exit 4; }
	@$(PYTHON) -m venv .tools || { echo "python3 cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 4; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv

$(READY): requirements.lock pyproject.toml | $(filter .tools/%,$(UV))
	@echo "Setting up .venv (the embedded LLM's wheels are 1.1 GB; once) ..." >&2
	@$(UV) venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

.PHONY: check
check: lint type arch test wheel ## all that CI checks

.PHONY: fmt
fmt: setup ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: lint
lint: setup ## style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

.PHONY: type
type: setup ## types, strictly
	@$(BIN)/mypy

.PHONY: arch
arch: setup ## the layers of the house
	@$(BIN)/lint-imports

.PHONY: eval
eval: setup ## score the embedded model on the eval set's dev split, against its baseline (under an hour)
	@$(BIN)/twosource eval run --suite core --model local --split dev --against baseline -o eval-dev.jsonl

.PHONY: wheel
wheel: setup ## build the wheel and look at what is in it
	@rm -rf dist
	@$(UV) build --quiet --wheel --python $(BIN)/python
	@$(BIN)/check-wheel-contents --toplevel pipeline,store,eval,prompts dist/*.whl

.PHONY: lock
lock: | $(filter .tools/%,$(UV)) ## resolve requirements.lock anew
	@$(UV) pip compile --quiet --universal --generate-hashes --all-extras --group dev --group browser --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --python-version 3.11 -o requirements.lock pyproject.toml
