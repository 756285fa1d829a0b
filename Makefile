# Everything a newcomer or maintainer runs. Each target makes its own environment first: Python 3.11+ is all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The other clients that the benchmark measures stay out of the environment that plankit is developed in.
BENCH := .venv-bench

# How many tests run at a time. Those marked `alone` have the machine to themselves.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test faults trials check format generate lock bench bench-quick bench-docs sandbox clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: $(VENV)/.ready  ## make the environment (the other targets do it themselves)

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "plankit needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/.ready  ## run the main job on the embedded sandbox
	$(BIN)/python -m plankit.demo

sandbox: $(VENV)/.ready  ## serve the sandbox until Ctrl-C
	$(BIN)/python -m plankit.sandbox

# The tests start hundreds of interpreters, each of which would compile anew what it imports if it kept no bytecode.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.ready  ## pass all tests, in WORKERS processes
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

faults: $(VENV)/.ready  ## run every row of the fault table, docs/faults.md, on asyncio, trio and the fast wire
	$(BIN)/python scripts/faults/run.py

trials: $(VENV)/.ready  ## run 1,000 seeded trials of bulk jobs that are killed while answers get lost
	$(BIN)/python scripts/trials/run.py

check: $(VENV)/.ready  ## lint, formatting, types, generated code up to date
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .
	$(BIN)/mypy
	$(BIN)/mypy scripts/generate
	$(BIN)/mypy scripts/lock
	$(BIN)/pyright
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pyright --ignoreexternal --verifytypes plankit
	$(BIN)/python scripts/generate --check

format: $(VENV)/.ready  ## format and mend what can be mended
	$(BIN)/ruff check --no-cache --fix .
	$(BIN)/ruff format --no-cache .

generate: $(VENV)/.ready  ## regenerate all four low-level clients from openapi/
	$(BIN)/python scripts/generate

$(BENCH)/.ready: requirements/bench.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "plankit needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(BENCH)
	@# The list is whole. Left to pip, an extra that one of them asks for (hishel[async]) counts as not pinned.
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

bench: $(BENCH)/.ready  ## measure the budgets of docs/design.md beside other clients, as ratios (9 minutes)
	$(BENCH)/bin/python scripts/bench/run.py

bench-quick: $(BENCH)/.ready  ## the same, short (about a minute)
	$(BENCH)/bin/python scripts/bench/run.py --quick

bench-docs: $(BENCH)/.ready  ## the same as bench, and write what it found into docs/performance.md
	$(BENCH)/bin/python scripts/bench/run.py --write-docs

lock: $(VENV)/.ready  ## renew requirements/dev.txt and bench.txt (versions and hashes, no addresses)
	$(BIN)/python scripts/lock

clean:  ## remove the environment and what tools left behind
	rm -rf $(VENV) $(BENCH) dist build .mypy_cache .ruff_cache .hypothesis
