"""`make demo`: a whole county on one machine – database, web, jobs and a simulated WeChat – under one Ctrl-C."""

import base64
import fcntl
import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from app.config import Settings
from deploy.processes import Died, Processes, Stopped, stop_on_signals

ROOT = Path(__file__).resolve().parent.parent
FIRST = "pingyang"
NAME = os.environ.get("COUNTY") or FIRST
HOME = Path(os.environ.get("DEMO_FOLDER") or ROOT / "var" / ("demo" if NAME == FIRST else f"demo-{NAME}")).resolve()
DATABASE = HOME / "yihu.db"
PHONES = HOME / "phones.json"
LOADED = HOME / "loaded.json"
TEMPLATES = ROOT / "deploy" / "templates.json"
COUNTY = Path("counties") / f"{NAME}.yaml"


class CannotStart(Exception):
    """The demo cannot start; the text says what to do."""


def main() -> int:
    began = time.monotonic()
    stop_on_signals()
    try:
        known_county()
        web, phones = free_ports()
        with only_one_demo():
            environ = environment(web, phones)
            prepare(environ)
            return run(environ, web, phones, began)
    except CannotStart as why:
        print(f"demo: {why}", file=sys.stderr)
        return 1
    except Stopped:
        print("\ndemo: stopped.", flush=True)
        return 0


def run(environ: dict[str, str], web: int, phones: int, began: float) -> int:
    processes = Processes(HOME, environ)
    try:
        start(processes, web, phones)
        print(f"\n  一呼 is running. Open   http://127.0.0.1:{phones}/", flush=True)
        print(f"  Ctrl-C stops it. (Started in {time.monotonic() - began:.1f} s; logs in {shown(HOME)}/)\n", flush=True)
        processes.watch()
    except Died as why:
        print(f"demo: {why}", file=sys.stderr)
        return 1
    except Stopped:
        print("\ndemo: stopping", flush=True)
        return 0
    finally:
        processes.stop()
    return 0


def start(processes: Processes, web: int, phones: int) -> None:
    python = (sys.executable, "-m")
    callback = f"http://127.0.0.1:{web}/wechat/callback"
    serve = ("--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(web), "--blocking-threads", "4")
    processes.start("web", *python, "granian", *serve, "wsgi:app")
    files = ("--people", str(PHONES), "--templates", str(TEMPLATES), "--account", account())
    processes.start("simulator", *python, "simulator", "--port", str(phones), "--callback", callback, *files)
    processes.start("jobs", *python, "jobs")
    processes.await_answer("web", web, "/healthz")
    processes.await_answer("simulator", phones, "/")


def known_county() -> None:
    known = sorted(path.stem for path in ROOT.glob("counties/*.yaml"))
    if NAME not in known:
        raise CannotStart(f"there is no counties/{NAME}.yaml. Choose one: {', '.join(known)}")


def account() -> str:
    """What the service account is called on the desk: after the county's own name."""
    name = re.search(r"^name: (\S+)", (ROOT / COUNTY).read_text(encoding="utf-8"), re.MULTILINE)
    return f"{name[1] if name else NAME}新时代文明实践中心"


def free_ports() -> tuple[int, int]:
    """The web's port and the simulator's, the next one; ``DEMO_PORT`` chooses."""
    text = os.environ.get("DEMO_PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65535):
        raise CannotStart(f"DEMO_PORT is not a port number: {text!r}")
    web = int(text)
    taken = [port for port in (web, web + 1) if not is_free(port)]
    if taken:
        raise CannotStart(f"port {taken[0]} is taken. Choose another: make demo DEMO_PORT={web + 100 if web < 65000 else 8100}")
    return web, web + 1


@contextmanager
def only_one_demo() -> Iterator[None]:
    """Two demos on one database would send each other's messages."""
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"a demo is running already on {shown(HOME)}. Stop it with Ctrl-C where it was started."
            ) from None
        yield


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def environment(web: int, phones: int) -> dict[str, str]:
    """This process's environment with the demo's own settings instead of any there may be."""
    ours = {field.metadata["name"] for field in fields(Settings)}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return (
        inherited
        | kept_secrets()
        | {
            "DATABASE_URL": f"sqlite:///{DATABASE}",
            "WECHAT_API_BASE": f"http://127.0.0.1:{phones}",
            "PUBLIC_URL": f"http://127.0.0.1:{web}",
            "WECHAT_TEMPLATES": json.dumps({kind: kind for kind in json.loads(TEMPLATES.read_text(encoding="utf-8"))}),
            "FLASK_APP": "wsgi:app",
            "PYTHONUNBUFFERED": "1",
        }
    )


def kept_secrets() -> dict[str, str]:
    """Made at random on the first start, and kept: sealed phone numbers and issued links stay readable."""
    path = HOME / "settings.json"
    if not path.exists():
        write(path, new_secrets())
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def new_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "WECHAT_APPID": f"wx{secrets.token_hex(8)}",
        "WECHAT_SECRET": secrets.token_hex(16),
        "WECHAT_TOKEN": secrets.token_hex(8),
        "WECHAT_AES_KEY": base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="),
        "MINIAPP_APPID": f"wx{secrets.token_hex(8)}",
        "MINIAPP_SECRET": secrets.token_hex(16),
    }


def prepare(environ: dict[str, str]) -> None:
    """Tables, county and people, unless the last start left them ready; an unfinished first start begins anew."""
    if not LOADED.exists():
        for leftover in (*HOME.glob("yihu.db*"), PHONES):
            leftover.unlink(missing_ok=True)
    loaded = json.loads(LOADED.read_text()) if LOADED.exists() else {}
    tables, county = fingerprint(sorted(ROOT.glob("migrations/versions/*.py"))), fingerprint([ROOT / COUNTY])
    if loaded.get("tables") != tables:
        step(environ, "making the tables", "db", "upgrade")
    if loaded.get("county") != county:
        step(environ, f"loading {COUNTY}", "county", "load", str(COUNTY), "--apply")
    if not loaded:
        step(environ, "inviting the demo people", "demo", "people", "--phones", str(PHONES))
    write(LOADED, {"tables": tables, "county": county})


def step(environ: dict[str, str], words: str, *command: str) -> None:
    print(f"demo: {words}", flush=True)
    log = HOME / "prepare.log"
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *command], env=environ, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        anew = f"rm -r {shown(HOME)} && make demo COUNTY={NAME}"
        raise CannotStart(f"`flask {' '.join(command)}` failed:\n{last}\nTo begin anew: {anew}")


def fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def write(path: Path, value: dict[str, str]) -> None:
    """Whole or not at all, and for this user's eyes only."""
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(value, indent=2) + "\n")
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())
