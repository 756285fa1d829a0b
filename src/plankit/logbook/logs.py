"""Logs: list, create, update, delete."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack

import anyio
from plankit_clients import UNSET, Unset
from plankit_clients.logbook import models, operations
from plankit_clients.logbook.api.logs import create_logs, delete_log, list_logs, update_log

from plankit.bounds import whole
from plankit.errors import (
    ConflictError,
    InvalidArgumentError,
    NotFoundError,
    Outcome,
    PermissionDeniedError,
    ProtocolError,
)
from plankit.logbook.batch import MOST_LOGS, Batch
from plankit.logbook.envelope import entries, member, objects
from plankit.operation import CallOptions, Operation
from plankit.shapes import is_several

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plankit_clients.logbook.models import (
        AppContext,
        CustomAttributeValue,
        FailedLog,
        Log,
        LogCreate,
        LogsCreateRequest,
        SystemAttributeValue,
    )

    from plankit.bulk.job import Job
    from plankit.bulk.options import JobOptions
    from plankit.client import ServiceClient
    from plankit.errors import APIError
    from plankit.logbook.matching import CreateResult
    from plankit.paging import Pager

T = TypeVar("T")

logger: logging.Logger = logging.getLogger("plankit")

DOMAIN_CODES: dict[str, type[APIError]] = {
    "INVALID_CONTAINER": PermissionDeniedError,
    "INVALID_TENANT": PermissionDeniedError,
    "LOG_DELETED": NotFoundError,
    "LOG_DOES_NOT_EXIST": NotFoundError,
    "LOG_TRANSFERRED": ConflictError,
}
"""Logbook's own codes; it answers the first two with 401 although the token is fine (facts C-D24)."""

Shape = Literal["flat", "values"]


def _logs(answer: Any) -> list[Log]:
    return [models.Log.from_dict(entry) for entry in entries(answer, "rest_logs_data")]


def _created(answer: Any) -> tuple[list[Log], list[FailedLog]]:
    result = member(answer, "rest_add_log")
    data = [models.Log.from_dict(entry) for entry in entries(result, "Data")] if _has(result, "Data") else []
    failed = [models.FailedLog.from_dict(entry) for entry in objects(result.get("Failed"), "Failed")]
    return data, failed


def _has(result: Any, key: str) -> bool:
    if not isinstance(result, dict):
        msg = "the answer's rest_add_log is not an object."
        raise ProtocolError(msg)
    return key in result


def _updated(answer: Any) -> Log:
    return models.Log.from_dict(objects([member(answer, "rest_modify_log")], "rest_modify_log")[0])


def _deleted(answer: Any) -> str:
    return str(member(objects([member(answer, "rest_delete_log")], "rest_delete_log")[0], "deleted_id"))


LIST_LOGS = Operation(operations.list_logs, list_logs.get_kwargs, _logs, codes=DOMAIN_CODES)
CREATE_LOGS = Operation(operations.create_logs, create_logs.get_kwargs, _created, codes=DOMAIN_CODES)
UPDATE_LOG = Operation(operations.update_log, update_log.get_kwargs, _updated, codes=DOMAIN_CODES)
DELETE_LOG = Operation(operations.delete_log, delete_log.get_kwargs, _deleted, codes=DOMAIN_CODES)


class Logs:
    """Logs (`logbook.logs`)."""

    def __init__(self, client: ServiceClient, shape: Shape) -> None:
        self._client = client
        self._shape = shape

    async def list(self, app_context: AppContext | Sequence[AppContext], **options: Unpack[CallOptions]) -> list[Log]:
        """List the logs of a container. The service does not page this list.

        Args:
            app_context: The container, or several.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: No container.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Logbook REST APIs, `POST /api/rest/v1/logs/list`.
        """
        body = models.LogListRequest(app_context=contexts(app_context))
        return await self._client.call(LIST_LOGS, options, body=body)

    def walk(self, app_context: AppContext | Sequence[AppContext], **options: Unpack[CallOptions]) -> Pager[Log]:
        """Walk the logs of a container, however many: the one answer is kept in a temporary file while it is read.

        Memory holds a page of 500 logs and a megabyte of the answer. What is wrong with the answer behind the first
        megabyte may show only after the logs before it were handed out; the error then says so by being raised.

        Args:
            app_context: The container, or several.
            options: See `plankit.operation.CallOptions`; `max_body` is 4 GB here unless given, `timeout` is the
                longest pause between two pieces of the answer, and `deadline` is for all of it.

        Raises:
            InvalidArgumentError: No container.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`, which
                stands for the beginning.

        Source: Logbook REST APIs, `POST /api/rest/v1/logs/list`.
        """
        from plankit.logbook.walk import LogPager  # noqa: PLC0415 - see `ServiceClient`

        return LogPager(self._client, contexts(app_context), options, DOMAIN_CODES)

    async def create(self, logs: LogCreate | Sequence[LogCreate], **options: Unpack[CallOptions]) -> CreateResult:
        """Create up to 50 logs with one request. Not repeated when its effect is unknown.

        Args:
            logs: The log, or 1 to 50 of them; `create_many` takes more.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The logs that were created and those that were not, matched to the inputs. A status of 200 does not mean
            that all were created: look at `failed`, or call `raise_for_failed()`.

        Raises:
            InvalidArgumentError: No log, or more than 50.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the logs may exist now.

        Source: Logbook REST APIs, `POST /api/rest/v1/logs`; the bound is on its sub-page.
        """
        from plankit.logbook.matching import match  # noqa: PLC0415 - see `ServiceClient`

        inputs = _inputs(logs)
        if not 1 <= len(inputs) <= MOST_LOGS:
            advice = "give at least one" if not inputs else "logs.create_many() splits them"
            msg = (
                f"logs.create() was given {len(inputs)} logs; the service takes 1 to {MOST_LOGS} in a request: "
                f"{advice}. Nothing was sent."
            )
            raise InvalidArgumentError(msg, operation=CREATE_LOGS.name)
        body = self._body(inputs)
        data, failed = await self._client.call(CREATE_LOGS, options, body=body)
        return match(body.logs, data, failed)

    async def create_many(
        self, logs: LogCreate | Iterable[LogCreate], *, concurrency: int = 8, **options: Unpack[CallOptions]
    ) -> CreateResult:
        """Create any number of logs with requests of 50, several at a time.

        Args:
            logs: The logs.
            concurrency: Requests at the same time, at least 1.
            options: See `plankit.operation.CallOptions`; they hold for each request, `deadline` too.

        A cancellation (a time-out around the call, Ctrl-C) has no result. What was created and what is in doubt is then
        told in a note on the cancellation and in a warning of the logger `plankit`.

        Returns:
            As `create`, for all of them together; indexes count over all inputs.

        Raises:
            InvalidArgumentError: A *concurrency* below 1, or something that is no `LogCreate`.
            PartialFailureError: A request failed after others had been answered, or with unknown effect: `result`
                holds what was answered, `unknown` and `not_applied` the indexes of the rest. No further request is
                begun.
            APIError, TransportError, DeadlineExceededError: A request failed, and nothing at all was created.
        """
        whole("concurrency", concurrency, error=InvalidArgumentError)
        inputs = _inputs(logs)
        batch = Batch(len(inputs), CREATE_LOGS.name)

        async def work() -> None:
            while (start := batch.next()) is not None:
                try:
                    batch.done(start, await self.create(inputs[start : start + MOST_LOGS], **options))
                except Exception as error:  # noqa: BLE001 - what was created meanwhile must be told, whatever failed
                    batch.failed(start, error)

        try:
            async with anyio.create_task_group() as group:
                for _ in range(min(concurrency, len(batch.starts))):
                    group.start_soon(work)
        except anyio.get_cancelled_exc_class() as cancelled:
            # A cancellation can carry no result, and must not be turned into another error.
            told = batch.told_when_cancelled(len(inputs))
            cancelled.add_note(told)
            logger.warning(told)
            raise
        return batch.result(len(inputs))

    def bulk_create(self, rows: object = None, **options: Unpack[JobOptions]) -> Job:
        """Make a job that creates any number of logs, exactly once as far as can be proven, killed and resumed.

        Args:
            rows: The logs: an iterable or an asynchronous iterable of `LogCreate`, or of mappings with their fields.
            options: See `plankit.bulk.Job`: `journal=` above all.

        Example:
            `async with logbook.logs.bulk_create(logs, journal="import.job") as job: async for result in job: ...`

        Raises:
            InvalidArgumentError: Rows or options that are none. Nothing is sent before the job is walked or run.
        """
        from plankit.bulk.job import Job  # noqa: PLC0415 - only when a name is used
        from plankit.logbook.bulk import CreateLogs  # noqa: PLC0415 - same

        return Job(CreateLogs(self._client, self, MOST_LOGS), rows, **options)

    async def update(
        self,
        log_id: int | str,
        app_context: AppContext | Sequence[AppContext],
        *,
        name: str | Unset = UNSET,
        custom_attribute_values: Sequence[CustomAttributeValue] | Unset = UNSET,
        system_attribute_values: Sequence[SystemAttributeValue] | Unset = UNSET,
        **options: Unpack[CallOptions],
    ) -> Log:
        """Change a log. Only what is given is sent; what the server does with attributes left out is not documented.

        Args:
            log_id: The log's id.
            app_context: The container that the log belongs to, or several.
            name: The name.
            custom_attribute_values: Custom attributes, see `plankit.logbook.custom_value`.
            system_attribute_values: System attributes, see `plankit.logbook.system_value`.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The changed log.

        Raises:
            InvalidArgumentError: No container, an empty id, `.` or `..`.
            PermissionDeniedError: The container or the tenant does not fit (`INVALID_CONTAINER`, `INVALID_TENANT`).
            NotFoundError, APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Logbook REST APIs, `PUT /api/rest/v1/log/{log_id}`.
        """
        body = models.LogUpdateRequest(
            app_context=contexts(app_context),
            name=name,
            custom_attribute_values=_list(custom_attribute_values),
            system_attribute_values=self._shaped(_list(system_attribute_values)),
        )
        return await self._client.call(UPDATE_LOG, options, log_id, body=body)

    async def delete(
        self, log_id: int | str, app_context: AppContext | Sequence[AppContext], **options: Unpack[CallOptions]
    ) -> str:
        """Delete a log.

        Args:
            log_id: The log's id.
            app_context: The container that the log belongs to, or several.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The id of the deleted log, as text.

        Raises:
            InvalidArgumentError: No container, an empty id, `.` or `..`.
            NotFoundError: There is no such log, or it was deleted before this call.
            ConflictError: The log has been transferred to another type.
            PermissionDeniedError: The container or the tenant does not fit (`INVALID_CONTAINER`, `INVALID_TENANT`).
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Logbook REST APIs, `POST /api/rest/v1/log/delete/{log_id}`.
        """
        body = models.LogDeleteRequest(app_context=contexts(app_context))
        try:
            return await self._client.call(DELETE_LOG, options, log_id, body=body)
        except NotFoundError as error:
            # An attempt without an answer had done it: what the caller wanted is so.
            if error.code == "LOG_DELETED" and any(attempt.outcome is Outcome.UNKNOWN for attempt in error.attempts):
                return str(log_id)
            raise

    def _body(self, inputs: Sequence[LogCreate]) -> LogsCreateRequest:
        if self._shape == "flat":
            return models.LogsCreateRequest(logs=list(inputs))
        shaped: list[LogCreate] = []
        for entry in inputs:
            log = models.LogCreate.from_dict(entry.to_dict())
            log.system_attribute_values = self._shaped(log.system_attribute_values)
            shaped.append(log)
        return models.LogsCreateRequest(logs=shaped)

    def _shaped(self, values: Any) -> Any:
        """Return system attribute values in the shape that this client sends."""
        if self._shape == "flat" or not values:
            return values
        return [{"values": {str(value.sa_id): value.to_dict()}} for value in values]


def contexts(app_context: AppContext | Sequence[AppContext]) -> list[AppContext]:
    """Return one container or several as the list that the service takes.

    Raises:
        InvalidArgumentError: There is none.
    """
    found = _listed(app_context, models.AppContext)
    if not found:
        msg = "app_context= needs an AppContext(container_id=, container_source=, container_type=), or a list of them."
        raise InvalidArgumentError(msg)
    return found


def _inputs(logs: LogCreate | Iterable[LogCreate]) -> list[LogCreate]:
    inputs = _listed(logs, models.LogCreate)
    if inputs is None:
        msg = "The logs to create must be LogCreate(log_types_id=, name=, app_context=[...], ...). Nothing was sent."
        raise InvalidArgumentError(msg, operation=CREATE_LOGS.name)
    if not all(is_several(log.app_context) for log in inputs):
        msg = "A log to create has a list of containers: LogCreate(..., app_context=[workspace]). Nothing was sent."
        raise InvalidArgumentError(msg, operation=CREATE_LOGS.name)
    return inputs


def _listed(given: Any, kind: type[T]) -> list[T] | None:
    """Return one *kind* or several as a list; None if something else is among them."""
    # What is written without a type checker may be anything; a model seems iterable, and is not.
    several: list[Any] = list(given) if hasattr(given, "__iter__") else [given]
    return several if all(isinstance(entry, kind) for entry in several) else None


def _list(values: Sequence[Any] | Unset) -> list[Any] | Unset:
    return values if isinstance(values, Unset) else list(values)
