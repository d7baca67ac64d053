# Sticky DVR. `make` alone tells what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Node and the tools come from node_modules; only an installation itself runs on the system's own Node.
SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

SOURCES := $(shell find src tools/bundle.ts package-lock.json VERSION)

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## install what package-lock.json names, if that is not there yet
	@PATH="$(SYSTEM_PATH)" command -v npm >/dev/null || { \
	  echo "To begin, Sticky DVR needs npm with any Node.js from 18 on: install the packages nodejs and npm." >&2; exit 1; }
	@node tools/installed.mjs || PATH="$(SYSTEM_PATH)" npm ci --loglevel=error
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 19) ? 0 : 1)' || { \
	  echo "Sticky DVR needs Node.js 22.19 or newer, which npm can't bring for this platform: install it." >&2; exit 1; }

.PHONY: run
run: build ## start Sticky DVR on this machine; PORT, DATA_DIR and others as in the README
	@exec node dist/launcher.js

.PHONY: dev
dev: build ## the same from the sources; what you change is restarted
	@exec node src/local/launcher/main.ts

.PHONY: build
build: dist/.bundled ## bundle the programs into dist

dist/.bundled: $(SOURCES) | setup
	@node tools/bundle.ts
	@touch $@

.PHONY: build-domain
build-domain: | setup ## emit the domain as a library into dist/domain
	@rm -rf dist/domain
	@tsc -p src/domain/tsconfig.build.json

.PHONY: admin
admin: build ## for a locked-out operator: make admin ARGS="list", "create NAME --role admin" or "reset-password NAME"
	@exec node dist/admin.js $(ARGS)

.PHONY: check
check: | setup ## formatter, linter, types, Effect diagnostics
	@npm run --silent check

.PHONY: test
test: build ## all tests; a few need nginx, chromium or ffmpeg, installed first where that may be done
	@tools/test-setup
	@npm test --silent

.PHONY: bench
bench: | setup ## measure what has a bound or a baseline
	@npm run --silent bench

.PHONY: fuzz
fuzz: | setup ## the fuzzers, at length
	@npm run --silent fuzz

.PHONY: tag
tag: ## tag this commit with the version in VERSION
	@test -z "$$(git status --porcelain)" || { echo "Commit your changes first: a tag names a commit." >&2; exit 1; }
	git tag -a "v$$(cat VERSION)" -m "Sticky DVR $$(cat VERSION)"

.PHONY: clean
clean: ## remove what was built; data and node_modules stay
	rm -rf dist test-results
