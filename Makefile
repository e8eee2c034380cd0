# `make` prints the targets. scripts/setup-demo.sh and scripts/setup-test.sh are the only installers.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Git may refuse to speak about a folder that another user owns; the build must not depend on it.
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
export GOFLAGS := -buildvcs=false $(GOFLAGS)

# Go, npm and the browser keep caches under HOME: without one that can be written they fail.
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.cache/home
endif

FUZZTIME ?= 30s
ARGS ?=
LINTER_VERSION := v2.15.0
LINTER := $(CURDIR)/.cache/tools/golangci-lint-$(LINTER_VERSION)/golangci-lint

.PHONY: help setup setup-demo setup-test build cross web demo test race lint fmt bench long fuzz docs-check generate screenshots clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: setup-demo setup-test ## fetch and install all that demo and test need

setup-demo:
	@scripts/setup-demo.sh

setup-test:
	@scripts/setup-test.sh

web: setup-demo
	@npm --prefix web run --silent build

build: web ## build the page and bin/redsail
	@CGO_ENABLED=1 go build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/redsail ./cmd/redsail

CROSS := linux/amd64 linux/arm64 linux/loong64 windows/amd64

cross: web ## build bin/redsail-OS-ARCH for Linux (amd64, arm64, loong64) and Windows, without C: no library is needed, H3 is off
	@for target in $(CROSS); do \
	  os=$${target%/*} arch=$${target#*/} suffix=; [ "$$os" = windows ] && suffix=.exe; \
	  echo "bin/redsail-$$os-$$arch$$suffix"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -ldflags '-X main.version=$(VERSION)' -o "bin/redsail-$$os-$$arch$$suffix" ./cmd/redsail || exit 1; \
	done

demo: build ## make the made-up city, serve it and print its address (ARGS="--listen …")
	@exec bin/redsail demo $(ARGS)

test: setup-test ## run every check: format, vet, build, Go, page, browser
	@scripts/test.sh

race: setup-test ## run the Go tests, without the long ones, under the race detector
	go test -race -short -timeout 60m ./...

$(LINTER):
	GOBIN=$(dir $@) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINTER_VERSION)

lint: setup-demo $(LINTER) ## lint Go (golangci-lint, built on first use) and TypeScript (eslint)
	$(LINTER) run ./...
	npm --prefix web run --silent lint

fmt: ## format the Go code
	scripts/go-files.sh | xargs -0 gofmt -w

bench: build setup-test ## measure; docs/performance.md says what the numbers mean
	go test -run '^$$' -bench . -benchmem -timeout 60m ./...
	npm --prefix web run --silent bench

long: setup-test ## run the tests that take minutes (10 million lines and the like)
	REDSAIL_LONG=1 REDSAIL_REQUIRE=1 go test -run Long -v -timeout 120m ./...

fuzz: ## fuzz each parser for FUZZTIME (default 30s)
	@scripts/fuzz.sh $(FUZZTIME)

docs-check: ## check the links of the documents and that both READMEs have the same headings
	go test ./internal/arch -run Docs -count=1

generate: ## write the generated files anew (the tiny made-up coverage)
	go run ./data/tiny/gen

screenshots: build setup-test ## take the pictures of the READMEs anew
	cd web && npx vitest run --config vitest.e2e.config.ts e2e/readme.test.ts e2e/work.test.ts e2e/imports.test.ts e2e/print.test.ts
	for f in form-zh streets-zh form-en finding-en; do cp web/e2e/shots/imports-$$f.png docs/images/import-$$f.png; done
	cp web/e2e/shots/print-sign.png docs/images/print-sign-zh.png
	cp web/e2e/shots/{page,dark,city,phone,plan,work}-{zh,en}.png web/e2e/shots/work-offline-zh.png docs/images/

clean: ## remove what was built and fetched here
	rm -rf bin web/dist/app web/node_modules .cache
