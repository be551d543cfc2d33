.PHONY: demo serve-demo lab test lint ablation bench bench-scale bench-million bench-service vocabulary clean clean-kernels
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# One environment for everything; made anew when the dependencies change.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tracing needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Creating the environment in $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/tracing demo

# The whole service on this machine, with invented data and an account for each role, at http://127.0.0.1:8000.
serve-demo: $(VENV)/.installed
	@$(BIN)/tracing serve --sandbox

# The notebooks in JupyterLab, in the browser. They are plain .py files, opened and saved as such (jupytext).
lab: $(VENV)/.installed
	@JUPYTER_CONFIG_PATH=$(CURDIR)/notebooks/.jupyter $(BIN)/jupyter lab --ServerApp.root_dir=$(CURDIR)/notebooks

# Compiled beforehand: tests that start processes would each compile them for themselves, and wait for it in vain. So would
# all these processes the package's own code, where the environment keeps Python from storing what it compiled.
test: export PYTHONDONTWRITEBYTECODE :=
# In the order of their folders: tests with a browser come last, since its loop stays in the process and bars others.
test: $(VENV)/.installed
	@echo "Compiling the comparisons, once (a minute) ..."
	@$(BIN)/tracing match data/samples/children.csv data/samples/inquiries.csv --out $(VENV)/compiled.parquet >/dev/null
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What each part of the matcher brings, on samples of two makers and of three seeds; takes a quarter of an hour.
ablation: $(VENV)/.installed
	$(BIN)/python benchmarks/ablation.py --large 104 --out docs/ablation.md

# tracing beside its peers, on the same files; writes benchmarks/RESULTS.md. Half an hour, on a quiet machine.
bench: $(VENV)/.installed
	$(BIN)/python benchmarks/bench.py

# The same with more repetitions, and up to 1,000,000 × 200,000 records; hours.
bench-scale: $(VENV)/.installed
	$(BIN)/python benchmarks/bench.py --scale

# 1,000,000 × 200,000 alone, tracing and Splink; writes benchmarks/million/RESULTS.md. Half an hour, on a quiet machine.
bench-million: $(VENV)/.installed
	$(BIN)/python benchmarks/bench.py --million

# The service with a million children stored; writes benchmarks/SERVICE.md. Hours the first time, minutes later.
bench-service: $(VENV)/.installed
	$(BIN)/python benchmarks/service.py

# Part of a release: the vocabulary in force becomes a version that doesn't change any more.
vocabulary: $(VENV)/.installed
	@$(BIN)/python -c 'from pathlib import Path; from tracing.casework.vocabulary.edition import freeze; freeze(Path("src/tracing/casework/vocabulary/data/versions"))'

clean:
	rm -rf $(VENV) dist out

# Compiled kernels don't notice a change in a file they took functions from.
clean-kernels:
	find src -name '*.nb[ic]' -delete
