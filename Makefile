# Every target makes .venv from the hash-pinned lock first; nothing else has to be installed by hand.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: demo test soak lint types bench wheel lock clean

demo: .venv
	$(BIN)/toso demo

test: .venv
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

soak: .venv
	TOSO_SOAK=1 $(BIN)/pytest -n 2 --dist loadfile -m "soak or not soak" --timeout 7200

lint: .venv
	$(BIN)/ruff check scripts tests
	$(BIN)/lint-imports
	$(BIN)/toso schema lint

types: .venv
	$(BIN)/mypy

bench: .venv .venv/bench
	for file in tests/bench/*_bench.py; do $(BIN)/python $$file || exit 1; done

wheel: .venv
	$(BIN)/python -m hatchling build -t wheel

.venv: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch .venv

.venv/bench: .venv requirements-bench.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch .venv/bench

lock:
	uv pip compile pyproject.toml --extra test --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 -o requirements.lock
	uv pip compile pyproject.toml --extra test --extra bench --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 -c requirements.lock -o requirements-bench.lock

clean:
	rm -rf .venv dist build demo
