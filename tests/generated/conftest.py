"""The pipeline is imported as `scripts/generate` does it; the samples are shared by the tests beside this file."""

from __future__ import annotations

import sys
from pathlib import Path

for directory in (Path(__file__).resolve().parents[2] / "scripts", Path(__file__).resolve().parent):
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))
