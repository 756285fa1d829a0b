"""Reading the answers of Playbooks. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from plankit_clients.playbooks import models
from plankit_clients.playbooks.models import PlaybookRunStatus

from plankit.errors import ProtocolError
from plankit.shapes import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit_clients.playbooks.models import (
        OwnerInfo,
        PlaybookCreated,
        PlaybookRun,
        PlaybookRunMetadata,
        WebhookOnCreationPayload,
        WebhookOnStatusUpdatePayload,
    )

AnyRun = TypeVar("AnyRun", "PlaybookRun", "WebhookOnCreationPayload", "WebhookOnStatusUpdatePayload")


def named(run: AnyRun) -> AnyRun:
    """Fill in what the document and the servers call by different names, where it is missing under one.

    The document says `description` and `is_active`; servers send `summary` and `current_status`. Left alone, a run
    that goes on would read as one without a description that is not active.

    Source: facts/playbooks_server.md, "Fields".
    """
    if run.description is None:
        run.description = run.summary
    elif run.summary is None:
        run.summary = run.description
    if run.is_active is None:
        if run.current_status == PlaybookRunStatus.IN_PROGRESS:
            run.is_active = True
        elif run.current_status == PlaybookRunStatus.FINISHED:
            run.is_active = False
    return run


def run(answer: Any) -> PlaybookRun:
    """Return the run that *answer* is.

    Raises:
        ProtocolError: It is none: it has no id.
    """
    return named(models.PlaybookRun.from_dict(identified(answer, "run")))


def maybe_run(answer: Any) -> PlaybookRun | None:
    """Return the run that *answer* is; None for an empty body and for an empty object."""
    return None if answer is None or answer == {} else run(answer)


def runs(answer: Any) -> list[PlaybookRun] | None:
    """Return the runs of a page; None for null.

    Raises:
        ProtocolError: They are no list of objects.
    """
    return None if answer is None else [named(models.PlaybookRun.from_dict(entry)) for entry in objects(answer)]


def metadata(answer: Any) -> PlaybookRunMetadata:
    """Return the metadata of a run."""
    return models.PlaybookRunMetadata.from_dict(answer)


def owners(answer: Any) -> list[OwnerInfo]:
    """Return the owners; null counts as none."""
    return [models.OwnerInfo.from_dict(entry) for entry in objects(answer)]


def created(answer: Any) -> PlaybookCreated:
    """Return the id of a new playbook."""
    return models.PlaybookCreated.from_dict(identified(answer, "new playbook"))


def ids(answer: Any) -> list[str]:
    """Return a bare list of ids; null counts as empty.

    Raises:
        ProtocolError: It is something else.
    """
    if answer is None:
        return []
    if not is_list(answer) or not all(isinstance(entry, str) for entry in answer):
        msg = "the answer is no list of ids."
        raise ProtocolError(msg)
    return answer


def done(_: Any) -> None:
    """Return nothing: the status says all. Servers answer `{"status": "OK"}`, `{}` or nothing at all."""


def identified(answer: Any, what: str) -> Mapping[str, Any]:
    """Return *answer* if it is an object with an id.

    Raises:
        ProtocolError: It is not.
    """
    if not is_object(answer) or not isinstance(answer.get("id"), str) or not answer["id"]:
        msg = f"the answer has no id, so it is no {what}."
        raise ProtocolError(msg)
    return answer


def objects(answer: Any) -> list[dict[str, Any]]:
    """Return *answer* as a list of objects; null counts as empty.

    Raises:
        ProtocolError: It is something else.
    """
    if answer is None:
        return []
    if not is_list(answer) or not all(map(is_object, answer)):
        msg = "the answer is no list of objects."
        raise ProtocolError(msg)
    return answer
