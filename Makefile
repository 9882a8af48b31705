# The commands of this checkout: run and test are all that most people need.
PYTHON ?= python3
VENV := .venv/bin

# Node of this checkout goes before the system's (tools/prepare.py lays it there).
export PATH := $(CURDIR)/.node/bin:$(PATH)

.PHONY: run test lint bench pictures lock clean

## run: build what is needed and start the server; MADANG_* variables are its settings
run:
	@$(PYTHON) tools/prepare.py run
	@exec $(VENV)/madang serve

## test: everything a change must pass
test: lint
	@$(PYTHON) tools/prepare.py run test browser
	@cd web && npm run --silent test
	@$(VENV)/python -m pytest

## lint: style, types and imports, without running anything
lint:
	@$(PYTHON) tools/prepare.py run test
	@$(VENV)/ruff check
	@$(VENV)/mypy
	@cd web && npm run --silent check

## bench: figures in ms, frames and CPU
bench:
	@$(PYTHON) tools/prepare.py run test browser
	@exec $(VENV)/python -m tests.bench

## pictures: make the documents' pictures anew from the running product
pictures:
	@$(PYTHON) tools/prepare.py run test browser
	@exec $(VENV)/python -m tests.pictures

## lock: write the lock files anew from pyproject.toml, requirements/*.in and web/package.json
# make lock UPGRADE=--upgrade also takes newer versions of what is pinned already.
COMPILE = $(VENV)/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal \
	--fork-strategy fewest --python-version 3.11 --no-header $(UPGRADE)
lock:
	@$(PYTHON) tools/prepare.py tools
	$(COMPILE) requirements/tool.in -o requirements/tool.lock
	$(COMPILE) requirements/node.in -o requirements/node.lock
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/run.lock
	$(COMPILE) requirements/test.in -o requirements/test.lock
	$(PYTHON) tools/prepare.py run
	cd web && npm install --package-lock-only --ignore-scripts

## clean: remove all that was built here; data stays
clean:
	rm -rf .venv .node .stamps build *.egg-info web/node_modules web/dist \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
