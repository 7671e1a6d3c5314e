#!/bin/sh
# Prints a Python of at least 3.11, or says what to do and fails. PYTHON=… decides when it is set.
set -u
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Yihu needs Python 3.11 or newer, and found none as: ${PYTHON:-python3 python3.11 … python}." >&2
echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3.12 …" >&2
exit 1
