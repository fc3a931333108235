# Two commands on a fresh machine: `make demo` and `make test`. Python 3.11 or newer is all it takes.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test check bench docs screenshots bundle lock clean
.DEFAULT_GOAL := setup

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@echo "Setting up the environment in .venv (a few minutes the first time)"
	@$(PYTHON) -c 'import sys; sys.exit("Bina needs Python 3.11 or newer; PYTHON=python3.11 make ... names another one") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: setup
	$(BIN)/bina demo

# A process for each core, and so one thread for each process.
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: setup
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m "not browser and not notebook and not postgres and not fuzz"

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py
	$(BIN)/python docs/generate.py --check

bench: setup
	$(BIN)/python -m tests.benchmarks

docs: setup
	$(BIN)/python docs/generate.py

screenshots: setup
	$(BIN)/python docs/screenshots.py $(HOME_FOLDER)

bundle: setup
	$(BIN)/python .ci/bundle.py

lock: setup
	$(BIN)/uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .bina
