"""Makes .venv and installs a file of pinned requirements into it; interrupted, it may simply be run again.

Runs on a bare Python of at least 3.11: `python3 setup/install.py requirements.txt`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
OFFLINE = ("NewConnectionError", "NameResolutionError", "ConnectTimeout", "Network is unreachable", "ProxyError", "SSLError")


def main(requirements: str) -> None:
    ensure_venv()
    install(ROOT / requirements)


def ensure_venv() -> None:
    if works(PYTHON):
        return
    say("making the virtual environment .venv")
    shutil.rmtree(VENV, ignore_errors=True)  # what an interrupted run may have left
    if make_venv() or (install_venv_package() and make_venv()):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    stop(
        f"{sys.executable} cannot make virtual environments. Install that part of it (Debian, Ubuntu: apt-get install {name})."
    )


def works(python: Path) -> bool:
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def make_venv() -> bool:
    return subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, check=False).returncode == 0


def install_venv_package() -> bool:
    """Debian ships ``venv`` apart from Python; root may fetch it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    say(f"installing {name}")
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", name]):
        subprocess.run(["apt-get", *words], env=environ, capture_output=True, check=False)
    return True


def install(requirements: Path) -> None:
    total = sum(1 for _ in pins(requirements))
    say(f"installing {total} packages of {requirements.name}")
    options = ["--retries", "2", "--no-input", "--disable-pip-version-check"]
    command = [str(PYTHON), "-m", "pip", "install", *options, "-r", str(requirements)]
    with LOG.open("w") as log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        show_progress(pip, log, total)
    if pip.returncode:
        explain_failure()
    done()


def pins(requirements: Path) -> Iterator[str]:
    for line in requirements.read_text().splitlines():
        if line.startswith("-r "):
            yield from pins(requirements.parent / line[3:].strip())
        elif line.strip() and not line.startswith("#"):
            yield line


def show_progress(pip: "subprocess.Popen[str]", log: TextIO, total: int) -> None:
    seen = 0
    for line in pip.stdout or ():
        print(line, end="", file=log, flush=True)
        if line.startswith(("Collecting ", "Requirement already satisfied: ")) and "==" in line:
            seen += 1
            package = line.removeprefix("Collecting ").removeprefix("Requirement already satisfied: ").split()[0]
            step(f"{seen}/{total} {package}", every=20, count=seen)
        elif line.startswith("Installing collected packages"):
            step("unpacking", every=1, count=1)


def explain_failure() -> None:
    text = LOG.read_text()
    done()
    if any(sign in text for sign in OFFLINE):
        stop("the packages cannot be reached. Check this machine's network (or proxy), then run the same command again.")
    errors = [line for line in text.splitlines() if line.startswith("ERROR")]
    stop(f"pip could not install the packages: {errors[-1] if errors else 'see the log'} (whole story: {LOG})")


def say(words: str) -> None:
    print(f"set-up: {words}", flush=True)


def step(words: str, *, every: int, count: int) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K        {words}", end="", flush=True)
    elif count % every == 0:
        print(f"        {words}", flush=True)


def done() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def stop(words: str) -> None:
    sys.exit(f"set-up: {words}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        stop("interrupted; run the same command again to go on.")
