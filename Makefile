# One environment in .venv, made on first use. PYTHON chooses the interpreter (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test attacks programs loops fuzz pack-test bench growth gpu check docs site format clean

$(READY): pyproject.toml constraints.txt
	@echo "setting up .venv, once: torch and all the rest take a few minutes"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --editable . --group dev
	touch $@

demo: $(READY)  ## grade a real example, with a mistake to explain, and say where the page is
	$(BIN)/grade submissions_example/never_zeroed/my_solution.py --html report.html || test $$? -eq 1

test: $(READY)  ## run the tests
	$(BIN)/pytest -n auto

attacks: $(READY)  ## as root: run every attack in every environment, and write what stopped it to ATTACKS.md
	PYTHONPATH=benchmarks $(BIN)/python tests/sandbox/table.py

programs: $(READY)  ## grade every honest program and every cheat with 20 seeds (half an hour)
	$(BIN)/python tests/programs/every_seed.py 20

loops: $(READY)  ## judge the corpus and 1,000 random loops, and print who was taken for what
	$(BIN)/python tests/loops/confusion.py 1000

fuzz: $(READY)  ## send the host 15,000 streams of damaged, odd and misordered messages, drawn anew
	CASES=5000 HYPOTHESIS=search $(BIN)/pytest -n auto tests/test_hostile_child.py tests/test_frames.py

pack-test: $(READY)  ## unpack and run the zip for Gradescope in a fresh Debian (root, debootstrap)
	PYTHONPATH=tests:tests/sandbox:benchmarks unshare --mount $(BIN)/python tests/gradescope/fresh_root.py

bench: $(READY)  ## compare with other tools and with the limit, and write benchmarks/RESULTS.md (ten minutes)
	$(BIN)/python benchmarks/results.py

growth: $(READY)  ## grade a hundred tiny hand-ins, then ten thousand (a quarter of an hour)
	$(BIN)/python benchmarks/growth.py 10000

gpu: $(READY)  ## where there is a GPU: run the tests that need one, and print the timings of docs/gpu.md
	$(BIN)/grade doctor
	$(BIN)/pytest -m gpu -rs tests/gpu
	$(BIN)/python benchmarks/gpu.py

check: $(READY)  ## format, lint, types, import contracts, generated docs, links of the guide
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/build_checks.py --check
	$(BIN)/sphinx-build -q -W -b dirhtml docs site

docs: $(READY)  ## write the generated pages
	$(BIN)/python docs/build_checks.py

site: $(READY)  ## make the guide's pages
	$(BIN)/sphinx-build -q -W -b dirhtml docs site
	@echo site/index.html

format: $(READY)  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv .bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist site report.html
