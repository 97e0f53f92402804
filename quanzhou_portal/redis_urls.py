"""One REDIS_URL, three dialects.

``REDIS_URL`` may be ``redis://host:port/0``, ``rediss://…`` or ``unix:///path/to/redis.sock?db=0``. redis-py and
Django's cache take it as it is, kombu wants ``redis+socket://`` for a socket.
"""

from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit


def broker_url(redis_url: str) -> str:
    """The address in kombu's dialect."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    return f"redis+socket://{parts.path}?{urlencode({'virtual_host': database_of(redis_url)})}"


def cache_url(redis_url: str) -> str:
    """The next database of the same server.

    ``cache.clear()`` empties its whole database, so cache and message queue must never share one.
    """
    parts = urlsplit(redis_url)
    number = database_of(redis_url) + 1
    if parts.scheme == "unix":
        return f"unix://{parts.path}?{urlencode({'db': number})}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def database_of(redis_url: str) -> int:
    """The number of the database; 0 when the address names none."""
    parts = urlsplit(redis_url)
    text = parse_qs(parts.query).get("db", ["0"])[0] if parts.scheme == "unix" else parts.path.strip("/")
    return int(text or 0)
