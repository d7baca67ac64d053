# Sticky DVR. `make` alone tells what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Node and the tools come from node_modules; only an installation itself runs on the system's own Node.
SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

SOURCES := $(shell find src tools/bundle.ts package-lock.json VERSION)

# Containers: any engine that understands docker's commands. Its compose plugin, else the older program of its own.
DOCKER ?= docker
COMPOSE ?= $(shell if $(DOCKER) compose version >/dev/null 2>&1; then echo $(DOCKER) compose; else echo docker-compose; fi)
# Added to each build; '--network host' where builds reach the package registries only so.
BUILD_FLAGS ?=
NODE_IMAGE ?= node:24-bookworm-slim
NGINX_IMAGE ?= nginx:1.28
# In front of the images' names, such as registry.example.org/team/; compose reads the same from .env.
IMAGE_PREFIX ?= $(shell sed -n 's/^IMAGE_PREFIX=//p' .env 2>/dev/null)
VERSION := $(shell cat VERSION)

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

.PHONY: vendor
vendor: | setup ## copy what plays HLS where a browser doesn't from its package into the pages
	@mkdir -p public/vendor
	@sed '/^\/\/# sourceMappingURL/d' node_modules/hls.js/dist/hls.light.min.mjs >public/vendor/hls.light.js
	@cp node_modules/hls.js/LICENSE public/vendor/hls.LICENSE.txt

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

.PHONY: build-backend
build-backend: build ## all that Node needs to run the backend, into dist/sticky-backend
	@node tools/assemble.ts

.PHONY: build-frontend
build-frontend: ## the pages, into dist/frontend
	@rm -rf dist/frontend && mkdir -p dist && cp -R public dist/frontend

image = $(DOCKER) build $(BUILD_FLAGS) -f Dockerfile.$(1) \
  --build-arg $(2) --build-arg VERSION=$(VERSION) \
  --build-arg REVISION=$$(git describe --always --dirty --abbrev=40 --exclude='*' 2>/dev/null || echo unknown) \
  --build-arg CREATED=$$(git log -1 --format=%cI 2>/dev/null || echo unknown) \
  -t $(IMAGE_PREFIX)sticky-$(1):$(VERSION) -t $(IMAGE_PREFIX)sticky-$(1):latest .

.PHONY: image-backend
image-backend: ## the image of the backend, tagged with the version and latest
	$(call image,backend,NODE_IMAGE=$(NODE_IMAGE))

# An image of that name may be somebody's other overseer.
.PHONY: image-overseer
image-overseer: ## the image of the overseer, with ffmpeg, streamlink and yt-dlp
	@title=$$($(DOCKER) image inspect -f '{{index .Config.Labels "org.opencontainers.image.title"}}' $(IMAGE_PREFIX)sticky-overseer:latest 2>/dev/null) || exit 0; \
	  [ "$$title" = sticky-overseer ] || { echo "$(IMAGE_PREFIX)sticky-overseer:latest is another overseer: give it another tag (docker tag, docker rmi), and name that as OVERSEER_IMAGE in .env." >&2; exit 1; }
	$(call image,overseer,NODE_IMAGE=$(NODE_IMAGE))

.PHONY: image-frontend
image-frontend: ## the image of the pages alone
	$(call image,frontend,NGINX_IMAGE=$(NGINX_IMAGE))

.PHONY: image-proxy
image-proxy: ## the image of the proxy, pages included
	$(call image,proxy,NGINX_IMAGE=$(NGINX_IMAGE))

.PHONY: image-all
image-all: image-backend image-overseer image-frontend image-proxy ## the four images

.PHONY: export
export: ## the images as one file, for machines without a registry: dist/sticky-dvr-images-VERSION.tar.gz
	@mkdir -p dist
	@set -o pipefail; file=dist/sticky-dvr-images-$(VERSION).tar.gz; \
	  $(DOCKER) save $(foreach one,backend overseer frontend proxy,$(IMAGE_PREFIX)sticky-$(one):$(VERSION) $(IMAGE_PREFIX)sticky-$(one):latest) \
	    | gzip >$$file.part && mv $$file.part $$file && echo $$file

.PHONY: bootstrap
bootstrap: ## a first deployment: secrets into .env, images, everything up
	@told=$$(tools/bootstrap) && $(MAKE) --no-print-directory image-all up && printf '%s\n' "$$told"

.PHONY: up
up: ## start the composed stack, or what of it changed, and wait until all is well
	@$(COMPOSE) up -d
	@DOCKER="$(DOCKER)" COMPOSE="$(COMPOSE)" tools/healthy
	@$(COMPOSE) ps

.PHONY: down
down: ## stop the composed stack; its data stay
	@$(COMPOSE) down

.PHONY: logs
logs: ## what the composed stack says, as it says it
	@$(COMPOSE) logs --tail=100 -f

.PHONY: certs
certs: ## your certificate for the composed stack: make certs CERT=chain.pem KEY=key.pem
	@DOCKER="$(DOCKER)" COMPOSE="$(COMPOSE)" tools/certs "$(CERT)" "$(KEY)"

.PHONY: backup
backup: ## the database into backups/, of the composed stack or of ./data; OF=stack or OF=data where both are there
	@DOCKER="$(DOCKER)" COMPOSE="$(COMPOSE)" tools/backup "$(OF)" "$(FILE)"

.PHONY: restore
restore: ## a backup into an empty database: make restore FILE=backups/..., with REPLACE=yes over what is there
	@DOCKER="$(DOCKER)" COMPOSE="$(COMPOSE)" tools/restore "$(OF)" "$(FILE)" "$(REPLACE)"

.PHONY: tag
tag: ## tag this commit with the version in VERSION
	@test -z "$$(git status --porcelain)" || { echo "Commit your changes first: a tag names a commit." >&2; exit 1; }
	git tag -a "v$$(cat VERSION)" -m "Sticky DVR $$(cat VERSION)"

.PHONY: clean
clean: ## remove what was built; data and node_modules stay
	rm -rf dist test-results
