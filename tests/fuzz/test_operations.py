"""Whatever a server answers to an operation, a result of the promised type or a typed error comes out."""

from __future__ import annotations

from random import Random
from typing import Any

import fuzz_answers
import fuzz_calls
import hypothesis
import pytest
from attrs import evolve
from fuzz_answers import NOTHING, SEEDS
from fuzz_calls import Answer, outcome_of
from fuzz_recipes import RECIPES
from plankit_clients._runtime import Model

from plankit.admin.client import METHODS as ADMIN
from plankit.logbook.client import METHODS as LOGBOOK
from plankit.planbox.client import METHODS as PLANBOX
from plankit.playbooks.client import LOW_LEVEL
from plankit.playbooks.client import METHODS as PLAYBOOKS

METHODS = {
    "planview_admin": {*ADMIN},
    "logbook": {*LOGBOOK},
    "planbox": {*PLANBOX},
    "playbooks": {*PLAYBOOKS, *LOW_LEVEL},
}
OPERATIONS = [(service, operation_id) for service, recipes in RECIPES.items() for operation_id in recipes]
each_operation = pytest.mark.parametrize(("service", "operation_id"), OPERATIONS)


@pytest.mark.parametrize("service", RECIPES)
def test_every_operation_has_a_recipe(service):
    assert RECIPES[service].keys() == METHODS[service] == fuzz_answers.operations(service).keys()


async def tried(service: str, operation_id: str, answer: Answer) -> Any:
    if operation_id in LOW_LEVEL:
        # httpx.AsyncClient itself prepares the request after a redirect, followed or not, and fails on a malformed one.
        answer = evolve(answer, headers=[pair for pair in answer.headers if pair[0] != "Location"])
    try:
        return await outcome_of(service, operation_id, RECIPES[service][operation_id], answer)
    except BaseException as problem:
        problem.add_note(f"{service}.{operation_id} was answered {answer!r}")
        raise


def json_answer(status: int, value: Any, rng: Random) -> Answer:
    return Answer(
        status, fuzz_answers.body(value, rng), [("Content-Type", "application/json")], rng.choice((0, 7, 4096))
    )


def any_answer(content: bytes, rng: Random, status: int | None = None) -> Answer:
    """*content* under any status and headers, whole or in pieces."""
    if status is None:
        status = rng.choice((200, 201, 204, 206, 302, 400, 401, 403, 404, 409, 429, 500, 503, rng.randint(100, 599)))
    headers = fuzz_answers.headers(rng)
    content, lies = fuzz_answers.encoded(content, rng)
    size = rng.choice((0, 1, 13, 4096)) if len(content) < 3000 else 65_536
    return Answer(status, content, [*headers, *lies], size)


@each_operation
def test_answers_of_the_document(service, operation_id):
    """Valid ones, with all there may be in them, too: what is decoded goes round."""

    @fuzz_answers.settings(4)
    @hypothesis.given(fuzz_answers.valid(service, operation_id), SEEDS)
    def check(answer: tuple[int, Any], seed: int) -> None:
        rng = Random(seed)
        values = [answer]
        for status, schema in fuzz_answers.successes(service, operation_id).items():
            if schema is not None:
                values.append((status, fuzz_answers.whole(schema, service, rng)))

        async def work() -> None:
            for status, value in values:
                goes_round(await tried(service, operation_id, json_answer(status, value, rng)))

        fuzz_calls.run(work)

    check()


def goes_round(result: Any) -> None:
    if isinstance(result, list):
        for item in result:
            goes_round(item)
    elif isinstance(result, Model):
        said = result.to_dict()
        again = type(result).from_dict(said)
        assert again.to_dict() == said
        assert again == result


@each_operation
def test_damaged_answers(service, operation_id):
    @fuzz_answers.settings(4)
    @hypothesis.given(fuzz_answers.valid(service, operation_id), SEEDS)
    def check(answer: tuple[int, Any], seed: int) -> None:
        rng = Random(seed)
        values = [answer]
        for status, schema in fuzz_answers.successes(service, operation_id).items():
            values += [(status, {} if schema is None else fuzz_answers.whole(schema, service, rng))] * 2

        async def work() -> None:
            for status, value in values:
                for share in (0.02, 0.1, 0.4):
                    found = fuzz_answers.damaged({} if value is NOTHING else value, rng, share)
                    if rng.random() < 0.8:
                        await tried(service, operation_id, json_answer(status, found, rng))
                    else:
                        await tried(service, operation_id, any_answer(fuzz_answers.body(found, rng), rng))

        fuzz_calls.run(work)

    check()


@each_operation
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_answers_of_no_document(service, operation_id, backend):
    @fuzz_answers.settings(2)
    @hypothesis.given(SEEDS)
    def check(seed: int) -> None:
        rng = Random(seed)

        async def work() -> None:
            for _ in range(3):
                content = fuzz_answers.body(fuzz_answers.anything(rng), rng)
                await tried(service, operation_id, any_answer(content, rng))
                await tried(service, operation_id, any_answer(content, rng, 200))
                await tried(service, operation_id, any_answer(fuzz_answers.noise(rng), rng))

        fuzz_calls.run(work, backend)

    check()


@pytest.mark.parametrize(
    ("service", "operation_id"), [(service, name) for service, name in OPERATIONS if RECIPES[service][name].pages]
)
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_walks_ahead_and_verified_ones(service, operation_id, backend):
    """Pages that are the same again and again, damaged: a walk of any kind ends."""

    @fuzz_answers.settings(5)
    @hypothesis.given(SEEDS)
    def check(seed: int) -> None:
        rng = Random(seed)
        schema = fuzz_answers.successes(service, operation_id)[200]
        value = fuzz_answers.damaged(fuzz_answers.whole(schema, service, rng), rng, rng.choice((0, 0.02, 0.05)))
        if isinstance(value, dict) and rng.random() < 0.7:
            value.update(has_more=True, startIndex=1, itemsPerPage=1)
        answer = json_answer(200, value, rng)
        recipe = RECIPES[service][operation_id]
        for walk in (fuzz_calls.ahead, fuzz_calls.verified):
            fuzz_calls.run(lambda walk=walk: fuzz_calls.walked(service, recipe, answer, walk), backend)

    check()
