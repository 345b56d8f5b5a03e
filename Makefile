# make run    sets up .venv and trains the default network
# make test   sets up .venv and runs the tests
# make lint types contract sanitize    what else must hold, each alone
# make docs   writes the site to build/site, and runs the notebooks that have changed
# make linkcheck    asks the network whether the pages that ours link to are there
# make package      builds sdist and wheel into dist/, and tries the wheel
# make workflows    looks for mistakes in .github and CITATION.cff
# uv is used where it is installed, plain venv and pip where it is not.

VENV ?= .venv
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,\
  $(if $(shell $(p) -c "import sys; print(sys.version_info >= (3, 11) or '')" 2>/dev/null),$(p))))
UV := $(shell command -v uv 2>/dev/null)
BIN := $(VENV)/bin
SOURCES = $(BIN)/python pyproject.toml $(wildcard native/*.* native/kernels/*)

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

.PHONY: run test lint types contract sanitize docs linkcheck package workflows clean

run: $(VENV)/.installed
	$(BIN)/network4 train

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q -n auto -m "not minutes"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/basedpyright --pythonpath $(BIN)/python

contract: $(VENV)/.installed-dev
	$(BIN)/lint-imports

# A warning is an error. Nothing outside this machine is asked, so that links that lead
# out are for linkcheck.
SPHINX = $(BIN)/sphinx-build -q -W --keep-going -c docs

docs: $(VENV)/.installed-docs
	$(SPHINX) -d build/doctrees . build/site
	@echo "The site begins at build/site/index.html"

linkcheck: $(VENV)/.installed-docs
	$(SPHINX) -D nb_execution_mode=off -b linkcheck . build/linkcheck

# The tests of the native engine that need no JAX, on a build that checks every address
# and every undefined operation, at each level of instructions that this machine runs.
SANITIZED := $(VENV)/sanitized
CHECKED = ASAN_OPTIONS=detect_leaks=0 NETWORK4_TEST_CORE="$$(ls $(SANITIZED)/network4/engines/native/_core*)" \
  LD_PRELOAD="$$($(CXX) -print-file-name=libasan.so) $$($(CXX) -print-file-name=libstdc++.so)"

sanitize: $(VENV)/.installed-dev
	rm -rf $(SANITIZED)
	$(INSTALL) --no-deps --target $(SANITIZED) -C cmake.define.NETWORK4_SANITIZE=ON .
	for level in $$($(BIN)/python -c "from network4.engines.native import _core; print(*_core.levels())"); do \
	  NETWORK4_LEVEL=$$level $(CHECKED) $(BIN)/python -m pytest -q -p no:cacheprovider \
	    --confcutdir=tests/engines/native tests/engines/native || exit 1; \
	done

package: $(VENV)/.installed-package
	.ci/package $(BIN)

workflows: $(VENV)/.installed-package
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms \
	  $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(BIN)/zizmor --offline --no-progress --quiet --min-severity medium .github/workflows

$(BIN)/python:
	$(MAKE_VENV)

$(VENV)/.installed: $(SOURCES)
	@echo "Installing network4 into $(VENV) (two minutes, with its C++ engine compiled)"
	$(INSTALL) -e .
	@touch $@

$(VENV)/.installed-dev: $(SOURCES)
	@echo "Installing network4 and what its tests need into $(VENV) (three minutes)"
	$(INSTALL) -e ".[dev]"
	@touch $@ $(VENV)/.installed $(VENV)/.installed-docs

$(VENV)/.installed-docs: $(SOURCES)
	@echo "Installing network4 and what its site needs into $(VENV) (three minutes)"
	$(INSTALL) -e ".[docs]"
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-package: $(SOURCES)
	@echo "Installing network4 and what builds its packages into $(VENV) (three minutes)"
	$(INSTALL) -e ".[package]"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) run dist build
