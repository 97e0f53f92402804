"""The throw-away portal: a fresh database with the demonstration, served on a free port of the loopback address."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60.0
# There is no worker here: what the demonstration left in the queue is done before the doors open.
WORK = """
from core.operations import models, runner
for job in models.Job.objects.order_by("pk"):
    runner.run_job(job.pk)
"""


@contextlib.contextmanager
def served(running: str | None = None) -> Iterator[str]:
    """The address of a portal that lives as long as the block, or of the one that is `running` already.

    Raises RuntimeError when it does not start.
    """
    if running:
        yield running.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="portal-screens-") as folder:
        environment = os.environ | {
            "PORTAL_SCREENS_FOLDER": folder,
            "DJANGO_SETTINGS_MODULE": "screens.settings",
            "PORTAL_ENV_FILE": "",
        }
        for command in (["migrate", "--no-input", "--verbosity", "0"], ["load_demo"], ["shell", "-c", WORK]):
            _manage(environment, *command)
        with _web(environment, Path(folder)) as address:
            yield address


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def _web(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """One process: the cache of the tests' settings is its memory."""
    log = folder / "web.log"
    command = [sys.executable, "-m", "gunicorn", "quanzhou_portal.wsgi:application", "--bind", "127.0.0.1:0"]
    command += ["--workers", "1", "--threads", "4", "--no-control-socket"]
    with log.open("wb") as output:
        web = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield _address(web, log)
    finally:
        web.terminate()
        web.wait(timeout=20)


def _address(web: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where it listens: the port is the system's choice, and gunicorn writes it down."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and web.poll() is None:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if "Listening at: " in line:
                address = line.partition("Listening at: ")[2].split()[0]
                if _answers(address):
                    return address
        time.sleep(0.1)
    raise RuntimeError(f"The throw-away portal did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True  # without Redis and worker the health page complains, which is right
    except OSError:
        return False
