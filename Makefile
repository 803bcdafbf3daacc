# The two commands: `make run` (install, one round on the sample, the queue) and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/.installed
export PREFECT_SERVER_ANALYTICS_ENABLED = false

.PHONY: run test browser check bench bench-quality bench-hs1 encoder train picture pictures clean

# One monitoring round on the bundled sample, then the top of the queue.
run: $(INSTALLED)
	@$(BIN)/pantau run

# All tests, three at a time (many wait) but for those that measure time; then every model against its floors.
test: $(INSTALLED) browser
	$(BIN)/python -m pytest -m "not alone" -n 3 --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m pytest -m alone
	$(BIN)/pantau evaluate

# The desk's tests drive a real browser: Debian's Chromium, installed where we may.
browser:
	@command -v chromium > /dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
			&& { apt-get install -y -qq --no-install-recommends chromium > /dev/null 2>&1 \
				|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium > /dev/null; }; }; } \
		|| echo "no Chromium: the browser tests do not run; install it: sudo apt-get install chromium" >&2

# Style and types.
check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Speed and memory against named baselines (minutes; needs nothing but the sample).
bench: $(INSTALLED)
	$(BIN)/python -m benchmarks

# Quality of the signals against baselines, into docs/quality.md (needs PANTAU_SHARED or ../shared).
bench-quality: $(INSTALLED)
	$(BIN)/python -m benchmarks.quality

# The published benchmark HS1 from the untuned base: an hour and more (`python -m benchmarks.hs1 --folds 1`: a quarter; `--go-on` goes on).
bench-hs1: $(INSTALLED)
	$(BIN)/python -m benchmarks.hs1

# Make the encoder anew, from its base (some eight hours on 2 cores); then `make train` and matching (CONTRIBUTING.md).
encoder: $(INSTALLED)
	$(BIN)/python -m models.encoder.training

# Train the shipped weights anew (needs PANTAU_SHARED or ../shared).
train: $(INSTALLED)
	$(BIN)/python -m models.training.train_all

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# Draw the README's picture: the queue after a round over the sample.
picture: $(INSTALLED)
	PYTHONPATH=. $(BIN)/python docs/picture.py

# Take the pictures of the desk: a round over the sample, invented people and decisions, a real browser.
pictures: $(INSTALLED) browser
	PYTHONPATH=. $(BIN)/python docs/desk_pictures.py

clean:
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .hypothesis
