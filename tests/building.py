"""The wheel and the sdist of the source at hand, made as pip makes them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


def build(place: Path, kind: str, source: Path = ROOT) -> Path:
    """Build the wheel ('wheel') or the source distribution ('sdist') of ``source``."""
    if not importlib.util.find_spec("hatchling"):
        pytest.skip("needs hatchling: pip install hatchling")
    words = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(place)]
    done = subprocess.run(words, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [made] = place.iterdir()
    return made
