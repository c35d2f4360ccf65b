#!/bin/sh
# Installs the locked dependencies: requirements/install.sh local (to run) or dev (to test and check, too).
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed; '$python' is not. Try: PYTHON=python3.12 make run" >&2
    exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python's venv is missing. On Debian: sudo apt-get install -y python3-venv" >&2
    exit 2
fi
[ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear .venv
echo "Installing the locked dependencies (requirements/$1.txt) …"
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-compile --require-hashes --requirement "requirements/$1.txt"
touch ".venv/installed-$1"
[ "$1" = dev ] && touch .venv/installed-local
exit 0
