"""Models keep whatever a server sends and give back exactly that."""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import pickle
import random
import subprocess
import sys
from typing import Any

import pytest
from generated_samples import DOCUMENTS, Sample, samples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plankit_clients import UNSET, Unset
from plankit_clients.logbook.models import Log, LogCreate
from plankit_clients.planbox.models import Product
from plankit_clients.planview_admin.models import Token
from plankit_clients.playbooks.models import Checklist, ChecklistItem, ChecklistItemState, Playbook

SAMPLES = samples()
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -7, 2.5, "", "x", "0000-00-00", "nobody announced this"),
    *([], [None], ["x", 1], [[{}]], {}, {"id": None}, [{"id": 1}, "x", None], {"x": {"x": []}}),
)


def mutated(value: Any, chance: random.Random) -> Any:
    """A value with parts dropped, made null, of wrong types, and unknown keys."""
    if isinstance(value, list):
        return [mutated(item, chance) for item in value] + ([chance.choice(JUNK)] if chance.random() < 0.3 else [])
    if not isinstance(value, dict):
        return value
    result = {}
    for key, item in value.items():
        dice = chance.random()
        if dice < 0.5:
            result[key] = mutated(item, chance)
        elif dice < 0.8:
            result[key] = chance.choice(JUNK)
    if chance.random() < 0.5:
        result[chance.choice(["unknown", "d", "self", "cls", "src_dict", "to_dict", "UNSET", "_absent", ""])] = (
            chance.choice(JUNK)
        )
    return result


def test_every_model_of_every_document_has_a_sample() -> None:
    reached = {(item.service, item.name) for item in SAMPLES}
    for service in DOCUMENTS:
        models = importlib.import_module(f"plankit_clients.{service}.models")
        classes = {name for name in models.__all__ if hasattr(getattr(models, name), "from_dict")}
        missing = classes - {name for of, name in reached if of == service}
        # A class of an untitled schema is part of a sample, not one itself.
        assert len(missing) <= len(classes) // 4, missing


@pytest.mark.parametrize("item", SAMPLES, ids=lambda item: f"{item.service}-{item.name}")
def test_an_example_comes_back_as_it_was(item: Sample) -> None:
    before = copy.deepcopy(item.value)
    model = item.cls.from_dict(item.value)
    assert model.to_dict() == item.value == before
    json.dumps(model.to_dict())


@pytest.mark.parametrize("item", SAMPLES, ids=lambda item: f"{item.service}-{item.name}")
def test_whatever_comes_instead_of_an_example_comes_back_too(item: Sample) -> None:
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32))
    def check(seed: int) -> None:
        source = mutated(item.value, random.Random(seed))
        model = item.cls.from_dict(source)
        assert model.to_dict() == source
        assert repr(model)
        for twin in (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):  # noqa: S301 - its own
            assert twin == model
            assert twin.to_dict() == source

    check()


def test_absent_null_and_given_are_told_apart_when_writing() -> None:
    item = ChecklistItem.from_dict({"id": "a", "title": None})
    assert (item.id, item.title, item.state) == ("a", None, None)
    assert item.to_dict() == {"id": "a", "title": None}
    item.state = ChecklistItemState.CLOSED
    assert item.to_dict() == {"id": "a", "title": None, "state": "closed"}
    item["command"] = None
    assert item.to_dict()["command"] is None
    item.title = UNSET  # type: ignore[assignment]
    assert "title" not in item.to_dict()
    assert ChecklistItem(title=None).to_dict() == {"title": None}
    assert ChecklistItem(title=UNSET).to_dict() == {}


def test_models_are_made_of_keywords_and_compare_by_value_and_are_unhashable() -> None:
    made = Checklist(title="T", items=[ChecklistItem(title="a", state="")])
    assert made.to_dict() == {"title": "T", "items": [{"title": "a", "state": ""}]}
    assert made == Checklist.from_dict(made.to_dict())
    with pytest.raises(TypeError, match="positional"):
        Checklist("T")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unhashable"):
        hash(made)
    with pytest.raises(AttributeError):
        made.tilte = "x"  # type: ignore[attr-defined]


def test_a_required_field_may_be_missing_when_reading_but_not_when_making() -> None:
    assert Log.from_dict({}).id is None
    assert Log.from_dict({}).to_dict() == {}
    required = [name for name, item in inspect.signature(LogCreate).parameters.items() if item.default is item.empty]
    assert {"name", "log_types_id", "app_context"} <= set(required)


def test_known_enum_values_are_members_and_unknown_ones_text() -> None:
    assert ChecklistItem.from_dict({"state": "closed"}).state is ChecklistItemState.CLOSED
    assert ChecklistItemState.OPEN == ""
    later = ChecklistItem.from_dict({"state": "a later invention"})
    assert later.state == "a later invention"
    assert type(later.state) is str


def test_unknown_fields_are_reached_by_key_and_written_back() -> None:
    playbook = Playbook.from_dict({"id": "p", "new_in_3.0": {"x": [1]}})
    assert playbook["new_in_3.0"] == {"x": [1]}
    playbook["more"] = ChecklistItem(title="a")
    assert "more" in playbook
    assert playbook.additional_keys == ["new_in_3.0", "more"]
    assert playbook.to_dict() == {"id": "p", "new_in_3.0": {"x": [1]}, "more": {"title": "a"}}
    del playbook["more"]
    assert "more" not in playbook


@pytest.mark.parametrize("name", ["id_token", "access_token", "token", "pr_token", "password", "client_secret"])
def test_no_secret_is_shown(name: str) -> None:
    for model in (Token, Product, Playbook):
        shown = repr(model.from_dict({name: "s3cr3t", "id": 5}))
        assert "s3cr3t" not in shown


@pytest.mark.parametrize(
    "name",
    [
        *("token", "slack_token", "x-token", "accessToken", "TOKEN", "api_key", "apiKey", "apikey", "ssh-key"),
        *("secret", "webhook_secret", "clientSecret", "password", "db_password", "userPassword"),
    ],
)
def test_no_unknown_field_shows_a_secret_however_deep(name: str) -> None:
    for model in (Token, Product, Playbook):
        for unknown in ({name: "s3cr3t"}, {name: {"x": "s3cr3t"}}, {name: ["s3cr3t"]}):
            for found in (unknown, {"x": unknown}, {"x": [1, {"y": (unknown,)}]}):
                sent = {"id": 5, "other": "shown", **found}
                made = model.from_dict(sent)
                assert "s3cr3t" not in repr(made)
                assert "'other': 'shown'" in repr(made)
                for key in made.additional_keys:
                    assert made[key] == sent[key]
                    assert key not in found or "'***'" in repr(made)


@pytest.mark.parametrize("name", ["tokens_left", "key", "monkey", "keys", "secretary", "passwords_set", "Monkey"])
def test_what_only_sounds_like_a_secret_is_shown(name: str) -> None:
    assert "'a value'" in repr(Playbook.from_dict({"x": {name: "a value"}}))


def test_an_unknown_field_that_holds_itself_has_a_repr() -> None:
    playbook = Playbook.from_dict({"x": {}})
    playbook["x"]["x"] = playbook["x"]
    assert "Ellipsis" in repr(playbook)


def test_unset_is_one_falsy_value() -> None:
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    for twin in (copy.copy(UNSET), copy.deepcopy(UNSET), pickle.loads(pickle.dumps(UNSET)), Unset.UNSET):  # noqa: S301 - its own
        assert twin is UNSET


def test_what_is_remembered_of_shapes_is_bounded() -> None:
    for number in range(3000):
        assert ChecklistItem.from_dict({f"key{number}": 1}).to_dict() == {f"key{number}": 1}
    module = sys.modules[ChecklistItem.__module__]
    assert len(module._FIELDS.shapes) <= 1024


def test_one_endpoint_imports_only_its_models() -> None:
    program = (
        "import sys, plankit_clients.playbooks.api.playbook_runs.finish_run;"
        "print(*[name for name in sys.modules if '.playbooks.models.' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = done.stdout.split()
    assert len(imported) <= 2, imported


def test_all_models_are_importable_and_listed() -> None:
    for service in DOCUMENTS:
        models = importlib.import_module(f"plankit_clients.{service}.models")
        for name in models.__all__:
            assert getattr(models, name).__name__ == name
        assert set(models.__all__) <= set(dir(models))
        with pytest.raises(AttributeError, match="NoSuchModel"):
            _ = models.NoSuchModel
