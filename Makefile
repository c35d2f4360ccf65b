# The commands that stay stable. On a fresh machine they need Python 3.11 or newer with venv, and make.
PYTHON ?= python3
PORT ?= 8000
PYTEST_ARGS ?=
PY := .venv/bin/python
export PORT

.PHONY: help run test check prove bench messages

help:
	@echo "make run    the portal on http://127.0.0.1:$(PORT) (PORT=8001 make run for another port); Ctrl-C ends it"
	@echo "make test   all tests, browser tests included (PYTEST_ARGS='-k calendar' for some)"
	@echo "make check  format, lint, types, import rules, templates, translations, migrations"
	@echo "make prove  the fault, load and property tests at full size"
	@echo "make bench  how fast the parts are that everything waits for"
	@echo "make messages  bring the texts of the code into locale/vi"

run: .venv/installed-local
	@exec $(PY) -m sapa_center.local.supervisor

test:
	@$(PYTHON) sapa_center/local/system_packages.py chromium
	@$(MAKE) -s --no-print-directory .venv/installed-dev
	@exec $(PY) -m sapa_center.local.testing $(PYTEST_ARGS)

prove:
	@$(PYTHON) sapa_center/local/system_packages.py chromium
	@$(MAKE) -s --no-print-directory .venv/installed-dev
	@FULL_SIZE=1 exec $(PY) -m sapa_center.local.testing -m full $(PYTEST_ARGS)

check:
	@$(PYTHON) sapa_center/local/system_packages.py gettext
	@$(MAKE) -s --no-print-directory .venv/installed-dev
	@exec $(PY) -m sapa_center.checks

bench: .venv/installed-local
	@DJANGO_SETTINGS_MODULE=sapa_center.settings exec $(PY) -m benchmarks.run

messages: .venv/installed-dev
	@$(PYTHON) sapa_center/local/system_packages.py gettext
	@exec $(PY) -m sapa_center.checks.translations --update

# Installed again when the locked versions change; what is there already is not downloaded twice.
.venv/installed-%: requirements/%.txt
	@requirements/install.sh $*
