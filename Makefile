GO ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.1
BENCHSTAT = golang.org/x/perf/cmd/benchstat@latest

build:
	$(GO) build -o bin/entente ./cmd/entente

# Every test. What a test needs and does not find it names; with CI set a
# missing tool is a failure.
test: need
	$(GO) test -timeout 25m ./...

short: need
	$(GO) test -short ./...

need:
	@command -v $(GO) >/dev/null || { echo "needs Go 1.26 or later"; exit 1; }
	@command -v $${CC:-cc} >/dev/null || { echo "needs a C compiler (the ledger is DuckDB): apt-get install gcc"; exit 1; }
	@[ -d ../shared ] || echo "note: ../shared is not there: tests on treebanks and gold sets that do not travel with the project will be skipped"

# What the browser tests need beside Chromium: axe-core (MPL-2.0), which looks
# for faults of accessibility. It stays out of the tree.
AXE = 4.14.1
axe: node_modules/axe-core/axe.min.js
node_modules/axe-core/axe.min.js:
	@command -v npm >/dev/null || { echo "needs npm: apt-get install npm"; exit 1; }
	npm install --no-save --no-package-lock --no-audit --no-fund axe-core@$(AXE)

# Pictures of every view at 1280 and 375 px, and the one of the README.
screenshots: axe
	SCREENSHOTS=$(CURDIR)/bin/screenshots $(GO) test -count=1 -run '^TestViews$$' ./internal/web

screenshot:
	SCREENSHOT=$(CURDIR)/docs/page.png $(GO) test -count=1 -run '^TestPicture$$' ./internal/web

lint:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "gofmt: the files above"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

fuzz:
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s $$pkg || exit 1; \
	  done; done

bench:
	$(GO) test -run '^$$' -bench . -benchmem -count 10 ./... | tee bench.out
	$(GO) run $(BENCHSTAT) bench.out

.PHONY: axe screenshots screenshot build test short need lint fuzz bench
