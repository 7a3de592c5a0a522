# make run     open the app            make check   lint, formatting, types
# make test    every test              make bench   the figures, with their limits (PARTS=hosting: some of them)
# make image   the container image     make clean   forget everything that is made
# make proofs  what a classroom rests on: make audit, manifests, starts, threads, walk, forge, proxy, soak

ADDRESS ?= localhost
# Without PORT the first free one from 8501 on.
PORT ?=
IMAGE ?= thalweg

VENV := .venv
PY := $(VENV)/bin/python
# The floors whose every line runs uncompiled under test, where coverage can see it.
NUMERICS := core landscapes optimizers schedules runs studies
# Two workers pay from two cores on.
WORKERS ?= 2

.PHONY: run test check bench image layers clean proofs audit manifests starts threads walk forge proxy soak
.DELETE_ON_ERROR:

run: $(VENV)/.ready
	$(PY) -m streamlit run app.py --server.address $(ADDRESS) $(PORT:%=--server.port %)

# The numerics are tested twice: as plain Python, with every line covered, and compiled. The kernels are compiled before
# the workers start, so that they do not compile the same ones side by side. In the second pass the tests in the browser
# have workers of their own, since they wait as much as they compute, and what drives a browser keeps an event loop
# running, beside which the tests of the door could not have theirs. What they say comes last.
test: $(VENV)/.ready-dev
	$(PY) -m tools.chromium
	NUMBA_DISABLE_JIT=1 $(PY) -m pytest -n $(WORKERS) $(NUMERICS:%=--cov=%) --cov-fail-under=100 tests/ground
	$(PY) -m tools.warm
	@mkdir -p .cache
	$(PY) -m pytest -n $(WORKERS) --dist worksteal tests/browser >.cache/browser.log 2>&1 & browser=$$!; \
	$(PY) -m pytest -n $(WORKERS) --ignore=tests/browser tests; others=$$?; \
	wait $$browser; seen=$$?; cat .cache/browser.log; exit $$((others + seen))

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

$(VENV)/.ready-dev: requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@
