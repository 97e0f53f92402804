"""Where the numbers of the board lead: their panel, the register filtered, the brief they stand in."""

from urllib.parse import urlencode

from django.urls import reverse

from reporting.models import Brief


def _of(brief: Brief) -> dict[str, str]:
    return {"month": str(brief.month), "version": str(brief.number)}


def figure_url(brief: Brief, code: str, **names: str) -> str:
    return f"{reverse('board_figure', args=[code])}?{urlencode(_of(brief) | names)}"


def register_url(brief: Brief, **filters: str | list[str]) -> str:
    return f"{reverse('register')}?{urlencode(_of(brief) | filters, doseq=True)}"


def board_url(brief: Brief, name: str = "board") -> str:
    return f"{reverse(name)}?{urlencode(_of(brief))}"


def brief_url(brief: Brief) -> str:
    return reverse("brief", args=[brief.month, brief.number])


def project_url(code: str) -> str:
    return reverse("project", args=[code])
