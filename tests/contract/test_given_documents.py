"""The two given documents are what was given: the same words, and the same meaning.

The given text has lost its line breaks, so that its words alone allow several indentations. The golden parse holds the
one that was chosen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

OPENAPI = Path(__file__).resolve().parents[2] / "openapi"
GOLDEN = Path(__file__).resolve().parent / "golden"
GIVEN = ("logbook", "playbooks")


def string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): string_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [string_keys(item) for item in value]
    return value


@pytest.mark.parametrize("service", GIVEN)
def test_the_document_has_the_words_of_the_given_text(service: str) -> None:
    given = (OPENAPI / "given" / f"{service}.txt").read_text(encoding="utf-8")
    document = (OPENAPI / f"{service}.yaml").read_text(encoding="utf-8")

    assert len(given.split()) > 1000
    assert document.split() == given.split()


@pytest.mark.parametrize("service", GIVEN)
def test_the_document_means_what_it_meant(service: str) -> None:
    document = yaml.safe_load((OPENAPI / f"{service}.yaml").read_text(encoding="utf-8"))
    golden = json.loads((GOLDEN / f"{service}.json").read_text(encoding="utf-8"))

    assert string_keys(document) == golden


def test_one_reading_was_chosen_where_the_text_allows_two() -> None:
    golden = json.loads((GOLDEN / "logbook.json").read_text(encoding="utf-8"))

    context = golden["components"]["schemas"]["AppContext"]
    assert set(context) == {"type", "items"}
    assert set(context["items"]["properties"]) == {"container_id", "container_source", "container_type"}
