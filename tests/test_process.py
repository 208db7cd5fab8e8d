"""Commands are started, fed and heard to the end, with and without posix_spawn."""

from __future__ import annotations

import os
import sys

import pytest

from git_session import process

PYTHON = [sys.executable, "-IS", "-c"]


@pytest.fixture(params=["posix_spawn", "subprocess"])
def platform(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "subprocess":
        monkeypatch.delattr(os, "posix_spawnp")


def descriptors() -> list[str]:
    return os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else []


@pytest.mark.usefixtures("platform")
class TestEveryPlatform:
    def test_code_and_both_outputs_come_back(self) -> None:
        code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
        given = process.start([*PYTHON, code], os.environ)
        assert given == process.Result(3, b"out\n", b"err\n")

    def test_a_command_that_is_killed_has_a_negative_code(self) -> None:
        given = process.start([*PYTHON, "import os; os.kill(os.getpid(), 9)"], os.environ)
        assert given.code == -9

    def test_stdin_is_empty_unless_it_is_fed(self) -> None:
        code = "import sys; print(len(sys.stdin.buffer.read()))"
        assert process.start([*PYTHON, code], os.environ).text == "0\n"
        assert process.start([*PYTHON, code], os.environ, b"x" * 300_000).text == "300000\n"

    def test_full_pipes_on_every_side_do_not_stop_it(self) -> None:
        code = (
            "import sys; data = sys.stdin.buffer.read();"
            "sys.stderr.buffer.write(data); sys.stderr.flush(); sys.stdout.buffer.write(data)"
        )
        data = b"0123456789" * 50_000
        assert process.start([*PYTHON, code], os.environ, data) == process.Result(0, data, data)

    def test_a_command_that_does_not_read_its_stdin_is_no_failure(self) -> None:
        given = process.start([*PYTHON, "print('done')"], os.environ, b"x" * 1_000_000)
        assert (given.code, given.text) == (0, "done\n")

    def test_a_missing_command_raises_and_leaves_no_descriptor_open(self) -> None:
        before = descriptors()
        with pytest.raises(FileNotFoundError):
            process.start(["there-is-no-such-command"], os.environ, b"x")
        assert descriptors() == before

    def test_the_environment_is_exactly_the_one_given(self) -> None:
        code = "import os; print(os.environ.get('HOME'), os.environ.get('A'))"
        assert process.start([*PYTHON, code], {"A": "é"}).text == "None é\n"


def test_no_descriptor_stays_open() -> None:
    before = descriptors()
    process.start([*PYTHON, "print(1)"], os.environ, b"x")
    assert descriptors() == before


def test_every_byte_survives_as_text() -> None:
    data = bytes(range(256))
    assert process.encode(process.decode(data)) == data
