"""What a repository is called by others: its remote, its package."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def remote_name(url: str) -> str:
    """The last part of a remote's address without `.git`; "" where it has none.

    Never anything of who logs in, or of the host.
    """
    _, scheme, rest = url.partition("://")
    if scheme:
        path = rest.partition("/")[2].partition("?")[0].partition("#")[0]
    elif "::" in url:  # a helper's own words
        return ""
    else:
        path = _behind_host(url)
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if parts[-1:] == [".git"]:
        parts.pop()
    return parts[-1].removesuffix(".git") if parts else ""


def _behind_host(url: str) -> str:
    """`host:path` without its host; a path as it is, and `C:` is no host."""
    head, colon, rest = url.partition(":")
    if not colon or "/" in head or "\\" in head:
        return url
    if "@" in rest.partition("/")[0]:  # what stood before the colon was no host but a login
        return rest.rpartition("@")[2].partition(":")[2]
    return rest


def of_package_json(text: str) -> str:
    """The name in a `package.json`, without its scope; "" where it says none."""
    found = json_in(text).get("name")
    return found.rpartition("/")[2] if isinstance(found, str) else ""


def of_pyproject(text: str) -> str:
    """The name in a `pyproject.toml`; "" where it says none."""
    told = toml_in(text)
    tool = told.get("tool")
    for table in (told.get("project"), tool.get("poetry") if isinstance(tool, dict) else None):
        name = table.get("name") if isinstance(table, dict) else None
        if isinstance(name, str) and name:
            return name
    return ""


def json_in(text: str) -> dict[str, object]:
    """What another tool's JSON says; {} of what is no object of it."""
    import json  # only where there is one

    return _read(text, json.loads)


def toml_in(text: str) -> dict[str, object]:
    """What another tool's TOML says; {} of what is none."""
    import tomllib  # likewise

    return _read(text, tomllib.loads)


def _read(text: str, loads: Callable[[str], object]) -> dict[str, object]:
    """The file is another tool's, which says what is wrong with it: to us it says nothing then."""
    try:
        found = loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
