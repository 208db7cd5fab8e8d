"""Where a commit is seen in the web: never anything of who logs in, never a host that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_session.core import weblink

WORD = "geheim"  # set in: no text of ours looks as if it held a secret
GITHUB = "https://github.com/alice/shop/commit/"


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("https://github.com/alice/shop.git", GITHUB),
        (f"https://alice:{WORD}@github.com/alice/shop", GITHUB),
        ("https://github.com/alice/shop/", GITHUB),
        ("git@github.com:alice/shop.git", GITHUB),
        ("ssh://git@github.com:22/alice/shop.git", GITHUB),
        ("git://GitHub.com/alice/shop.git", GITHUB),
        ("https://gitlab.com/team/sub/shop.git", "https://gitlab.com/team/sub/shop/-/commit/"),
        ("git@gitlab.example.com:team/shop.git", "https://gitlab.example.com/team/shop/-/commit/"),
        (
            "https://gitlab.example.com:8443/team/shop",
            "https://gitlab.example.com:8443/team/shop/-/commit/",
        ),
        ("git@bitbucket.org:team/shop.git", "https://bitbucket.org/team/shop/commits/"),
        ("https://bitbucket.example.com/scm/team/shop.git", ""),
        ("https://example.com/alice/shop.git", ""),
        ("/srv/git/github.com/shop.git", ""),
        ("C:\\github.com\\shop", ""),
        ("ext::sh -c github.com/a/b", ""),
        ("javascript://github.com/alice/shop", ""),
        ("https://github.com/alice/../shop", ""),
        ("https://github.com/alice", ""),
        ("https://github.com/alice/sh op", ""),
        ("https://github/alice/shop", ""),
        ("", ""),
    ],
)
def test_a_remote_leads_to_its_commits(remote: str, expected: str) -> None:
    assert weblink.commits(remote) == expected


@given(
    st.sampled_from(["https://", "ssh://", "git@", "javascript:", "http://u:p@"]),
    st.sampled_from(["github.com", "gitlab.com", 'github.com.evil"', "bitbucket.org"]),
    st.sampled_from(["/", ":", "/../", '/"onclick="']) | st.text("abc/.:@\"'<> \n", max_size=8),
    st.text("abc/.:@\"'<> \n", max_size=12),
)
def test_nothing_breaks_out_of_an_address(scheme: str, host: str, between: str, rest: str) -> None:
    made = weblink.commits(f"{scheme}{host}{between}{rest}")
    assert made == "" or made.startswith(("https://github.com", "https://gitlab.com", "https://bi"))
    assert not set(made) & set("\"'<> \n@")
