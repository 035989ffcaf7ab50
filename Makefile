# Everything a person or CI does with this project, one word each: `make help` lists them.
# `demo` and `test` set up what they need by themselves; nothing here wants a key, an account, Node, Docker or root.

PYTHON ?= python3
VENV   ?= .venv
UV     ?= uv
# Extra words for the command behind a target, e.g. make test ARGS="tests/domain -x".
ARGS   ?=
# Only these rows or promises, e.g. make rows ONLY=S0.
ONLY   ?=

PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check
FETCH  := $(PIP) install --quiet --require-hashes --only-binary :all: --requirement
# The project itself comes last, without dependencies and without a build environment: nothing unhashed is fetched.
INSTALL_PROJECT := $(PIP) install --quiet --no-deps --no-build-isolation --editable .

# Where Python may not keep what it compiled, every process that a test starts compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check torture bench eval rows lock clean

help:
	@echo "make demo      start the product on a demo company and print the address to open"
	@echo "make test      run the tests"
	@echo "make setup     only build $(VENV), with everything for development"
	@echo "make check     formatting, lint, types, the rules of the house, migrations"
	@echo "make eval      grade how well questions are understood"
	@echo "make rows      list every requirement and promise with its proofs (ONLY=S0 for some)"
	@echo "make bench     measure speed"
	@echo "make torture   the long tests: crashes, storms, load"
	@echo "make lock      make both lock files again from pyproject.toml (needs uv)"
	@echo "make clean     remove $(VENV) and caches; what the product stored in var/ stays"

setup: $(VENV)/.ready-for-development

demo: $(VENV)/.ready-to-run
	@$(VENV)/bin/quartermaster playground $(ARGS)

test: $(VENV)/.ready-for-development
	@$(PY) -m pytest -n 2 --dist worksteal -m "not torture" $(ARGS)

check: $(VENV)/.ready-for-development
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest -n 2 --dist worksteal tests/test_architecture.py tests/migrations

torture: $(VENV)/.ready-for-development
	@$(PY) -m pytest -n 2 --dist worksteal -m torture --timeout 3600 $(ARGS)

bench: $(VENV)/.ready-for-development
	@$(PY) -m bench $(ARGS)

eval: $(VENV)/.ready-for-development
	@$(PY) -m bench.eval $(ARGS)

rows: $(VENV)/.ready-for-development
	@$(PY) -m tests.rows $(ONLY)

# setuptools builds the project itself, so its version is pinned with the rest.
# A version that is in the lock stays; ARGS=--upgrade takes the newest, ARGS="--upgrade-package rich" one of them.
LOCK := $(UV) pip compile pyproject.toml - --universal --generate-hashes \
	--custom-compile-command "make lock" --quiet $(ARGS)
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: install it (pip install uv), or say where it is: make lock UV=/path/to/uv"; exit 1; }
	@echo "setuptools>=80" | $(LOCK) --output-file requirements.lock
	@echo "setuptools>=80" | $(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +

# A stamp says which lock a virtual environment was filled from; a setup that was interrupted leaves none.
$(VENV)/.ready-to-run: requirements.lock pyproject.toml
	$(make-venv)
	@echo "Fetching what Quartermaster runs on into $(VENV) (once; about a minute)."
	@$(FETCH) requirements.lock
	@$(INSTALL_PROJECT)
	@touch $@

$(VENV)/.ready-for-development: requirements-dev.lock pyproject.toml
	$(make-venv)
	@echo "Fetching what Quartermaster runs on and is tested with into $(VENV) (once; about a minute)."
	@$(FETCH) requirements-dev.lock
	@$(INSTALL_PROJECT)
	@touch $(VENV)/.ready-to-run $@

define make-venv
@$(PY) -c '$(NEW_ENOUGH)' 2>/dev/null && exit 0; \
	command -v $(PYTHON) >/dev/null || \
		{ echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }; \
	$(PYTHON) -c '$(NEW_ENOUGH)' || \
		{ echo "Quartermaster needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1). Say where a newer one is: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make virtual environments: its venv module is missing. On Debian and Ubuntu: apt install python3-venv (or python3.12-venv, for that version); then run make $(MAKECMDGOALS) again."; exit 1; }; \
	$(PYTHON) -m venv --clear $(VENV)
endef
