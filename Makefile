# Sets up .venv with the pinned packages, then runs. Needs Python 3.11 or newer and make.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: dataset test test-long lint types bench lock clean

dataset: $(READY)  ## build the sample's dataset and ask it a question
	$(BIN)/alliance build --raw raw/sample --log-format text
	$(BIN)/alliance query "SELECT claim_type, count(*) AS claims, count(*) FILTER (source_kind != 'author') AS attributed FROM claims GROUP BY ALL ORDER BY claims DESC"

test: $(READY)  ## every test but the long suites
	$(BIN)/pytest -m "not long and not flow" -n 2
	$(BIN)/pytest -m "flow and not long"

test-long: $(READY)  ## crash, fuzz and scale suites
	$(BIN)/pytest -m long

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY)
	$(BIN)/mypy

bench: $(READY)  ## speed and memory of every step
	$(BIN)/python -m tests.benchmarks.speed

lock:  ## resolve pyproject.toml anew into requirements.txt (needs uv)
	uv pip compile pyproject.toml --extra dev --extra dask --extra s3 --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --strip-extras --upgrade -o requirements.txt

# Every package is pinned with its hash, so pip has nothing to resolve (--no-deps).
$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf .venv build *.egg-info
