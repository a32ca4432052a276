# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
CORES ?=
MATRIX_ARGS ?=
LINKS ?=

BIN := $(abspath $(VENV))/bin
READY := $(VENV)/.ready
GATES := build/gates
JUDGES := $(GATES)/.ready
LINT_DOCS = HOME="$(CURDIR)/$(GATES)" $(GATES)/bin/antsibull-docs lint-collection-docs --plugin-docs \
	--validate-collection-refs all --disallow-unknown-collection-refs .
DOCS := build/docs/venv
SCRIBES := $(DOCS)/.ready
LINK := build/ansible_collections/timesync/meinberg

export PATH := $(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)/build
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/build
export ANSIBLE_CONFIG := $(CURDIR)/tests/ansible.cfg

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help test test-docs docs test-examples test-matrix lint galaxy-check sanity molecule unit integration wire test-faults coverage forget browser build release demo bench scale faults docs-facts docs-metrics docs-profiles docs-screenshots docs-wire scenarios clean distclean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test-matrix: $(READY)  ## The installed tarball with each ansible-core (CORES="2.16 2.21"; MATRIX_ARGS=--allow-missing)
	$(BIN)/python -m tests.tooling.matrix --pytest="$(PYTEST_ARGS)" $(MATRIX_ARGS) $(CORES)

test: lint galaxy-check sanity molecule docs unit integration wire test-docs test-examples test-faults browser  ## Everything below that checks, as CI runs it

lint: $(READY) $(JUDGES)  ## ruff, mypy, yamllint, ansible-lint (production profile), changelog, documentation, workflows
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/ansible-lint --strict
	$(BIN)/antsibull-changelog lint
	$(LINT_DOCS) || $(LINT_DOCS)  # again, since it takes its temporary folder for a link where that name ends in _
	$(GATES)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(GATES)/bin/check-jsonschema --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci examples/change-window/gitlab-ci.yml

sanity: $(READY)  ## ansible-test sanity, on a copy under build/
	$(BIN)/python -m tests.tooling.sanity

molecule: $(READY)  ## The role in a molecule scenario, against the simulator
	cd extensions && MOLECULE_EPHEMERAL_DIRECTORY="$(CURDIR)/build/molecule" $(BIN)/molecule test

unit integration: PARALLEL := --numprocesses 2
unit integration wire browser: %: $(READY)
	$(BIN)/python -m $(COVERED) pytest tests/$@ --junitxml build/results/$@.xml $(PARALLEL) $(PYTEST_ARGS)
unit:  ## Unit tests (PYTEST_ARGS="-k name" narrows)
integration:  ## Real ansible-playbook runs against the simulator
wire:  ## The probes, against real peers in network namespaces
browser:  ## The report's page in Debian's Chromium

test-docs: $(READY) $(JUDGES)  ## Every command, playbook and file of the documentation, as a reader runs it
	$(BIN)/python -m pytest tests/docs --junitxml build/results/docs.xml $(PYTEST_ARGS)

test-examples: $(READY)  ## Each command of examples/README.md, against well and ill simulated devices
	$(BIN)/python -m $(COVERED) pytest tests/examples --junitxml build/results/examples.xml $(PYTEST_ARGS)

test-faults: $(READY)  ## Every fault of docs/faults.md, and 1,000 devices of which 300 are dead or hostile
	$(BIN)/python -m $(COVERED) pytest tests/faults --junitxml build/results/faults.xml $(PYTEST_ARGS)

coverage: COVERED := coverage run -m
coverage: export COVERAGE_FILE := $(CURDIR)/build/coverage/data
coverage: forget unit integration test-faults  ## Those three under coverage; at least 95 % of the branches of plugins/
	$(BIN)/python -m tests.tooling.covered

forget: $(READY)
	$(BIN)/python -m tests.tooling.covered forget

galaxy-check: $(READY) $(JUDGES)  ## Import the tarball as Galaxy does, and as ansible-builder does
	$(BIN)/python -m tests.tooling.galaxy_check

release: galaxy-check build  ## Build for a release, and check that changelog and TAG=v1.2.3 belong to it
	$(BIN)/python -m tests.tooling.release

fuzz: $(READY)  ## Fuzz with atheris for FUZZ_SECONDS=600, from the simulator's answers on
	$(BIN)/python -m tests.fuzz

build: $(READY)  ## Build the collection's tarball into build/ and check what it holds
	$(BIN)/python -m tests.tooling.tarball build

demo: $(READY)  ## Audit a simulated fleet and print the verdict
	$(BIN)/python -m tests.demo

bench: $(READY)  ## Measure a read of 100 simulated devices
	$(BIN)/python -m tests.bench

scale: $(READY)  ## Audit up to 1,000 simulated devices, and make the table of docs/scale.md anew
	$(BIN)/python -m tests.bench.scale --write

faults: $(READY)  ## Measure each fault in a run of its own, into docs/faults.md
	$(BIN)/python -m tests.faults --write

docs: $(READY) $(SCRIBES)  ## Build the documentation's site and check its links (LINKS=external asks for those to other sites, too)
	$(BIN)/python -m tests.tooling.docs_site $(LINKS:%=--%)

docs-facts: $(READY)  ## Make docs/facts.md and docs/evidence.md anew from the documentation and the adapters' tables
	$(BIN)/python -m tests.tooling.facts_page
	$(BIN)/python -m tests.tooling.evidence_page

docs-metrics: $(READY)  ## Make docs/metrics.md anew from the metrics' tables
	$(BIN)/python -m tests.tooling.metrics_page

docs-screenshots: $(READY)  ## Take the pictures of the report anew, from the demonstration's fleet
	$(BIN)/python -m tests.tooling.screenshots

docs-profiles: $(READY)  ## Make docs/profiles/, the tables of the audit's pages and the lists of report formats anew
	$(BIN)/python -m tests.tooling.profile_pages
	$(BIN)/python -m tests.tooling.report_formats
	$(BIN)/python -m tests.tooling.audit_tables

scenarios: $(READY)  ## Print the outcomes of the golden scenarios as a table
	$(BIN)/python -m tests.tooling.scenarios

docs-wire: $(READY)  ## Make the table of docs/wire.md anew: one minute of REST, probes and reference tools
	$(BIN)/python -m tests.wire.compare

clean:  ## Remove what the targets made, but not the virtual environment
	rm -rf build tests/output .ansible .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

distclean: clean  ## Remove the virtual environment too
	rm -rf "$(VENV)"

$(LINK):
	mkdir -p $(@D)
	ln -s ../../.. $@

$(READY): tests/requirements.txt tests/requirements-pytest.txt meta/ee-requirements.txt | $(LINK)
	$(PYTHON) -m venv "$(VENV)"
	$(BIN)/python -m pip install --quiet --requirement $<
	@touch $@

$(JUDGES): tests/requirements-gates.txt
	$(PYTHON) -m venv "$(GATES)"
	$(GATES)/bin/python -m pip install --quiet --requirement $<
	@touch $@

$(SCRIBES): tests/requirements-docs.txt
	$(PYTHON) -m venv "$(DOCS)"
	$(DOCS)/bin/python -m pip install --quiet --requirement $<
	@touch $@
