"""The write of `plankit import logs`: rows of a file instead of logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.cli.table import Row, is_log
from plankit.errors import InvalidArgumentError
from plankit.logbook.bulk import CreateLogs

if TYPE_CHECKING:
    from plankit.bulk.rows import Payload
    from plankit.logbook.client import LogbookClient
    from plankit.logbook.rows import RowReader


class RowLogs(CreateLogs):
    """Creates logs from rows. Its journal is that of `logbook.logs.bulk_create`, which can go on with it.

    Args:
        client: The client.
        reader: Makes logs of rows.
        most: The most logs of one request.
    """

    def __init__(self, client: LogbookClient, reader: RowReader, most: int) -> None:
        super().__init__(client, client.logs, most)
        self._reader = reader

    def encode(self, row: object) -> Payload:
        """Return a row as the JSON of a log.

        Raises:
            InvalidArgumentError: It is no log; the message says why.
        """
        assert isinstance(row, Row)  # noqa: S101 - the rows are a Table's
        if row.problem is not None:
            raise InvalidArgumentError(row.problem)
        return super().encode(row.cells if is_log(row.cells) else self._reader.read(row.cells))
