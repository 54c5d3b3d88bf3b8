"""Pages travel compressed, files as they are, and nothing to those who cannot unpack."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from tests.world import table

from himaya.config.compression import compress_pages

WORDS = b"The same words again. " * 100

CASES = table("""
| text/html; charset=utf-8 | gzip, br | yes |
| application/json         | gzip     | yes |
| application/problem+json | gzip     | yes |
| text/html; charset=utf-8 |          | no  |
| text/html; charset=utf-8 | br       | no  |
| application/octet-stream | gzip     | no  |
""")


@pytest.mark.parametrize(("kind", "accepts", "packed"), CASES)
def test_compressed(kind: str, accepts: str, packed: str) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(WORDS, content_type=kind)

    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    response = compress_pages(answer)(request)
    assert isinstance(response, HttpResponse)

    assert ("Content-Encoding" in response) is (packed == "yes")
    sent = response.content
    assert (gzip.decompress(sent) if packed == "yes" else sent) == WORDS
