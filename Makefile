# Two commands matter: `make demo` and `make test`. Both need only Python 3.11 and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
export PORT

# The name of a stamp holds the hash of what was installed: changed requirements, new stamp.
stamp = .venv/$(1)-$(firstword $(shell cksum < requirements/$(1).txt))
CATALOGUES := $(wildcard hubportal/locale/*/LC_MESSAGES/*.po)
CODE := hubportal hubs members events funding tests manage.py
TEMPLATES = $(shell find templates -name '*.html' -o -name '*.txt')

.PHONY: help demo test check format lock clean env browser

help:
	@echo "make demo    the whole portal with example data on http://127.0.0.1:$(PORT)"
	@echo "make test    the whole test suite"
	@echo "make check   lint, format, imports, types, migrations, catalogues, deployment"
	@echo "make format  Python and templates as the checks want them"
	@echo "make lock    requirements/*.txt again from pyproject.toml"
	@echo "make clean   removes the environment and all local data"

demo: $(call stamp,demo) .venv/catalogues
	@exec $(BIN)/python -m hubportal.demo

test: $(call stamp,dev) .venv/catalogues browser
	@mkdir -p .local
	$(BIN)/python -m slipcover --json --out .local/coverage.json -m pytest -n 2 --maxschedchunk 2
	$(BIN)/python -m slipcover --merge .local/coverage.json --out .local/coverage.json --skip-covered --fail-under 95

env: $(call stamp,dev) .venv/catalogues

.venv/bin/python:
	@echo "Making a virtual environment with $(PYTHON)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(call stamp,demo) $(call stamp,dev): | .venv/bin/python
	@echo "Installing what requirements/$(firstword $(subst -, ,$(@F))).txt names"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements/$(firstword $(subst -, ,$(@F))).txt
	@rm -f .venv/$(firstword $(subst -, ,$(@F)))-*
	@touch $@

.venv/catalogues: $(CATALOGUES) | .venv/bin/python
	@$(BIN)/python -m hubportal.catalogues compile
	@touch $@

browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -q \
	       && apt-get install -y -q --no-install-recommends chromium; } \
	  || echo "No Chromium on this machine: browser tests will be skipped."

check: $(call stamp,dev) .venv/catalogues
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	$(BIN)/lint-imports
	$(BIN)/python -m hubportal.catalogues check
	$(BIN)/python -m hubportal.embedded run -- env SECRET_KEY=only-to-check $(BIN)/python manage.py makemigrations --check
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') DEBUG=0 DEMO=0 \
	  SITE_URL=https://hubs.example.org TRUSTED_PROXIES=1 \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING
	SECRET_KEY=only-to-check $(BIN)/mypy

format: $(call stamp,dev)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)
	-$(BIN)/djade --target-version 5.2 $(TEMPLATES)

LOCK := PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL= $(BIN)/pip-compile --quiet --generate-hashes \
  --allow-unsafe --strip-extras --no-header --no-emit-options --no-emit-index-url --no-emit-find-links \
  --no-emit-trusted-host pyproject.toml

lock: $(call stamp,dev)
	$(LOCK) --extra demo --extra dev -o requirements/dev.txt
	$(LOCK) --extra demo -c requirements/dev.txt -o requirements/demo.txt
	$(LOCK) -c requirements/dev.txt -o requirements/base.txt

clean:
	@test ! -x $(BIN)/python || $(BIN)/python -m hubportal.embedded clean
	rm -rf .venv .local staticfiles .mypy_cache .ruff_cache .import_linter_cache
	find hubportal/locale -name '*.mo' -delete
