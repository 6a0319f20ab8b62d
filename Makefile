# The only way in. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo demo-once demo-reset test check audit e2e bench proto ui

STATE := .nekonote/demo

help: ## List what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: ## Say what is missing to build, and install it where that is possible
	@infra/setup build

setup-tests: ## The same for the tests: PostgreSQL, Chromium, Node.js, chrony, cargo-nextest
	@infra/setup tests

demo: setup ## Start the whole platform on this machine with demo data; Ctrl-C stops it
	cargo build --workspace --bin nekonote
	@mkdir -p -m 700 $(STATE)
	exec target/debug/nekonote demo --state $(STATE) 2>>$(STATE)/log.jsonl

demo-once: setup ## Run the main job once, print what the timeline recorded, and stop
	cargo build --workspace --bin nekonote
	@mkdir -p target/demo
	target/debug/nekonote demo --once 2>target/demo/once.jsonl

demo-reset: ## Forget the demo's data
	rm -rf $(STATE)

check: proto ## Format, lints, the protocol, the manifests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- --deny warnings
	k8s/check

audit: setup ## Vulnerabilities, bans, licences, offline: make audit ADVISORY_DB=DIR (an unpacked RustSec advisory-db)
	@infra/audit "$(ADVISORY_DB)"

test: setup setup-tests check ## Everything CI runs
	cargo build --workspace --bins
	@# Two a core: they wait for databases, certificates and each other more than they compute.
	cargo nextest run --workspace --test-threads $$(( $$(nproc) * 2 ))
	cargo test --workspace --doc --quiet
	$(MAKE) demo-once e2e

e2e: ## Journeys in a real browser and over the API; pictures in target/e2e
	cargo build --workspace --bin nekonote
	cd e2e && npm ci --ignore-scripts --no-fund --no-audit && npm test

bench: setup setup-tests ## Measure what docs/performance.md tells, in a release build; leave the machine alone meanwhile
	@infra/setup bench
	cargo build --workspace --release --bins
	cargo bench --workspace --bench platform

proto: ## Lint the protocol
	npx --yes @bufbuild/buf@1.75.0 lint proto

ui: ## Build the portal's styles, icons and scripts anew
	cd services/gateway/ui && npm ci --ignore-scripts && node build.mjs
