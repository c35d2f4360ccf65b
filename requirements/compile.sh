#!/usr/bin/env bash
# Locks all dependencies with hashes. Run after a change of pyproject.toml: requirements/compile.sh
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command requirements/compile.sh "$@"; }
lock pyproject.toml --output-file requirements/base.txt
lock pyproject.toml --extra local --constraint requirements/base.txt --output-file requirements/local.txt
lock pyproject.toml --extra local --extra dev --constraint requirements/local.txt --output-file requirements/dev.txt
