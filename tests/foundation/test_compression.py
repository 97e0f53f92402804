"""Text travels compressed when the browser can take it; files go as they are."""

import gzip
from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from core.foundation.compression import CompressText

LONG = "项目".encode() * 500


def answer(response, **headers):
    request = RequestFactory().get("/", headers=headers or {"accept-encoding": "gzip"})
    return CompressText(lambda _request: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml"])
def test_text_is_compressed(kind):
    given = answer(HttpResponse(LONG, content_type=kind))
    assert given.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(given.content) == LONG


def test_a_browser_that_does_not_ask_gets_it_plain():
    given = answer(HttpResponse(LONG), **{"accept-encoding": "identity"})
    assert "Content-Encoding" not in given.headers
    assert given.content == LONG


def test_the_same_page_never_has_the_same_length_twice():
    lengths = {len(answer(HttpResponse(LONG)).content) for _ in range(40)}
    assert len(lengths) > 5


@pytest.mark.django_db  # a file response that ends tells the connections
def test_files_go_as_they_are():
    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "Content-Encoding" not in answer(HttpResponse(LONG, content_type=workbook)).headers
    streamed = answer(FileResponse(BytesIO(LONG), content_type="text/plain"))
    assert "Content-Encoding" not in streamed.headers
    streamed.close()
