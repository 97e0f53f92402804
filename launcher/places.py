"""Where things lie in a clone. Nothing outside the clone is written, except a short-lived temporary folder."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """All paths of one clone, derived from its root."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def tools(self) -> Path:
        """Programs fetched from registries because the machine lacks them."""
        return self.root / ".tools"

    @property
    def var(self) -> Path:
        """Everything the portal writes while it runs."""
        return self.root / "var"

    @property
    def stamps(self) -> Path:
        """What set-up has already done, by hash of what it was done from."""
        return self.venv / "stamps"

    @property
    def env_file(self) -> Path:
        return self.root / ".env"

    def site_packages(self) -> Path:
        """The folder of the installed wheels. Raises FileNotFoundError before the virtual environment exists."""
        for folder in sorted((self.venv / "lib").glob("python3.*/site-packages")):
            return folder
        raise FileNotFoundError(f"no virtual environment in {self.venv}")

    def prepare(self) -> None:
        """Make the folders that everything else expects; `var` is nobody else's business."""
        for folder in (self.var, self.stamps, self.root / "static"):
            folder.mkdir(parents=True, exist_ok=True)
        self.var.chmod(0o700)
