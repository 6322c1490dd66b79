# make alone lists the recipes. Everything is set up in .venv; nothing is installed outside this folder.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(not ((3,11) <= sys.version_info[:2] <= (3,12)))' 2>/dev/null && echo $$p && break; done)
UV := .tools/bin/uv
unexport PYTHONDONTWRITEBYTECODE  # with their bytecode kept, programs start in half the time
RUN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup neural lips cluster demo studio test test-neural bench bench-smoke lint clean

help:  ## list the recipes
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed and was not found. Set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "· fetching uv, the package installer, into .tools" && $(PYTHON) -m venv .tools && .tools/bin/pip install -q uv

.venv/.base: pyproject.toml uv.lock | $(UV)
	@echo "· setting up .venv (about a minute the first time)" && $(UV) sync -q --frozen --inexact --python $(PYTHON) --no-dev && touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	@echo "· setting up .venv with the test tools" && $(UV) sync -q --frozen --inexact --python $(PYTHON) && touch $@ .venv/.base

.venv-neural/.done: pyproject.toml uv.lock | $(UV)
	@echo "· setting up .venv-neural (several GB, a few minutes)" && UV_PROJECT_ENVIRONMENT=.venv-neural $(UV) sync -q --frozen --python $(PYTHON) --extra neural && touch $@

setup: .venv/.base  ## set up .venv, nothing else

neural: .venv/.base  ## add the neural engines to .venv (torch, coqui-tts, diffusers: several GB)
	@$(UV) sync -q --frozen --inexact --python $(PYTHON) --no-dev --extra neural

lips: .venv/.base  ## add what runs a lip network of your own to .venv (onnxruntime)
	@$(UV) sync -q --frozen --inexact --no-dev --extra lips

cluster: .venv/.base  ## add what works on many machines to .venv (ray, s3fs)
	@$(UV) sync -q --frozen --inexact --no-dev --extra cluster

demo: .venv/.base  ## make demo/film.mp4 from the brief, the portrait and the voice sample in assets/demo
	@mkdir -p demo && $(RUN)/studio create assets/demo/brief.md --out demo/film.mp4 --force \
	  --portrait assets/demo/portrait.png --voice assets/demo/voice.wav --consent "$$(cat assets/demo/consent.txt)"

studio: .venv/.base  ## open the studio's page in a browser
	@$(RUN)/python app.py

test: .venv/.dev  ## run the tests
	@$(RUN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests

test-neural: .venv-neural/.done  ## run the tests of the neural engines, in an environment of their own
	@.venv-neural/bin/python -m pytest -q -m neural tests/neural

bench: .venv/.dev  ## measure, print the tables, write benchmarks/results/*.json
	@$(UV) sync -q --frozen --inexact --group bench
	@for name in film rerender scroll dub cluster editing align formats readings long_texts watermark page avatar avatar_drawn avatar_video avatar_head3d avatar_neural; do $(RUN)/python -m benchmarks.$$name || exit 1; done
	@$(RUN)/python -m benchmarks.readme

bench-smoke: .venv/.dev  ## the benchmarks at their smallest, to see that they run
	@$(RUN)/python -m benchmarks.film --smoke && $(RUN)/python -m benchmarks.rerender --smoke && $(RUN)/python -m benchmarks.editing --smoke && $(RUN)/python -m benchmarks.formats --smoke && $(RUN)/python -m benchmarks.watermark --smoke && $(RUN)/python -m benchmarks.dub --smoke --only timing,rows

lint: .venv/.dev  ## format check, lint, types, import contracts
	@$(RUN)/ruff format --check . && $(RUN)/ruff check . && $(RUN)/mypy && $(RUN)/lint-imports

clean:  ## remove what setup made
	rm -rf .venv .venv-neural .tools
