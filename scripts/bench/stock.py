"""The stock generated client: the pinned generator without this project's templates, into a temporary directory."""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import document

if TYPE_CHECKING:
    from collections.abc import Generator

PACKAGE = "stock_admin"


@contextmanager
def generated() -> Generator[tuple[Any, Any]]:
    """Generate the client of Planview Admin; yield its `client` module and its module of `getUser`."""
    with tempfile.TemporaryDirectory() as directory:
        into = Path(directory)
        specification = into / "admin.json"
        specification.write_text(document.to_json(document.overlaid("planview_admin")), encoding="utf-8")
        configuration = into / "configuration.json"
        configuration.write_text('{"post_hooks": []}', encoding="utf-8")
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
        command += ["--path", str(specification), "--config", str(configuration), "--output-path", str(into / PACKAGE)]
        subprocess.run(command, check=True, capture_output=True)
        sys.path.insert(0, directory)
        try:
            client = importlib.import_module(f"{PACKAGE}.client")
            yield client, importlib.import_module(f"{PACKAGE}.api.users.get_user")
        finally:
            sys.path.remove(directory)
