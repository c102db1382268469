# Only python3 and make are presumed; everything else goes into .venv from the locked files.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := --require-hashes --only-binary :all: --no-compile
# By all cores, where pip takes one; without it each start costs seconds where Python may keep none.
BYTECODE := $(BIN)/python -m compileall -q -j 0 .venv/lib planner
PROJECT := --no-deps --no-build-isolation --no-index --editable .
COMPILE := $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-header

.PHONY: help demo test verify cities mutants bench bench-allocation lock clean

help:
	@echo "make demo     simulate Xuchang, alone and with the province's help, with figures"
	@echo "make test     style, types, order of folders and every test"
	@echo "make verify   one replication of Xuchang in both engines, compared event by event"
	@echo "make cities   draft, check and simulate each of the 367 cities once; ten minutes"
	@echo "make mutants  plant mistakes in the kernels; each must be caught"
	@echo "make bench    time both engines beside SimPy, salabim, Ciw and Cimba; a quarter of an hour"
	@echo "make bench-allocation  allocate three made-up cities of ten million; a minute"
	@echo "make lock     resolve requirements*.txt again (LOCK=--upgrade for new versions)"
	@echo "make clean    remove .venv and caches; runs/ stays"

# Exit code 1 is an answer ("no" or "undecided"), not a failure.
demo: .venv/runtime
	$(BIN)/python -m planner run scenarios/xuchang || [ $$? -eq 1 ]
	$(BIN)/python -m planner run scenarios/xuchang --variant with-province || [ $$? -eq 1 ]

test: .venv/dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal

verify: .venv/runtime
	$(BIN)/python -m planner.simulation.verify scenarios/xuchang

cities: .venv/runtime
	$(BIN)/python -m planner.study.every_city

mutants: .venv/dev
	$(BIN)/python tests/planted_mistakes.py

bench: .venv/bench
	$(BIN)/python -m benchmarks

bench-allocation: .venv/runtime
	$(BIN)/python -m benchmarks.allocation

lock: .venv/dev
	$(COMPILE) $(LOCK) pyproject.toml requirements.in --output-file requirements.txt
	$(COMPILE) $(LOCK) pyproject.toml requirements.in --extra bench \
		--constraint requirements.txt --output-file requirements-bench.txt
	$(COMPILE) $(LOCK) pyproject.toml requirements.in --extra dev \
		--constraint requirements-bench.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find planner tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second call installs nothing.
.venv/made:
	@command -v $(PYTHON) >/dev/null || { echo "There is no '$(PYTHON)' on this machine;" \
		"install Python 3.11 or newer: apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit( \
		"planner needs Python 3.11 or newer and this is " + sys.version.split()[0] + \
		"; install a newer one and name it: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python lacks its venv module; install it: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/made requirements.txt pyproject.toml planner/__init__.py
	$(INSTALL) $(LOCKED) --requirement requirements.txt
	$(INSTALL) $(PROJECT)
	@$(BYTECODE)
	@touch $@

.venv/bench: .venv/made requirements-bench.txt pyproject.toml planner/__init__.py
	$(INSTALL) $(LOCKED) --requirement requirements-bench.txt
	$(INSTALL) $(PROJECT)
	@$(BYTECODE)
	@touch $@

.venv/dev: .venv/made requirements-dev.txt pyproject.toml planner/__init__.py
	$(INSTALL) $(LOCKED) --requirement requirements-dev.txt
	$(INSTALL) $(PROJECT)
	@$(BYTECODE)
	@touch $@
