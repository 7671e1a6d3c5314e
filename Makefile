# Yihu: what one does with it. `make help` lists it.

MAKEFLAGS += --no-print-directory
WORKERS ?= 2
BIN := .venv/bin

.PHONY: help demo test lint format docs bench setup serve jobs clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: .venv/.runtime  ## a whole county on this machine: web, jobs and phones in the browser (DEMO_PORT=8000, COUNTY=pingyang)
	@exec $(BIN)/python -m deploy.demo

test: setup lint  ## everything: set-up, lint, types, contracts and all tests on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: .venv/.dev  ## style, types and import contracts
	@failed=0; \
	$(BIN)/ruff check || failed=1; \
	$(BIN)/ruff format --check || { echo 'These files are not formatted. Do it with: make format'; failed=1; }; \
	$(BIN)/python -m mypy || failed=1; \
	$(BIN)/lint-imports --no-logo || failed=1; \
	exit $$failed

format: .venv/.dev  ## put all Python files into the one shape
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

docs: .venv/.runtime  ## write docs/settings.md anew from the code
	@$(BIN)/python -m setup.settings_page

bench: .venv/.bench  ## measure ours beside its rivals, on this machine
	@$(BIN)/python -m bench

setup: .venv/.dev node_modules/.package-lock.json  ## install all that tests need, a browser included
	@$(BIN)/python setup/browser.py

serve: .venv/.runtime  ## the web process alone, from the settings in the environment
	@exec $(BIN)/python -m granian --interface wsgi --host $${HOST:-127.0.0.1} --port $${PORT:-8000} wsgi:app

jobs: .venv/.runtime  ## the jobs process alone, from the settings in the environment
	@exec $(BIN)/python -m jobs

clean:  ## remove what the other targets made, the demo's data included
	rm -rf .venv node_modules var/demo var/demo-* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Each set of packages is installed once, and again when its list changes.
.venv/.runtime: requirements.txt
	@python=$$(sh setup/find_python.sh) && "$$python" setup/install.py requirements.txt
	@touch $@

.venv/.dev: requirements.txt requirements-dev.txt
	@python=$$(sh setup/find_python.sh) && "$$python" setup/install.py requirements-dev.txt
	@touch .venv/.runtime $@

.venv/.bench: requirements.txt requirements-dev.txt requirements-bench.txt
	@python=$$(sh setup/find_python.sh) && "$$python" setup/install.py requirements-bench.txt
	@touch .venv/.runtime .venv/.dev $@

node_modules/.package-lock.json: package.json package-lock.json .venv/.dev
	@$(BIN)/python setup/frontend.py
	@touch $@
