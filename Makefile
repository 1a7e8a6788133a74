# The two commands of the README are `make quickstart` and `make test`; each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKS := environments/local
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url pyproject.toml -

.PHONY: quickstart test check format lock clean docs corpus kills

quickstart: $(VENV)/.quickstart ## Install, then train a CNN on this machine
	$(BIN)/runner apply specs/quickstart.yml
	@echo
	@echo "look around: $(BIN)/runner jobs | show train | logs train | models | ui"

test: $(VENV)/.test ## Install what the tests need, then run them
	$(BIN)/python -m pytest

check: $(VENV)/.test ## Format, lint, types, import arrows and import lists
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/checks/imports.py

corpus: $(VENV)/.test ## Figures over public CLI v2 files, from $$RUNNER_CORPUS or ../shared/corpus
	$(BIN)/python -m tests.corpus

kills: $(VENV)/.test ## Kill an apply 1,000 times, at every boundary and at random, and look at what comes of it
	KILLS=1000 $(BIN)/python -m pytest tests/kills -s

format: $(VENV)/.test ## Format, and mend what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.quickstart ## Write the page of all diagnostics, and the schemas for editors
	$(BIN)/runner schema -o specs/schema
	$(BIN)/runner explain --format markdown > specs/DIAGNOSTICS.md

lock: $(VENV)/.python ## Pin what the two commands install, from pyproject.toml
	$(PIP) uv
	printf "hatchling\neditables\n" | $(COMPILE) --extra azure --extra local --extra train --extra dev -o $(LOCKS)/test.txt
	printf "hatchling\neditables\n" | $(COMPILE) --extra local --extra train --constraint $(LOCKS)/test.txt -o $(LOCKS)/quickstart.txt

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("runner needs Python 3.11 or newer; this is " + sys.version.split()[0] + " (PYTHON=… chooses another)" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.quickstart: $(VENV)/.python $(LOCKS)/quickstart.txt pyproject.toml
	@echo "installing (TensorFlow and MLflow: about 300 MB to download) …"
	$(PIP) --require-hashes -r $(LOCKS)/quickstart.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.quickstart $(LOCKS)/test.txt
	@echo "installing what the tests need …"
	$(PIP) --require-hashes -r $(LOCKS)/test.txt
	@touch $@

clean: ## Remove what make made; .runner/ (jobs and runs) stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
