# The commands of this project. Each sets up what it needs; `make help` names them.
# Pass options on with ARGS, as in: make demo ARGS="--port 8123"   make test ARGS="-k mentions -x"

PY = .venv/bin/python
TEST_SETTINGS = --settings=tests.settings
# A file of tests stays with one worker, so that what it loads once serves all of it; in their own order, which ends
# with short ones. -n0 runs without workers.
WORKERS = -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# Compiled modules halve the time each process takes to start; they stay in ignored folders.
unexport PYTHONDONTWRITEBYTECODE

# Any Python that answers can run the bootstrap, which then looks for one that is new enough.
BOOTSTRAP = for python in "$${PYTHON:-python3}" python3 python3.13 python3.12 \
	"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.*/bin/python3; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; \
	then exec "$$python" .ci/bootstrap.py

NO_PYTHON = fi; done; echo "Python 3.12 or newer is needed: install it, or name one with PYTHON=/path/to/it." >&2; exit 1

.PHONY: help install demo test check lint types contracts templates migrations messages bench sample pictures

help: ## name the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

install: ## set up .venv with everything for development
	@$(BOOTSTRAP) dev; $(NO_PYTHON)

demo: ## serve a demo at http://localhost:8000/ until Ctrl-C; its data stay in .local/
	@$(BOOTSTRAP) demo; $(NO_PYTHON)
	@exec $(PY) manage.py demo $(ARGS)

test: install ## run the tests
	@exec $(PY) -m pytest $(WORKERS) $(ARGS)

check: lint types contracts templates migrations test ## everything a change must pass

lint: install
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: install
	DEBUG=1 $(PY) -m mypy .

contracts: install
	.venv/bin/lint-imports

templates: install
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --check --target-version 6.1

migrations: install
	$(PY) manage.py check $(TEST_SETTINGS)
	$(PY) manage.py makemigrations --check --dry-run $(TEST_SETTINGS)

messages: install ## gather the words of the interface into locale/ and compile them (needs GNU gettext)
	DEBUG=1 $(PY) manage.py makemessages
	DEBUG=1 $(PY) manage.py compilemessages --ignore .venv

bench: install ## run the benchmarks
	@exec $(PY) -m bench $(ARGS)

sample: install ## build docs/sample anew from the demo's texts
	RENEW_SAMPLE=1 $(PY) -m pytest -q tests/synthesis/test_sample.py

pictures: install ## take the pictures of the README anew from the demo (needs Chromium)
	RENEW_PICTURES=1 $(PY) -m pytest -q tests/browser/test_pictures.py
