# All there is to set up on a fresh machine: GNU make, a POSIX shell and Python 3.11 or newer with venv.
#
# Without make (as on Windows) the same by hand:
#     py -m venv .venv
#     .venv\Scripts\python -m pip install -e ".[dev]"
#     .venv\Scripts\tracer demo demo-case
#     .venv\Scripts\python -m pytest

PYTHON ?=
# More for pytest, as in: make test ARGS="-k loaders"
ARGS ?=
# Files of tests run side by side, each worker with a server and a browser of its own, one more than there are processors, as one
# waits for those at any time; one after the other on a server that is given.
WORKERS ?= $(if $(TRACER_TEST_NEO4J_URI),0,$(shell n=$$(nproc 2>/dev/null || echo 1); [ "$$n" -lt 4 ] && echo $$((n + 1)) || echo 4))
# Which tests: those marked `long` and `slow` take long by themselves.
MARKED ?= not slow and not long
PORT ?= 7687
HTTP_PORT ?= 7474
# Of fuzzing.
SECONDS ?= 600

# Modules are compiled once, not by each of the thousand processes that tests start, also where Python is told to keep none.
unexport PYTHONDONTWRITEBYTECODE

# Paths are relative throughout: make cannot hold one with a blank, and the checkout may lie below such a folder.
BIN := .venv/bin
# Nothing is built while it is installed, and nothing taken that is not in the lock, byte for byte.
LOCKED = $(BIN)/uv pip install --quiet --no-build --require-hashes

.PHONY: help demo workers test test-slow soak fuzz check format bench accuracy prints pictures man site neo4j clean locked lock licences audit sbom image image-digests release-images

help:
	@echo 'make demo    a case from the invented documents, in ./demo-case'
	@echo 'make test    the tests, on both engines (Neo4j: one given, Docker, or Maven and a JDK; see CONTRIBUTING.md)'
	@echo 'make test-slow   the tests that take long: killed at every step, national scale, all programs of the benchmark'
	@echo 'make fuzz    hostile documents made of the specimens, for ten minutes (SECONDS=3600 for an hour); Linux on x86-64'
	@echo 'make soak    kills, signals, faults and arbitrary texts, for long: KILLS=300 and EXAMPLES=300 on each engine, or SECONDS=3600'
	@echo 'make check   style, types, architecture'
	@echo 'make format  puts the style right'
	@echo 'make bench   what the program takes, measured on this machine'
	@echo 'make accuracy   how often the program is wrong, on documents whose facts are known'
	@echo 'make prints  how many rows of printed tables are read, in random layouts by the programs that are here (ARGS="--layouts 100")'
	@echo 'make pictures   the pictures of docs/, in headless Chromium'
	@echo 'make man     a man page for each command, in dist/man'
	@echo 'make site    the pages of docs/ as a site, in build/site; each link in it is looked up'
	@echo 'make neo4j   an empty Neo4j with Browser until Ctrl-C (PORT=7687 HTTP_PORT=7474)'
	@echo '             TRACER_TEST_NEO4J_LINE=newest before make test or make neo4j takes the newest Neo4j'
	@echo 'make locked  installs what CI does, by requirements/dev.txt, instead of the newest'
	@echo 'make lock    writes requirements/ again after a change of pyproject.toml (ARGS=--upgrade: with the newest of all)'
	@echo 'make licences   the licence of every library, held against a list of those that may be used'
	@echo 'make audit   whether a library in requirements/ is known to be vulnerable; asks the Python package index'
	@echo 'make sbom    what the image holds, as CycloneDX, in dist/'
	@echo 'make image-digests   writes the digests of the base images into Dockerfile and docker-compose.yml (Docker, and a registry)'
	@echo 'make release-images  fails where a base image stands by its tag alone: before a release'
	@echo 'make image   calltracer:local, with the revision as a label (Docker)'
	@echo 'make clean   removes all that these made'

demo: .venv/installed
	@rm -rf demo-case
	@$(BIN)/tracer demo demo-case

workers:
	@echo $(WORKERS)

test: .venv/installed-dev
	@$(BIN)/python -m pytest -m '$(MARKED)' -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

test-slow: .venv/installed-dev
	@$(BIN)/python -m pytest -m 'slow or long' $(ARGS)

fuzz: .venv/installed-dev
	@$(BIN)/python -m tests.hostile.fuzz --seconds $(SECONDS) $(ARGS)

# What must survive whatever happens, and how often that was tried.
soak: .venv/installed-dev
	@TRACER_SOAK_KILLS=$(or $(KILLS),300) TRACER_SOAK_EXAMPLES=$(or $(EXAMPLES),300) $(if $(SECONDS),TRACER_SOAK_SECONDS=$(SECONDS)) \
	    $(BIN)/python -m tests.soak $(ARGS)

check: .venv/installed-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	@# mypy follows no editable install: it reads the package where it is laid out as a wheel lays it out.
	@$(BIN)/python -m tests.as_installed .venv/as-installed
	cd .venv/as-installed && ../bin/python -m mypy --config-file ../../pyproject.toml -p tracer
	$(BIN)/python -m mypy --follow-imports=silent -p tests.neo4j_server -m tests.conftest -m tests.as_installed -m tests.test_real_neo4j -m tests.test_compose -m tests.test_architecture -m tests.test_packaging -m tests.audit -m tests.licences -m tests.test_supply -m tests.test_security -m tests.test_credentials
	$(BIN)/python -m pytest -q tests/test_architecture.py

format: .venv/installed-dev
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: .venv/installed-dev
	@$(BIN)/python -m benchmarks $(ARGS)

accuracy: .venv/installed-dev
	@$(BIN)/python -m benchmarks.accuracy $(ARGS)

prints: .venv/installed-dev
	@$(BIN)/python -m benchmarks.prints $(ARGS)

pictures: .venv/installed-dev
	@$(BIN)/python -m docs.pictures.make
	@$(BIN)/python -m docs.pictures.neo4j_browser

man: .venv/installed-dev
	@$(BIN)/python -m docs.man.make

site: .venv/installed-dev
	@$(BIN)/python -m mkdocs build --strict
	@echo 'build/site: written'

neo4j: .venv/installed-dev
	@exec $(BIN)/python -m tests.neo4j_server --port $(PORT) --http-port $(HTTP_PORT)

locked: $(BIN)/uv
	@echo 'Installing calltracer and what its development takes into .venv, by requirements/dev.txt'
	@$(LOCKED) --python $(BIN)/python -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch .venv/installed .venv/installed-dev

# For every system and Python that is supported at once. The image goes without IPython, which pyvis asks for and does not need here.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' $(ARGS)
lock: $(BIN)/uv
	@$(COMPILE) pyproject.toml --extra dev --group build -o requirements/dev.txt
	@echo ipython | $(COMPILE) pyproject.toml --extra fast --excludes /dev/stdin -c requirements/dev.txt -o requirements/image.txt
	@$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	@$(COMPILE) --group supply -o requirements/supply.txt
	@$(COMPILE) --group uv -o requirements/uv.txt

licences: .venv/installed-dev
	@$(BIN)/python -m tests.licences

audit: .venv/installed-dev .venv-supply/installed
	@$(BIN)/python -m tests.audit .venv-supply/bin/pip-audit

sbom: .venv-supply/installed
	@rm -rf build/image && $(BIN)/python -m venv --without-pip build/image && mkdir -p dist
	@$(LOCKED) --python build/image/bin/python --no-deps -r requirements/image.txt
	@.venv-supply/bin/cyclonedx-py environment build/image/bin/python --pyproject pyproject.toml --output-reproducible -o dist/calltracer.cdx.json
	@echo 'dist/calltracer.cdx.json: written'

image-digests: .venv/installed-dev
	@$(BIN)/python -m tests.images

release-images: .venv/installed-dev
	@$(BIN)/python -m tests.images --check

image:
	docker build --build-arg REVISION="$$(git rev-parse HEAD)" --tag calltracer:local .

clean:
	rm -rf .venv .venv-supply .neo4j demo-case fuzz-found build dist calltracer.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find tracer loaders cypher examples tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Installed anew only when pyproject.toml says something else: an editable install follows the sources by itself.
.venv/installed: pyproject.toml $(BIN)/python
	@echo 'Installing calltracer into .venv'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/installed-dev: pyproject.toml $(BIN)/python
	@echo 'Installing calltracer and what its development takes into .venv'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch .venv/installed $@

# uv takes seconds where pip takes minutes; tests and program go without it.
$(BIN)/uv: requirements/uv.txt $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/uv.txt
	@touch $@

.venv-supply/installed: requirements/supply.txt $(BIN)/uv
	@$(BIN)/python -m venv --clear --without-pip .venv-supply
	@$(LOCKED) --python .venv-supply/bin/python -r requirements/supply.txt
	@touch $@

# The first of these that runs, is new enough and can make an environment.
$(BIN)/python:
	@for python in '$(PYTHON)' python3 python3.13 python3.12 python3.11 python3.14; do \
	    if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	        exec "$$python" -m venv --clear .venv; \
	    fi; \
	done; \
	echo 'Python 3.11 or newer with venv is needed (Debian: apt install python3-venv); PYTHON=... names one' >&2; exit 1
