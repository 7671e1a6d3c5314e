"""When the machine is not as it should be, one clear line says what to do."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.processes import Died, Processes

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_a_machine_without_python_is_told_what_to_install() -> None:
    answer = run("sh", "setup/find_python.sh", PYTHON="/nowhere/python3")
    assert answer.returncode == 1
    assert "Python 3.11 or newer" in answer.stderr
    assert "/nowhere/python3" in answer.stderr


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert run("sh", "setup/find_python.sh", PYTHON=str(old)).returncode == 1
    assert run("sh", "setup/find_python.sh", PYTHON=f"{old} {sys.executable}").stdout.strip() == sys.executable


def test_a_taken_port_is_named_together_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = str(other.getsockname()[1])
        answer = run(sys.executable, "-m", "deploy.demo", DEMO_PORT=port, DEMO_FOLDER=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert f"port {port} is taken. Choose another: make demo DEMO_PORT=" in answer.stderr


def test_a_port_that_is_no_port_is_refused_in_words(tmp_path: Path) -> None:
    answer = run(sys.executable, "-m", "deploy.demo", DEMO_PORT="eight", DEMO_FOLDER=str(tmp_path))
    assert (answer.returncode, answer.stderr) == (1, "demo: DEMO_PORT is not a port number: 'eight'\n")


def test_a_county_that_there_is_not_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    answer = run(sys.executable, "-m", "deploy.demo", COUNTY="nowhere", DEMO_FOLDER=str(tmp_path))
    assert answer.returncode == 1
    assert "there is no counties/nowhere.yaml" in answer.stderr
    assert "daye, hanbin, hongan, pingyang, zigui" in answer.stderr


def test_a_second_demo_on_the_same_data_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = run(sys.executable, "-m", "deploy.demo", DEMO_PORT="18431", DEMO_FOLDER=str(tmp_path))
    assert answer.returncode == 1
    assert "a demo is running already" in answer.stderr


def test_when_one_process_dies_its_last_words_are_shown_and_all_others_stop(tmp_path: Path) -> None:
    processes = Processes(tmp_path, dict(os.environ))
    processes.start("patient", sys.executable, "-c", "import time; time.sleep(60)")
    processes.start("weak", sys.executable, "-c", "import sys; sys.exit('I ran out of tea')")
    with pytest.raises(Died, match=r"weak ended with 1(.|\n)*I ran out of tea"):
        processes.watch()
    processes.stop()
    with pytest.raises(Died, match="patient ended"):
        processes.check()


def test_make_lists_what_one_can_do() -> None:
    said = run("make", "help").stdout
    assert all(f"make {target}" in said for target in ("demo", "test", "lint", "bench"))
