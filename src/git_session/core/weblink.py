"""Where a commit is seen in the web: by what a remote is called, where its host is a known one."""

from __future__ import annotations

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
# How hosts of each name spell the page of a commit; the first word of a host decides.
HOSTS = {"github": "commit", "gitlab": "-/commit", "bitbucket": "commits"}


def commits(remote: str) -> str:
    """What stands before a commit's hash in the address of its page; "" where that is not known.

    Never anything of who logs in: `https://me:secret@github.com/a/b.git` and `git@github.com:a/b`
    both lead to `https://github.com/a/b/commit/`.
    """
    host, path = _parted(remote.strip())
    name = host.lower().partition(":")[0]
    page = HOSTS.get(name.partition(".")[0], "")
    if name.partition(".")[0] == "bitbucket" and name != "bitbucket.org":
        return ""  # one's own spells it otherwise
    parts = path.strip("/").removesuffix(".git").split("/")
    sound = len(parts) > 1 and all(part.strip(".") and set(part) <= PLAIN for part in parts)
    if not page or not sound or "." not in name or not set(name) <= PLAIN - {"_"}:
        return ""
    return f"https://{host.lower()}/{'/'.join(parts)}/{page}/"


def _parted(url: str) -> tuple[str, str]:
    """Host, with the port that the web has too, and path; both "" where there is no host."""
    scheme, there, rest = url.partition("://")
    if there:
        place, _, path = rest.partition("/")
        host, _, port = place.rpartition("@")[2].partition(":")
        if scheme == "https" and port.isascii() and port.isdecimal():
            return f"{host}:{port}", path
        return (host, path) if scheme in ("https", "http", "ssh", "git") else ("", "")
    place, colon, path = url.partition(":")
    return (place.rpartition("@")[2], path) if colon and "/" not in place else ("", "")
