"""The generated Logbook functions over plankit's transports: same tokens, pacing and retries as the facade.

Reads what `LogbookClient.from_env()` reads; `make sandbox` prints fitting values.
"""

from __future__ import annotations

import asyncio

import httpx
from plankit_clients.logbook import Client
from plankit_clients.logbook.api.configs import list_log_types
from plankit_clients.logbook.api.logs import create_logs, list_logs
from plankit_clients.logbook.models import (
    AppContext,
    LogCreate,
    LogListRequest,
    LogsCreateRequest,
    LogTypesResponse,
)

from plankit import LogbookClient

WORKSPACE = AppContext(container_id=4711, container_source="portfolios", container_type="work")


async def main() -> None:
    """Create a log and list the logs of its container."""
    async with (
        LogbookClient.from_env() as logbook,
        httpx.AsyncClient(base_url=logbook.base_url, transport=logbook.transport) as http,
    ):
        client = Client(base_url=logbook.base_url).set_async_httpx_client(http)
        types = await list_log_types.asyncio(client=client)
        if not isinstance(types, LogTypesResponse) or not types.rest_log_types_with_configs:
            raise SystemExit("the log types could not be read")
        log_type = types.rest_log_types_with_configs[0].id
        log = LogCreate(log_types_id=log_type, name="made by a generated function", app_context=[WORKSPACE])
        created = await create_logs.asyncio_detailed(client=client, body=LogsCreateRequest(logs=[log]))
        print("create answered", created.status_code)
        listed = await list_logs.asyncio_detailed(client=client, body=LogListRequest(app_context=[WORKSPACE]))
        print("list answered", listed.status_code, "with", len(listed.content), "bytes")


if __name__ == "__main__":
    asyncio.run(main())
