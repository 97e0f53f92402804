"""Handing out a stored file. The view that calls this has already asked who may have it."""

from django.http import FileResponse

from .models import StoredFile
from .storage import open_file


def download(stored: StoredFile) -> FileResponse:
    """The file as an attachment that no browser will interpret, run or keep. Raises Refused when it is gone."""
    response = FileResponse(
        open_file(stored), as_attachment=True, filename=stored.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
