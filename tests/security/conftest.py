"""The modules beside this file are shared by its tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if str(Path(__file__).resolve().parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parent))

from secret_watch import Watch


@pytest.fixture
def watch():
    """Records all that a process may show, from here to the end of the test, and searches it at the end."""
    with Watch() as recording:
        yield recording
    recording.search()
