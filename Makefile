# Lectern's build. `make demo` and `make test` set up what they need by themselves; `make help` lists the rest.
# CI runs the same targets (.ci/run).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

export CGO_ENABLED := 0
# One set of flags for everything, so that LiveKit is compiled once and not once a target.
export GOFLAGS := -trimpath -buildvcs=false

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  ?= $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

# npm packages may carry Go code of their own; it isn't ours.
PACKAGES = $(shell go list ./... | grep -v /node_modules/)
GOFILES  = $$(go list -f '{{.Dir}}/*.go' $(PACKAGES))
NPM      := npm --prefix frontend --no-audit --no-fund --no-update-notifier
MODULES  := frontend/node_modules/.installed
CLIENT   := frontend/dist/index.html
SOURCES  := $(shell find frontend/src frontend/public frontend/scripts -type f) \
            frontend/index.html frontend/package.json frontend/tsconfig.json frontend/vite.config.ts
SCHEMA   := frontend/src/shared/api/schema.gen.ts

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: demo
demo: build ## a whole classroom with a demo LMS on this machine; Ctrl+C stops it
	@exec bin/lectern demo

.PHONY: test
test: setup lint build gen-check test-go test-client e2e ## every check and test

.PHONY: release
release: tools $(CLIENT) ## bin/release/lectern, as the image holds it: without a media server of its own
	@go build -tags nolivekit -ldflags '$(LDFLAGS)' -o bin/release/lectern ./cmd/lectern

.PHONY: build
build: tools $(CLIENT) ## bin/lectern, with the web client inside
	@go build -ldflags '$(LDFLAGS)' -o bin/lectern ./cmd/lectern

# --- what has to be there first --------------------------------------------------------------------------------------

.PHONY: tools
tools:
	@.ci/setup

.PHONY: setup
setup: ## install what the tests use: PostgreSQL, Redis, Chromium
	@.ci/setup test

$(MODULES): frontend/package-lock.json
	@$(NPM) ci --ignore-scripts --loglevel=error
	@touch $@

$(CLIENT): $(MODULES) $(SOURCES)
	@mkdir -p tmp && $(NPM) run --silent build > tmp/client.log 2>&1 || { cat tmp/client.log; exit 1; }
	@touch $@

# --- checks ----------------------------------------------------------------------------------------------------------

.PHONY: lint
lint: tools $(MODULES) ## gofmt, go vet, staticcheck, tsc, eslint; warnings fail
	@unformatted="$$(gofmt -l $(GOFILES))"; \
	if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	@go vet $(PACKAGES)
	@go vet -tags nolivekit ./app/embedded ./cmd/lectern
	@go tool staticcheck $(PACKAGES)
	@$(NPM) run --silent check
	@$(NPM) run --silent lint

.PHONY: fmt
fmt: ## format the Go code
	@gofmt -w $(GOFILES)

.PHONY: test-go
test-go: setup ## the Go tests
	@go test -timeout 20m $(PACKAGES)

.PHONY: test-client
test-client: $(CLIENT) ## the web client's unit tests and its download budgets
	@$(NPM) test --silent
	@$(NPM) run --silent sizes

.PHONY: e2e
e2e: setup build ## the journey through real browsers
	@$(NPM) run --silent e2e

.PHONY: bench
bench: setup build ## launches, votes and messages, memory, start-up
	@go test -run '^$$' -bench . -benchmem -count=1 -p 1 -timeout 60m $(PACKAGES) | grep -v '^?\|no test files\|^PASS\|^ok'

.PHONY: soak
soak: setup ## thousands of seeds of the live stream's property tests
	@LECTERN_STREAM_SEEDS=$${LECTERN_STREAM_SEEDS:-3000} go test -count=1 -timeout 60m -run 'TestEveryClientEnds|TestWanderers' -v ./app/live | grep -v '/seed='

# --- generated code --------------------------------------------------------------------------------------------------

.PHONY: gen
gen: tools $(MODULES) ## the web client's types from the description of the API
	@mkdir -p tmp && go run ./cmd/lectern openapi > tmp/openapi.json
	@$(NPM) run --silent gen

.PHONY: gen-check
gen-check: tools $(MODULES)
	@mkdir -p tmp && { cp $(SCHEMA) tmp/schema.before 2>/dev/null || : > tmp/schema.before; }
	@$(MAKE) --no-print-directory gen > tmp/gen.log || { cat tmp/gen.log; exit 1; }
	@cmp -s $(SCHEMA) tmp/schema.before || { echo "$(SCHEMA) was stale: it is written anew, commit it"; exit 1; }

.PHONY: clean
clean: ## remove what was built; data/ stays
	@rm -rf bin tmp frontend/node_modules frontend/test-results frontend/e2e/shots
	@find frontend/dist -mindepth 1 ! -name .keep -delete
