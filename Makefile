# make run     open the app            make check       lint, formatting, types
# make quick   what a change reaches   make test        what has to pass before a change lands
# make bench   figures, with limits    make everything  what has to pass before a release: whole tables, PyTorch
# make image   the container image     make restless    the tests in the browser, ten times, on a busy machine
# make mutants whether the tests notice small changes to the code
# make browsers every page in Firefox and in WebKit
# make clean   forget what is made
# make proofs  what a classroom rests on: make audit, manifests, starts, threads, walk, forge, proxy, soak

ADDRESS ?= localhost
# Without PORT the first free one from 8501 on.
PORT ?=
IMAGE ?= thalweg

VENV := .venv
PY := $(VENV)/bin/python
# Two workers pay from two cores on.
WORKERS ?= 2
WITHIN ?= 50
TIMES ?= 10
# Of make mutants: what draws the sample, its mutants for each folder (none: as declared), its folders (none: all), and
# the seconds of tests that judge a mutant.
SEED ?= 1
SAMPLE ?=
FOLDERS ?=
REACH ?= 60

.PHONY: run test everything quick restless mutants browsers check bench image layers clean
.PHONY: proofs audit manifests starts threads walk forge proxy soak
.DELETE_ON_ERROR:

run: $(VENV)/.ready
	$(PY) -m streamlit run app.py --server.address $(ADDRESS) $(PORT:%=--server.port %)

# Of large tables of tests a sample runs, another one for every commit; the first lines of each part say how to have it
# again (THALWEG_TABLES=covering:SEED make test). tools/suite.py says what the parts are.
test: $(VENV)/.ready-dev
	THALWEG_TABLES=$${THALWEG_TABLES:-covering} $(PY) -m tools.suite $(WORKERS)

# What a release passes: whole tables, the exported scripts run by PyTorch, and what is kept of the other libraries.
everything: $(VENV)/.ready-dev $(VENV)/.ready-torch $(VENV)/.ready-libraries
	THALWEG_TABLES=whole $(PY) -m tools.suite $(WORKERS)

# What a change can reach, the most telling first, within so many seconds.
quick: $(VENV)/.ready-dev
	@$(PY) -m tools.quick $(WITHIN)

# The tests in the browser TIMES times over, while two processes burn two processors.
restless: $(VENV)/.ready-dev
	$(PY) -m tools.chromium
	$(PY) -m tools.restless $(TIMES)

# Small changes to the code, one at a time: does a test fail? `make test` does not run this.
mutants: $(VENV)/.ready-mutants
	@$(PY) -m tools.mutants --seed $(SEED) --workers $(WORKERS) --within $(REACH) $(SAMPLE:%=--sample %) $(FOLDERS)

# Every page in Firefox and in WebKit: open, play, drag, link, reload, a phone. `make test` does not run this.
browsers: $(VENV)/.ready-browsers
	@$(PY) -m tests.engines.programs
	$(PY) -m tools.warm
	$(PY) -m pytest -W default tests/engines  # the clients warn

check: $(VENV)/.ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pyright
	$(PY) -m tools.check_js

# It measures with what is there and installs nothing: a part that lacks something says so in its row.
bench:
	@test -x $(PY) || { echo 'There is no virtual environment to measure with yet: `make check` makes it.' >&2; exit 1; }
	$(PY) -m benchmarks $(PARTS)

image:
	docker build --tag $(IMAGE) .

# What the image consists of, in MB.
layers:
	docker run --rm $(IMAGE) sh -c 'du -sm /usr /usr/local/lib /app /venv /venv/lib/python*/site-packages/* | sort -nr | head -30'

proofs: audit manifests starts threads walk forge proxy soak

# The Dockerfile's style, and known holes in what is installed. The second asks the Internet; what it is not told fails.
audit: $(VENV)/.ready-deploy
	$(VENV)/bin/hadolint Dockerfile
	$(PY) -m pip_audit --strict --requirement requirements.txt

# The compose file and the Kubernetes manifests, by their own readers and schemas.
manifests: $(VENV)/.ready-deploy
	$(PY) -m pytest deploy/tests/test_compose.py deploy/tests/test_kubernetes.py

# What can be wrong at the start, on a real server: a full disk, a broken kernel, a port that is taken.
starts: $(VENV)/.ready-deploy
	$(PY) -m tools.warm
	$(PY) -m pytest deploy/tests/test_starts.py

# Every kernel from sixteen threads at once: the bits of one.
threads: $(VENV)/.ready
	$(PY) -m tools.threads

# A thousand steps of a visitor without a plan.
walk: $(VENV)/.ready-dev
	WALK=1000 $(PY) -m pytest tests/ui/test_random_walk.py

# What a visitor could send who means harm, and what the others notice of it: some minutes of load on this machine.
forge: $(VENV)/.ready-deploy
	$(PY) -m pytest -s deploy/tests/test_forge.py deploy/tests/test_floods.py

# The proxy with two replicas, one of which is killed. It needs caddy (on Debian: apt-get install caddy).
proxy: $(VENV)/.ready-deploy
	$(PY) -m tools.chromium
	$(PY) -m pytest -s deploy/tests/test_proxy.py deploy/tests/test_back.py

# Three thousand changes of all kinds, and what the server remembers of them: some minutes.
soak: $(VENV)/.ready-deploy
	$(PY) -m pytest -s deploy/tests/test_soak.py

clean:
	rm -rf $(VENV) .cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python of at least 3.11 that can make a virtual environment; PYTHON=/path/to/python chooses another.
$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo 'Thalweg needs Python 3.11 or newer with its venv module (on Debian: apt-get install python3 python3-venv).' >&2; \
	exit 1

$(VENV)/.ready: requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/.ready-deploy: requirements.txt requirements-dev.txt requirements-deploy.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-deploy.txt
	@touch $@

$(VENV)/.ready-browsers: requirements-browsers.txt $(VENV)/.ready-dev
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-browsers.txt
	@touch $@

$(VENV)/.ready-mutants: requirements-mutants.txt $(VENV)/.ready-dev
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-mutants.txt
	@touch $@

# Where PyTorch cannot be had, its tests are not there.
$(VENV)/.ready-torch: requirements-torch.txt $(VENV)/.ready-dev
	@if $(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-torch.txt; then touch $@; \
	else echo 'PyTorch cannot be installed here: only a NumPy version of it runs the exported scripts.' >&2; fi

# The other libraries whose arguments are kept here: their tests compare them with what is installed.
$(VENV)/.ready-libraries: requirements-libraries.txt $(VENV)/.ready-dev
	@if $(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-libraries.txt; then touch $@; \
	else echo 'Keras and optax cannot be installed here: no test compares what is kept of them.' >&2; fi

$(VENV)/.ready-dev: requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@
