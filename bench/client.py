"""A small HTTP client with cookies, standard library only: its own cost must not be in the figures."""

import gzip
import http.client
import http.cookies
import re
from dataclasses import dataclass
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    wire: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.wire) if self.headers.get("content-encoding") == "gzip" else self.wire


class Client:
    """One browser on one server of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._request("GET", path, None, {})

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Post a form of that page, with the token the page gives out."""
        page = self.get(path).body.decode("utf-8", "replace")
        token = re.search(r'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"', page)
        content = urlencode(form | ({"csrfmiddlewaretoken": token[1]} if token else {}))
        referer = f"http://127.0.0.1:{self.port}{path}"
        return self._request("POST", path, content, {"Content-Type": FORM, "Referer": referer})

    def log_in(self, username: str, password: str) -> None:
        answer = self.post("/login/", {"username": username, "password": password})
        if answer.status != 302:
            raise RuntimeError(f"port {self.port}: {username} could not log in ({answer.status})")

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _request(self, method: str, path: str, content: str | None, headers: dict[str, str]) -> Answer:
        sent = {"Accept-Encoding": "gzip", "User-Agent": "bench", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
            try:
                self._connection.request(method, path, content, sent)
                response = self._connection.getresponse()
                wire = response.read()
                break
            except (http.client.HTTPException, ConnectionError):
                self.close()  # the server ends idle connections; once is no fault
                if attempt == 2:
                    raise
        self._keep_cookies(response)
        if response.will_close:
            self.close()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, wire)

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for value in response.headers.get_all("Set-Cookie", []):
            for name, morsel in http.cookies.SimpleCookie(value).items():
                self.cookies[name] = morsel.value
