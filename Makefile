# Two commands: `make run` serves the sample shop, `make test` runs all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# On Linux, PyPI's torch is a CUDA build of several GB. For the CPU build name an index that has it:
#   make run TORCH_INDEX=<url of PyTorch's CPU wheel index>
TORCH_INDEX ?=

.PHONY: run test check format clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	@$(BIN)/python -m bot models pull
	@exec $(BIN)/python app.py $(ARGS)

test: $(VENV)/.installed
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright

format: $(VENV)/.installed
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Shopkeeper needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Name another with: make run PYTHON=python3.11")'
	@echo "Installing into $(VENV) (the first time takes some minutes)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=26"
	@$(BIN)/python -m pip install --quiet -c constraints.txt $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	@$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache *.egg-info
