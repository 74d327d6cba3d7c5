# Two commands matter: `make up` and `make test`. The rest is for those who change the code.
.PHONY: install install-dev messages up down test fuzz check bench requirements clean
# Dozens of processes start in one run of the tests: without kept bytecode each compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
RUN = .venv/bin

install:  ## .venv with the `qalqan` command in it
	@$(PYTHON) tools/bootstrap.py
	@$(RUN)/python tools/compile_messages.py

install-dev:
	@$(PYTHON) tools/bootstrap.py --dev
	@$(RUN)/python tools/compile_messages.py

up: install  ## database, migrations, demo data, server; prints the address
	@exec $(RUN)/qalqan up --demo

down:
	@$(RUN)/qalqan down

test: install-dev  ## everything CI runs
	@$(RUN)/python -m pytest -n 2 --dist loadgroup

fuzz: install-dev  ## the properties again, with examples that no run has seen
	@$(RUN)/python -m pytest -n 2 --dist loadgroup --hypothesis-profile=search -m "not browser and not faults"

check: install-dev  ## style, types, layers, templates, translations
	@$(RUN)/ruff check . && $(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@$(RUN)/python tools/check_templates.py
	@$(RUN)/python tools/check_translations.py

bench: install-dev  ## figures of speed, as ratios to a named baseline
	@$(RUN)/python -m benches

requirements:  ## after a change of the dependencies in pyproject.toml
	@$(PYTHON) tools/bootstrap.py --dev
	@tools/lock.sh

clean:
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis screenshots build
