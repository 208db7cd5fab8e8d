"""The real command lines of agents' hosts, from the npm registry, told to talk to our model.

Each runs in a sealed home, with a proxy that is none: no other address is reached. What its hooks
send and are answered is kept by a ``git-session`` that stands before the real one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Repo
    from modelserver import Model

INSTALLING = 300  # seconds
ANSWERING = 90
ENDING = 10
PACKAGES = {  # on npm, and the versions with which all of this was seen
    "claude": ("@anthropic-ai/claude-code", "2.1.330"),
    "codex": ("@openai/codex", "0.169.0"),
    "gemini": ("@google/gemini-cli", "0.61.0"),
    "copilot": ("@github/copilot", "1.0.102"),
    "opencode": ("opencode-ai", "1.18.33"),
}
RECORDER = """\
#!{python}
import json, os, subprocess, sys, time
words = sys.argv[1:]
if words[:1] != ["agent"]:
    os.execv({command!r}, [{command!r}, *words])
given = sys.stdin.buffer.read()
done = subprocess.run([{command!r}, *words], input=given, capture_output=True)
row = dict(words=words, given=given.decode(), out=done.stdout.decode(), err=done.stderr.decode(),
           code=done.returncode, env=dict(os.environ))
name = os.path.join({folder!r}, "%d-%d" % (time.time_ns(), os.getpid()))
with open(name + ".part", "w") as file:
    json.dump(row, file)
os.rename(name + ".part", name + ".json")
sys.stdout.buffer.write(done.stdout)
sys.stderr.buffer.write(done.stderr)
sys.exit(done.returncode)
"""


def fetched(host: str, place: Path, environ: Mapping[str, str]) -> str:
    """Have the host's command line below ``place``; "" or why it could not be had.

    What a package runs when it is installed finds a home and npm's cache of its own in ``place``;
    of ``environ`` the person's settings of npm are kept: a proxy, certificates, another registry.
    """
    if not shutil.which("npm", path=environ.get("PATH")):
        return "there is no npm here"
    if has(host, place):
        return ""
    process = subprocess.Popen(
        ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact",
         "--prefix", str(place), "@".join(PACKAGES[host])],
        cwd=place, env=_for_npm(place, environ), text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        _, err = process.communicate(timeout=INSTALLING)
    except subprocess.TimeoutExpired:
        end(process)
        return f"npm needed more than {INSTALLING} s"
    if process.returncode:
        return " ".join(err.split())[:300] or "npm failed"
    return "" if has(host, place) else "npm installed something else"


def has(host: str, place: Path) -> bool:
    """The host's command is there, in the version that we know."""
    package, version = PACKAGES[host]
    told = place / "node_modules" / package / "package.json"
    if not (place / "node_modules/.bin" / host).exists() or not told.exists():
        return False
    return bool(json.loads(told.read_text())["version"] == version)


def _for_npm(place: Path, environ: Mapping[str, str]) -> dict[str, str]:
    home = place / "home"
    home.mkdir(parents=True, exist_ok=True)
    own = Path(environ.get("HOME", "/")) / ".npmrc"
    settings = {"npm_config_userconfig": str(own)} if own.exists() else {}
    return {
        **settings,
        **environ,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "npm_config_cache": str(place / "cache"),
        "npm_config_update_notifier": "false",
    }


@dataclass
class Heard:
    """One call of ``git-session agent``: what the host sent, and what it was answered."""

    words: list[str]
    given: str
    out: str
    err: str
    code: int
    env: dict[str, str]

    @property
    def event(self) -> str:
        """Our word for the event."""
        return self.words[2]

    @property
    def payload(self) -> dict[str, Any]:
        """What the host sent."""
        found: dict[str, Any] = json.loads(self.given)
        return found


@dataclass
class Stage:
    """One repository, one home and one model, in which hosts are run."""

    repo: Repo
    home: Path
    tools: Path
    model: Model
    env: dict[str, str] = field(default_factory=dict)

    def prepare(self, command: Path) -> None:
        """Put the recorder before ``command``, the real git-session."""
        self.home.mkdir(exist_ok=True)
        self.heard_at.mkdir(exist_ok=True)
        place = self.home / "bin"
        place.mkdir(exist_ok=True)
        recorder = place / "git-session"
        recorder.write_text(
            RECORDER.format(python=sys.executable, command=str(command), folder=str(self.heard_at))
        )
        recorder.chmod(0o755)
        path = f"{place}:{self.tools / 'node_modules/.bin'}:{os.environ['PATH']}"
        (self.home / ".bash_profile").write_text(f"PATH='{path}'\n")  # Codex has login shells
        self.env = {
            **os.environ,
            "PATH": path,
            "HOME": str(self.home),
            "PWD": str(self.repo.top),  # OpenCode believes it
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "HTTP_PROXY": "http://127.0.0.1:9",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1,localhost",
            **for_hosts(self.model.url, self.home),
        }
        self._settle()

    @property
    def heard_at(self) -> Path:
        """Where the recorder keeps what it heard."""
        return self.home / "heard"

    def heard(self, word: str = "") -> list[Heard]:
        """All that the hosts sent until now, or what they sent of one event, in order."""
        rows = [
            Heard(**json.loads(path.read_text())) for path in sorted(self.heard_at.glob("*.json"))
        ]
        return [row for row in rows if not word or row.event == word]

    def forget(self) -> None:
        """Begin to record anew."""
        for path in self.heard_at.glob("*.json"):
            path.unlink()

    def ask(self, host: str, prompt: str, *words: str) -> str:
        """What a host prints when it is asked; ``words`` stand before the prompt."""
        return self.run(*COMMANDS[host], *words, *BEFORE_PROMPT[host], prompt)

    def run(self, *words: str, check: bool = True) -> str:
        """Run a host to its end; it and its children are ended when it takes too long."""
        process = self.start(*words)
        try:
            code = process.wait(ANSWERING)
        except subprocess.TimeoutExpired:
            self.end(process)
            raise AssertionError(f"{words} took too long:\n{self.printed()}") from None
        assert not check or code == 0, f"{words}:\n{self.printed()}"
        return self.printed()

    def run_for_a_while(self, *words: str) -> str:
        """Run a host that may stay when all is said and done: it is ended some seconds later."""
        process = self.start(*words)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(ENDING)
        self.end(process)
        return self.printed()

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a host in a process group of its own.

        It prints into files: whoever it leaves behind could keep a pipe open for ever.
        """
        with (self.home / "out").open("wb") as out, (self.home / "err").open("wb") as err:
            return subprocess.Popen(
                words, cwd=self.repo.top, env=self.env, stdin=subprocess.DEVNULL,
                stdout=out, stderr=err, start_new_session=True,
            )  # fmt: skip

    def printed(self) -> str:
        """What the host that was started last has printed, to stdout and then to stderr."""
        return "".join((self.home / name).read_text(errors="replace") for name in ("out", "err"))

    def end(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Kill a host and all that was started in this home, as a power cut would."""
        if process:
            end(process)
        deadline = time.monotonic() + ENDING
        while (left := self.left_behind()) and time.monotonic() < deadline:
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)

    def left_behind(self) -> list[int]:
        """The processes of this home, which is nobody else's; known where there is /proc."""
        mark = f"\0HOME={self.home}\0".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in b"\0" + (place / "environ").read_bytes():
                    found.append(int(place.name))
        return [pid for pid in found if pid != os.getpid()]

    def _settle(self) -> None:
        """What the hosts want to be told in files of a home: whom to ask, and that they may."""
        files = {
            ".codex/config.toml": CODEX_CONFIG.format(url=self.model.url, top=self.repo.top),
            ".gemini/settings.json": GEMINI_CONFIG,
            ".config/opencode/opencode.json": opencode_config(self.model.url),
            ".copilot/config.json": json.dumps({"trusted_folders": [str(self.repo.top)]}),
            ".copilot/settings.json": json.dumps({"trustedFolders": [str(self.repo.top)]}),
        }
        for name, text in files.items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def end(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """Kill a process and the group that it leads."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


COMMANDS = {
    "claude": (
        "claude", "-p", "--output-format", "stream-json", "--verbose", "--model", "sonnet",
        "--allowedTools", "Bash,Read,Write,Edit,NotebookEdit,Skill",
    ),
    "codex": (
        "codex", "exec", "--json", "--dangerously-bypass-approvals-and-sandbox",
        "--dangerously-bypass-hook-trust",
    ),
    "gemini": ("gemini", "-m", "gemini-2.5-pro", "--approval-mode", "yolo"),
    "copilot": ("copilot", "--allow-all-tools", "--allow-all-paths"),
    "opencode": ("opencode", "run"),
}  # fmt: skip
BEFORE_PROMPT = {
    "claude": ("--",), "codex": (), "gemini": ("-p",), "copilot": ("-p",), "opencode": ("--",),
}  # fmt: skip
GEMINI_CONFIG = """\
{"security": {"auth": {"selectedType": "gemini-api-key"}},
 "general": {"enableAutoUpdate": false}, "privacy": {"usageStatisticsEnabled": false}}
"""
CODEX_CONFIG = """\
model = "gpt-5.5"
model_provider = "ours"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.ours]
name = "ours"
base_url = "{url}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
[projects."{top}"]
trust_level = "trusted"
"""


def opencode_config(url: str) -> str:
    """OpenCode's settings: a provider of our own."""
    ours = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "ours",
        "options": {"baseURL": f"{url}/v1", "apiKey": "none"},
        "models": {"model": {"name": "model", "limit": {"context": 100_000, "output": 4000}}},
    }
    return json.dumps(
        {
            "autoupdate": False, "share": "disabled", "model": "ours/model",
            "small_model": "ours/model", "provider": {"ours": ours},
            "permission": {"edit": "allow", "bash": "allow"},
        }
    )  # fmt: skip


def for_hosts(url: str, home: Path) -> dict[str, str]:
    """What the hosts read in the environment; the keys are none."""
    return {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "CODEX_HOME": str(home / ".codex"),
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "npm_config_fetch_retries": "0",  # OpenCode would wait a minute for what it does not need
        "GOOGLE_GEMINI_BASE_URL": url,
        "GEMINI_API_KEY": "none",
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
        "COPILOT_OFFLINE": "true",
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_PROVIDER_TYPE": "openai",
        "COPILOT_PROVIDER_API_KEY": "none",
        "COPILOT_MODEL": "gpt-5",
    }
