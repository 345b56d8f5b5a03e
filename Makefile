# make run    sets up .venv and trains the default network
# make test   sets up .venv and runs the tests
# uv is used where it is installed, plain venv and pip where it is not.

VENV ?= .venv
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,\
  $(if $(shell $(p) -c "import sys; print(sys.version_info >= (3, 11) or '')" 2>/dev/null),$(p))))
UV := $(shell command -v uv 2>/dev/null)
BIN := $(VENV)/bin

ifeq ($(PYTHON),)
$(error network4 needs Python 3.11 or later, and found none; install it, or say PYTHON=/path/to/python)
endif

ifneq ($(UV),)
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
MAKE_VENV := $(UV) venv --quiet --python $(PYTHON) $(VENV)
else
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
MAKE_VENV := $(PYTHON) -m venv $(VENV)
endif

.PHONY: run test lint types contract clean

run: $(VENV)/.installed
	$(BIN)/network4 train

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/basedpyright --pythonpath $(BIN)/python

contract: $(VENV)/.installed-dev
	$(BIN)/lint-imports

$(BIN)/python:
	$(MAKE_VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	@echo "Installing network4 into $(VENV) (a minute or two, the first time)"
	$(INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV)"
	$(INSTALL) -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) run
