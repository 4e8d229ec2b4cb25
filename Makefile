# mailshot: the only front door. `make` prints its targets.
#
# Rules: every target works on a fresh clone; what is missing on the machine is installed by Scripts/setup where that is possible,
# and named exactly where it is not.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PREFIX ?= /usr/local
DEMO ?= .build/demo
BINARY := .build/debug/mailshot

.PHONY: help setup build release test crash faults peers docs demo bench fuzz lint format embed install deb package dist clean

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what building needs (libssl-dev, libsqlite3-dev), or say what to install
	@Scripts/setup build

build: setup ## Build for development
	swift build --product mailshot

release: setup ## Build for use: optimised, Swift runtime linked in
	swift build -c release --product mailshot --static-swift-stdlib

test: setup ## Set up and run every test that needs no other server, and every command of the documents
	@Scripts/setup test
	swift test --parallel
	Tests/Docs/run $(BINARY)

crash: build ## Kill sends at random and at named steps, and judge what is left
	@Scripts/setup crash
	Tests/Crash/run --kills 15 --recipients 3000
	Tests/Crash/run --kills 15 --recipients 3000 --policy resend
	Tests/Crash/failpoints

faults: build ## Break the machine under sends: full disks, power cuts, stopped processes (root, a session of its own)
	@Scripts/setup crash
	Tests/Crash/faults

peers: setup ## Test against real mail servers
	@Scripts/setup peers
	Tests/Peers/run

docs: build ## Run every command of README.md and docs/, and every example of --help
	Tests/Docs/run $(BINARY)

demo: build ## Run a sample campaign end to end through the sandbox relay and print its report
	@Scripts/demo $(BINARY) $(DEMO)

bench: release ## Measure against peers in the same run and print the ratios
	@Scripts/setup bench
	Benchmarks/run
	Benchmarks/pool

fuzz: setup ## Give the parsers and state machines any octets, FUZZ_SECONDS (60) each
	Fuzzing/run

lint: ## Check formatting, import directions and forbidden calls
	Scripts/lint-imports
	Scripts/embed-starter --check
	swift format lint --strict --recursive --parallel Sources Tests Fuzzing/Sources Fuzzing/Targets Fuzzing/Package.swift Package.swift

format: ## Lay out all Swift files
	swift format --in-place --recursive --parallel Sources Tests Fuzzing/Sources Fuzzing/Targets Fuzzing/Package.swift Package.swift

embed: ## Make the Swift files that carry templates/ and samples/starter/ inside the executable
	Scripts/embed-starter

install: release ## Install under PREFIX (default /usr/local): executable, manual pages, completions, service files
	@Scripts/install $(DESTDIR)$(PREFIX)

deb: release ## Build a Debian package, .build/mailshot_VERSION_ARCHITECTURE.deb
	@Scripts/deb

package: deb ## Install the Debian package in a clean Debian 12 and send a first campaign there (root)
	@Scripts/setup package
	Tests/Package/run .build/mailshot_*.deb

dist: ## Write a source archive that builds by itself, .build/mailshot-VERSION.tar.xz
	@Scripts/dist

clean: ## Remove what was built
	swift package clean
	rm -rf $(DEMO)
