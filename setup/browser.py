"""Finds a Chromium and Chinese letters for the browser tests, or installs them."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    wanted = [*(["chromium"] if find_chromium() is None else []), *([] if has_chinese_letters() else ["fonts-noto-cjk"])]
    if wanted and can_install():
        apt_install(wanted)
    if find_chromium() is None and not playwright_chromium():
        print("set-up: no Chromium was found or could be installed. Install Chromium or Chrome, then run the same again.")
        return 1
    if not has_chinese_letters():
        print("set-up: no Chinese font is installed, so screenshots show boxes (Debian, Ubuntu: fonts-noto-cjk).")
    return 0


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome installed on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def has_chinese_letters() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    print(f"set-up: installing {' and '.join(packages)} (this takes a minute or two)", flush=True)
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *words], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def playwright_chromium() -> bool:
    """Playwright's own build, kept in its cache; fetched when it is not there yet."""
    print("set-up: fetching Chromium", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
