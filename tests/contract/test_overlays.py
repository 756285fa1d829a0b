"""The overlaid documents say what servers do: each correction that matters, shown on what is really sent."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from pipeline import document, operations

RUNS = "/plugins/playbooks/api/v0/runs"
PLAYBOOKS = "/plugins/playbooks/api/v0/playbooks"
ERRORS = {"400", "401", "403", "404", "429", "500", "default"}
# What a reason may cite: a defect or section of the facts about Planview and Planbox, a section of the page about the
# Playbooks server, a section of the page about the generator.
CITATION = re.compile(r"\b[ABC]-D\d+|\b[ABC]\d+\b|\bserver: \w+|\bgenerator \d")

# Defects of the Logbook page that are none of the overlaid document's.
NOT_OF_THE_DOCUMENT = {
    "C-D2": "the lost line breaks are restored in the given document, and tested there",
    "C-D6": "misprints of the page's prose",
    "C-D23": "ids of options are integers or strings in the document already",
    "C-D31": "misprint of another page; the document's own example stands",
    "C-D33": "there is no operation for one log",
}

LOGBOOK = {
    "listLogs": ("post", "/api/rest/v1/logs/list", "read"),
    "createLogs": ("post", "/api/rest/v1/logs", "unsafe"),
    "deleteLog": ("post", "/api/rest/v1/log/delete/{log_id}", "idempotent"),
    "updateLog": ("put", "/api/rest/v1/log/{log_id}", "idempotent"),
    "listLogTypes": ("get", "/api/rest/v1/log-types-with-configs", "read"),
}
ADMIN = {
    "createToken": ("post", "/io/v1/oauth2/token", "read"),
    "listUsers": ("get", "/public/v1/user", "read"),
    "createUser": ("post", "/public/v1/user", "unsafe"),
    "getUser": ("get", "/public/v1/user/{userId}", "read"),
    "updateUser": ("patch", "/public/v1/user/{userId}", "idempotent"),
    "listUserAuditEntries": ("get", "/public/v1/user/{userId}/audit", "read"),
    "listCustomerAuditEntries": ("get", "/public/v1/customer/audit", "read"),
    "listProducts": ("get", "/public/v1/product", "read"),
    "listProductUsers": ("get", "/public/v1/product/{productId}/user", "read"),
}
PLANBOX = {
    "authenticate": ("post", "/api/auth", "read"),
    "getProduct": ("post", "/api/get_product", "read"),
    "getProducts": ("post", "/api/get_products", "read"),
    "getProject": ("post", "/api/get_project", "read"),
    "getProjects": ("post", "/api/get_projects", "read"),
    "addProject": ("post", "/api/add_project", "unsafe"),
    "createInitiative": ("post", "/organizations/{organization_id}/initiatives", "unsafe"),
}
ITEM = f"{RUNS}/{{id}}/checklists/{{checklist}}/item/{{item}}"
PLAYBOOKS_OPERATIONS = {
    "listRuns": ("get", RUNS, "read"),
    "createRun": ("post", RUNS, "unsafe"),
    "createRunFromDialog": ("post", f"{RUNS}/dialog", "unsafe"),
    "listRunOwners": ("get", f"{RUNS}/owners", "read"),
    "listRunChannels": ("get", f"{RUNS}/channels", "read"),
    "listChecklistAutocomplete": ("get", f"{RUNS}/checklist-autocomplete", "read"),
    "getRunByChannel": ("get", f"{RUNS}/channel/{{channel_id}}", "read"),
    "getRun": ("get", f"{RUNS}/{{id}}", "read"),
    "updateRun": ("patch", f"{RUNS}/{{id}}", "idempotent"),
    "getRunMetadata": ("get", f"{RUNS}/{{id}}/metadata", "read"),
    "updateRunStatus": ("post", f"{RUNS}/{{id}}/status", "unsafe"),
    "finishRun": ("put", f"{RUNS}/{{id}}/finish", "idempotent"),
    "finishRunFromDialog": ("post", f"{RUNS}/{{id}}/finish-dialog", "idempotent"),
    "restoreRun": ("put", f"{RUNS}/{{id}}/restore", "idempotent"),
    "changeRunOwner": ("post", f"{RUNS}/{{id}}/owner", "idempotent"),
    "addChecklistItem": ("post", f"{RUNS}/{{id}}/checklists/{{checklist}}/add", "unsafe"),
    "moveChecklistItem": ("post", f"{RUNS}/{{id}}/checklists/move-item", "unsafe"),
    "updateChecklistItem": ("put", ITEM, "idempotent"),
    "deleteChecklistItem": ("delete", ITEM, "unsafe"),
    "setChecklistItemState": ("put", f"{ITEM}/state", "idempotent"),
    "setChecklistItemAssignee": ("put", f"{ITEM}/assignee", "idempotent"),
    "runChecklistItem": ("post", f"{ITEM}/run", "unsafe"),
    "deleteTimelineEvent": ("delete", f"{RUNS}/{{id}}/timeline/{{event_id}}", "idempotent"),
    "listPlaybooks": ("get", PLAYBOOKS, "read"),
    "createPlaybook": ("post", PLAYBOOKS, "unsafe"),
    "getPlaybook": ("get", f"{PLAYBOOKS}/{{id}}", "read"),
    "updatePlaybook": ("put", f"{PLAYBOOKS}/{{id}}", "idempotent"),
    "deletePlaybook": ("delete", f"{PLAYBOOKS}/{{id}}", "idempotent"),
    "listAutofollows": ("get", f"{PLAYBOOKS}/{{id}}/autofollows", "read"),
}


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return {service: document.overlaid(service) for service in document.SERVICES}


@pytest.fixture(scope="module")
def logbook(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return documents["logbook"]


@pytest.fixture(scope="module")
def playbooks(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return documents["playbooks"]


@pytest.fixture(scope="module")
def admin(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return documents["planview_admin"]


@pytest.fixture(scope="module")
def planbox(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return documents["planbox"]


def takes(content: dict[str, Any], schema: dict[str, Any] | str, value: Any) -> bool:
    """Whether a schema, or the component of that name, takes a value."""
    if isinstance(schema, str):
        schema = {"$ref": f"#/components/schemas/{schema}"}
    validator: Any = OAS30Validator({"allOf": [schema], "components": content["components"]})
    return bool(validator.is_valid(value))


def operation(content: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(item.content for item in operations.operations(content) if item.id == id_)


def body(content: dict[str, Any], id_: str, kind: str = "application/json") -> dict[str, Any]:
    schema: dict[str, Any] = operation(content, id_)["requestBody"]["content"][kind]["schema"]
    return schema


def answer(content: dict[str, Any], id_: str, status: str = "200") -> dict[str, Any]:
    schema: dict[str, Any] = operation(content, id_)["responses"][status]["content"]["application/json"]["schema"]
    return schema


def parameter(content: dict[str, Any], id_: str, name: str) -> dict[str, Any]:
    return next(item for item in operation(content, id_)["parameters"] if item.get("name") == name)


class TestAllDocuments:
    @pytest.mark.parametrize("service", document.SERVICES)
    def test_only_changes_of_playbooks_answer_500_to_mistakes(
        self, documents: dict[str, dict[str, Any]], service: str
    ) -> None:
        """server: Errors. Reads answer 403 or 404 to an unknown id, and what is unsafe is not repeated anyway."""
        for item in operations.operations(documents[service]):
            mistaken = service == "playbooks" and operations.safety(item) == "idempotent"
            assert operations.final(item) == ([500] if mistaken else []), item.id

    @pytest.mark.parametrize(
        ("service", "expected"),
        [("logbook", LOGBOOK), ("planview_admin", ADMIN), ("planbox", PLANBOX), ("playbooks", PLAYBOOKS_OPERATIONS)],
    )
    def test_operations_and_what_may_be_repeated(
        self, documents: dict[str, dict[str, Any]], service: str, expected: dict[str, tuple[str, str, str]]
    ) -> None:
        found = {
            item.id: (item.method, item.path, item.content["x-plankit-safety"])
            for item in operations.operations(documents[service])
        }

        assert found == expected

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_each_correction_gives_its_reason_and_cites_its_ground(self, service: str) -> None:
        actions = document.read(document.OPENAPI / "overlays" / f"{service}.yaml")["actions"]

        assert [action["target"] for action in actions if not CITATION.search(action["description"])] == []

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_every_operation_documents_the_errors_to_expect(
        self, documents: dict[str, dict[str, Any]], service: str
    ) -> None:
        content = documents[service]
        lacking = {
            (item.id, status)
            for item in operations.operations(content)
            for status in ERRORS
            if not _is_error(content, item.content["responses"].get(status, {}))
        }

        assert lacking == set()

    @pytest.mark.parametrize("service", document.SERVICES)
    @pytest.mark.parametrize("sent", [{}, {"anything": [1]}, {"error": "x", "details": None}])
    def test_an_error_needs_no_field(
        self, documents: dict[str, dict[str, Any]], service: str, sent: dict[str, Any]
    ) -> None:
        assert takes(documents[service], "Error", sent)

    @pytest.mark.parametrize("service", ["logbook", "playbooks", "planview_admin"])
    def test_security_is_said_once(self, documents: dict[str, dict[str, Any]], service: str) -> None:
        own = {item.id for item in operations.operations(documents[service]) if "security" in item.content}

        assert documents[service]["security"] == [{"BearerAuth": []}]
        # The token is asked for with another secret than the one it gives.
        assert own == ({"createToken"} if service == "planview_admin" else set())

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_paths_begin_where_the_server_ends(self, documents: dict[str, dict[str, Any]], service: str) -> None:
        content = documents[service]
        servers = [*content["servers"], *(s for item in content["paths"].values() for s in item.get("servers", []))]

        assert all(re.fullmatch(r"https?://[^/]+", server["url"]) for server in servers)

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_what_is_unverified_has_a_ground(self, documents: dict[str, dict[str, Any]], service: str) -> None:
        marked = list(_marked(documents[service], ""))

        assert [where for where, node in marked if node.get("x-unverified") is not True] == []
        assert [where for where, node in marked if len(node.get("x-unverified-ground", "")) < 20] == []

    @pytest.mark.parametrize(
        ("service", "secrets"),
        [
            ("planview_admin", {"/Token/properties/id_token", "/Token/properties/access_token"}),
            (
                "planbox",
                {
                    "/Credentials/properties/password",
                    "/AccessToken/properties/access_token",
                    "/Product/properties/token",
                    "/Product/properties/pr_token",
                },
            ),
        ],
    )
    def test_secrets_are_marked(self, documents: dict[str, dict[str, Any]], service: str, secrets: set[str]) -> None:
        schemas = documents[service]["components"]["schemas"]

        assert {where for where, node in _nodes(schemas, "") if node.get("x-secret") is True} == secrets

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_enums_of_answers_are_open(self, documents: dict[str, dict[str, Any]], service: str) -> None:
        closed = [
            where
            for where, node in _nodes(documents[service]["components"]["schemas"], "")
            if "enum" in node and "example" in node and node.get("x-open-enum") is not True
        ]

        assert closed == []

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_objects_keep_what_they_do_not_know(self, documents: dict[str, dict[str, Any]], service: str) -> None:
        closed = [where for where, node in _nodes(documents[service], "") if node.get("additionalProperties") is False]

        assert closed == []

    @pytest.mark.parametrize("service", ["planview_admin", "planbox"])
    def test_written_documents_say_that_objects_are_open(self, service: str) -> None:
        silent = [
            where
            for where, node in _nodes(document.source(service)["components"]["schemas"], "")
            if node.get("type") == "object" and not node.get("additionalProperties")
        ]

        assert silent == []

    @pytest.mark.parametrize("service", document.SERVICES)
    def test_titles_are_given_once(self, documents: dict[str, dict[str, Any]], service: str) -> None:
        titles = Counter(
            node["title"] for _, node in _nodes(documents[service]["paths"], "") if isinstance(node.get("title"), str)
        )

        assert [title for title, times in titles.items() if times > 1] == []


def _is_error(content: dict[str, Any], response: dict[str, Any]) -> bool:
    if "$ref" in response:
        response = content["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    return bool(schema == {"$ref": "#/components/schemas/Error"} and response["description"])


def _nodes(node: Any, where: str) -> Any:
    if isinstance(node, dict):
        yield where, node
        for key, item in node.items():
            if key not in {"example", "examples", "default"}:
                yield from _nodes(item, f"{where}/{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _nodes(item, f"{where}/{index}")


def _marked(node: Any, where: str) -> Any:
    return ((place, item) for place, item in _nodes(node, where) if {"x-unverified", "x-unverified-ground"} & set(item))


class TestLogbook:
    def test_every_known_defect_is_mended_or_none_of_the_documents(self) -> None:
        overlay = (document.OPENAPI / "overlays" / "logbook.yaml").read_text(encoding="utf-8")
        cited = set(re.findall(r"\bC-D\d+", overlay))

        assert {f"C-D{number}" for number in range(1, 36)} - cited == set(NOT_OF_THE_DOCUMENT)

    def test_the_region_is_part_of_the_host(self, logbook: dict[str, Any]) -> None:
        (server,) = logbook["servers"]

        assert server["url"] == "https://api-{region}.logbook.planview.com"
        assert server["variables"]["region"]["enum"] == ["us", "eu", "ap"]

    @pytest.mark.parametrize(
        "value",
        [
            "<p>test desc</p>",
            "2025-05-23",
            {"id": 1, "is_visible": True, "label": "New", "value": "New"},
            {"avatar": "url", "email": "a@example.com", "id": 1037, "name": "John Doe", "planview_user_id": "uuid"},
            [
                {
                    "artifact_id": 111,
                    "artifact_title": "Card 1",
                    "artifact_type": "card",
                    "id": 111,
                    "type": "mitigation",
                }
            ],
            [{"id": "opt1", "label": "High", "value": "High"}],
            7,
            None,
        ],
    )
    def test_attribute_values_of_any_kind(self, logbook: dict[str, Any], value: Any) -> None:
        assert takes(logbook, "LogSystemAttributeValueInput", {"id": 1, "sa_id": 1, "value": value})
        assert takes(logbook, "LogCustomAttributeValueInput", {"ca_config_id": 1, "section_ca_id": 1, "value": value})

    def test_the_given_document_refuses_its_own_example_of_an_option(self) -> None:
        given = document.source("logbook")
        option = {"id": 1, "is_visible": True, "label": "New", "value": "New"}

        assert not takes(given, "LogSystemAttributeValueInput", {"id": 1, "sa_id": 1, "value": option})

    def test_a_log_of_another_shape(self, logbook: dict[str, Any]) -> None:
        assert takes(logbook, "LogResponse", {"id": "123"})
        assert takes(
            logbook,
            "LogResponse",
            {
                "id": 123,
                "name": None,
                "log_type": None,
                "custom_attribute_values": [{"values": {"574": {"ca_config_id": 574}}}],
                "system_attribute_values": {"values": {"1": {"id": 3165, "sa_id": 1, "value": None}}},
                "created_at": "2024-01-12T09:25:37.853187",
                "transferred_from": None,
                "transferred_to": None,
            },
        )
        assert not takes(logbook, "LogResponse", {})

    def test_formats_that_servers_do_not_keep_are_gone(self, logbook: dict[str, Any]) -> None:
        assert [where for where, node in _nodes(logbook, "") if "format" in node] == []

    def test_the_public_sample_of_log_types(self, logbook: dict[str, Any]) -> None:
        log_type = {
            "id": 18,
            "type_name": "Decision",
            "description": None,
            "is_published": True,
            "is_deleted": False,
            "created_at": "2024-01-12T09:25:37.853187",
            "log_type_categories_id": 5,
            "allow_email_notification": True,
            "log_types_section": [
                {
                    "id": 4,
                    "is_default_section": True,
                    "section_custom_attribute": [
                        {
                            "id": 1969,
                            "ca_order": 1,
                            "section_id": 4,
                            "is_mandatory": False,
                            "display_name": None,
                            "is_deleted": False,
                            "custom_attribute_config": {"config_type": "url", "name": "Link", "id": 574},
                        }
                    ],
                }
            ],
        }
        attribute = {"id": 839, "is_mandatory": False, "name": "Description", "sa_ids": [1]}
        alone = {"id": 18, "log_types": log_type, "system_attribute_log_types": [attribute]}
        schema = answer(logbook, "listLogTypes")

        assert takes(logbook, schema, {"rest_log_types_with_configs": [alone, {**alone, "log_types": [log_type]}]})
        assert not takes(document.source("logbook"), "LogTypesWithConfigsResponse", alone)

    def test_envelopes_may_hold_null(self, logbook: dict[str, Any]) -> None:
        assert takes(logbook, answer(logbook, "listLogs"), {"rest_logs_data": None})
        assert takes(logbook, answer(logbook, "createLogs"), {"rest_add_log": {"Data": None, "Failed": None}})
        assert takes(logbook, answer(logbook, "createLogs"), {"rest_add_log": None})
        assert takes(logbook, answer(logbook, "deleteLog"), {"rest_delete_log": None})
        assert takes(logbook, answer(logbook, "listLogTypes"), {"rest_log_types_with_configs": None})

    @pytest.mark.parametrize("deleted", [4, "123"])
    def test_deleted_ids_of_both_kinds(self, logbook: dict[str, Any], deleted: int | str) -> None:
        assert takes(logbook, answer(logbook, "deleteLog"), {"rest_delete_log": {"deleted_id": deleted}})

    def test_one_to_fifty_logs_are_created_at_once(self, logbook: dict[str, Any]) -> None:
        context = [{"container_id": 1, "container_source": "a", "container_type": "b"}]
        log = {"log_types_id": 18, "name": "x", "app_context": context}
        schema = body(logbook, "createLogs")

        assert takes(logbook, schema, {"logs": [log]})
        assert takes(logbook, schema, {"logs": [log] * 50})
        assert not takes(logbook, schema, {"logs": [log] * 51})
        assert not takes(logbook, schema, {"logs": []})
        assert not takes(logbook, schema, {})
        assert not takes(logbook, schema, {"logs": [{**log, "app_context": []}]})

    def test_failed_logs_tell_their_reason(self, logbook: dict[str, Any]) -> None:
        failed = {"failed_message": "no", "log_types_id": 18, "name": "x", "app_context": None}

        assert takes(logbook, answer(logbook, "createLogs"), {"rest_add_log": {"Data": [], "Failed": [failed]}})

    def test_a_reference_stands_alone(self, logbook: dict[str, Any]) -> None:
        mixed = [where for where, node in _nodes(logbook, "") if "$ref" in node and len(node) > 1]

        assert mixed == []

    def test_the_errors_of_delete_keep_their_examples(self, logbook: dict[str, Any]) -> None:
        responses = operation(logbook, "deleteLog")["responses"]
        codes = {
            example["value"]["code"]
            for status in ("400", "401")
            for example in responses[status]["content"]["application/json"]["examples"].values()
        }

        assert codes == {
            "LOG_DOES_NOT_EXIST",
            "LOG_DELETED",
            "LOG_TRANSFERRED",
            "INVALID_CONTAINER",
            "INVALID_TENANT",
        }


class TestPlaybooks:
    @pytest.mark.parametrize(
        ("path", "method"),
        [
            (f"{RUNS}/{{id}}/end", "put"),
            (f"{RUNS}/{{id}}/end", "post"),
            (f"{RUNS}/{{id}}/restart", "put"),
            (f"{RUNS}/{{id}}/next-stage-dialog", "post"),
            (f"{RUNS}/{{id}}/checklists/{{checklist}}/reorder", "put"),
            (f"{RUNS}/{{id}}/timeline/{{event_id}}/", "delete"),
            (f"{ITEM}/run", "put"),
        ],
    )
    def test_what_no_server_answers_is_gone(self, playbooks: dict[str, Any], path: str, method: str) -> None:
        assert method in document.source("playbooks")["paths"][path]
        assert method not in playbooks["paths"].get(path, {})

    def test_a_command_runs_by_an_empty_post(self, playbooks: dict[str, Any]) -> None:
        assert "requestBody" not in operation(playbooks, "runChecklistItem")

    def test_a_move_names_both_places(self, playbooks: dict[str, Any]) -> None:
        move = {"source_checklist_idx": 0, "source_item_idx": 1, "dest_checklist_idx": 0, "dest_item_idx": 0}

        assert takes(playbooks, body(playbooks, "moveChecklistItem"), move)
        for name in move:
            lacking = {key: value for key, value in move.items() if key != name}
            assert not takes(playbooks, body(playbooks, "moveChecklistItem"), lacking)

    def test_adding_an_item_answers_201_without_a_body(self, playbooks: dict[str, Any]) -> None:
        responses = operation(playbooks, "addChecklistItem")["responses"]

        assert "200" not in responses
        assert "content" not in responses["201"]

    def test_a_status_update_needs_a_reminder_and_no_description(self, playbooks: dict[str, Any]) -> None:
        schema = body(playbooks, "updateRunStatus")

        assert takes(playbooks, schema, {"message": "x", "reminder": 600, "finish_run": False})
        assert not takes(playbooks, schema, {"message": "x"})
        assert not takes(playbooks, schema, {"message": "x", "reminder": 0})
        assert not takes(playbooks, schema, {"message": "x", "reminder": 1.5})

    def test_a_playbook_is_created_as_servers_want_it(self, playbooks: dict[str, Any]) -> None:
        schema = body(playbooks, "createPlaybook")
        least = {"title": "x", "team_id": "t", "create_public_playbook_run": True, "checklists": []}

        assert takes(playbooks, schema, {**least, "reminder_timer_default_seconds": 86400})
        assert not takes(playbooks, schema, least)
        assert not takes(playbooks, schema, {**least, "reminder_timer_default_seconds": 0})
        assert not takes(
            playbooks, schema, {**least, "reminder_timer_default_seconds": 1, "default_owner_enabled": "true"}
        )
        assert schema["properties"]["reminder_timer_default_seconds"]["default"] == 86400
        assert {"members", "public", "webhook_on_creation_urls", "webhook_on_status_update_urls"} <= set(
            schema["properties"]
        )
        assert not {
            "member_ids",
            "announcement_channel_id",
            "announcement_channel_enabled",
            "webhook_on_creation_url",
            "webhook_on_status_update_url",
        } & set(schema["properties"])

    def test_a_run_needs_only_its_owner_by_itself(self, playbooks: dict[str, Any]) -> None:
        schema = body(playbooks, "createRun")

        assert takes(playbooks, schema, {"owner_user_id": "u", "channel_id": "c"})
        assert not takes(playbooks, schema, {"name": "x", "team_id": "t", "playbook_id": "p"})
        assert {"summary", "description"} <= set(schema["properties"])

    def test_every_body_is_required(self, playbooks: dict[str, Any]) -> None:
        bodies = [i for i in operations.operations(playbooks) if "requestBody" in i.content]

        assert len(bodies) == 12
        assert all(item.content["requestBody"]["required"] is True for item in bodies)

    @pytest.mark.parametrize("state", ["", "in_progress", "closed", "skipped"])
    def test_the_states_of_an_item(self, playbooks: dict[str, Any], state: str) -> None:
        assert takes(playbooks, "ChecklistItem", {"state": state, "task_actions": None})
        assert takes(playbooks, body(playbooks, "setChecklistItemState"), {"new_state": state})
        assert takes(playbooks, body(playbooks, "addChecklistItem"), {"title": "x", "state": state})

    def test_what_servers_send_is_declared(self, playbooks: dict[str, Any]) -> None:
        fields = {
            name: set(schema.get("properties", {})) for name, schema in playbooks["components"]["schemas"].items()
        }

        assert {
            *("summary", "description", "current_status", "is_active", "participant_ids", "timeline_events"),
            *("status_posts", "metrics_data", "previous_reminder"),
        } <= fields["PlaybookRun"]
        assert {"members", "member_ids", "public", "channel_mode", "metrics"} <= fields["Playbook"]
        assert {"delete_at", "due_date", "task_actions"} <= fields["ChecklistItem"]
        assert {"num_participants", "num_members", "followers"} <= fields["PlaybookRunMetadata"]
        assert {"first_name", "last_name", "nickname"} <= fields["OwnerInfo"]
        assert "per_page" in fields["PlaybookRunList"]

    def test_null_for_a_list(self, playbooks: dict[str, Any]) -> None:
        assert takes(playbooks, "PlaybookRunList", {"total_count": 0, "items": None})
        assert takes(playbooks, "PlaybookList", {"items": None})
        run = dict.fromkeys(("id", "name", "owner_user_id", "team_id", "channel_id"), "x")
        assert takes(playbooks, "PlaybookRun", {**run, "checklists": None, "participant_ids": None})
        assert takes(playbooks, "Checklist", {"items": None})
        assert takes(playbooks, "PlaybookMember", {"user_id": "u", "roles": [], "scheme_roles": None})
        for id_ in ("listRunOwners", "listRunChannels", "listAutofollows", "listChecklistAutocomplete"):
            assert takes(playbooks, answer(playbooks, id_), None)

    def test_autofollows_are_a_bare_list(self, playbooks: dict[str, Any]) -> None:
        assert takes(playbooks, answer(playbooks, "listAutofollows"), ["ilh6s1j4yefbdhxhtlzt179i6m"])
        assert "PlaybookAutofollows" not in playbooks["components"]["schemas"]

    def test_sorting_by_what_servers_know(self, playbooks: dict[str, Any]) -> None:
        runs = set(parameter(playbooks, "listRuns", "sort")["schema"]["enum"])

        assert "is_active" not in runs
        assert {"id", "create_at", "status", "last_status_update_at", "metric0", "metric3"} <= runs
        assert {"runs", "last_run_at", "active_runs"} <= set(
            parameter(playbooks, "listPlaybooks", "sort")["schema"]["enum"]
        )

    def test_filters_that_servers_know(self, playbooks: dict[str, Any]) -> None:
        names = {item["name"] for item in operation(playbooks, "listRuns")["parameters"]}

        assert {"playbook_id", "participant_or_follower_id", "active_gte", "active_lt", "types"} <= names
        assert parameter(playbooks, "listRuns", "team_id")["required"] is False
        assert "default" not in parameter(playbooks, "listRuns", "statuses")["schema"]
        assert parameter(playbooks, "listRuns", "direction")["schema"]["default"] == "desc"
        assert parameter(playbooks, "listPlaybooks", "search_term")["in"] == "query"
        assert parameter(playbooks, "listChecklistAutocomplete", "channel_id")["in"] == "query"
        channels = {item["name"] for item in operation(playbooks, "listRunChannels")["parameters"]}
        assert "statuses" in channels
        assert "status" not in channels

    def test_what_a_dialog_answers(self, playbooks: dict[str, Any]) -> None:
        assert "content" not in operation(playbooks, "createRunFromDialog")["responses"]["201"]
        assert takes(playbooks, answer(playbooks, "createRunFromDialog"), {"errors": {"playbookRunName": "too long"}})

    def test_what_updates_answer(self, playbooks: dict[str, Any]) -> None:
        assert answer(playbooks, "updateRun") == {"$ref": "#/components/schemas/PlaybookRun"}
        for id_ in ("updateRunStatus", "finishRun", "restoreRun"):
            assert takes(playbooks, answer(playbooks, id_), {"status": "OK"})

    def test_neither_callbacks_nor_wrong_samples(self, playbooks: dict[str, Any]) -> None:
        keys = {key for _, node in _nodes(playbooks["paths"], "") for key in node}

        assert not {"callbacks", "x-codeSamples"} & keys
        assert "WebhookOnCreationPayload" in playbooks["components"]["schemas"]


class TestAdmin:
    def test_only_two_operations_are_verified(self, admin: dict[str, Any]) -> None:
        verified = {i.id for i in operations.operations(admin) if not i.content.get("x-unverified")}

        assert verified == {"createToken", "listUsers"}

    def test_the_token(self, admin: dict[str, Any]) -> None:
        form = body(admin, "createToken", "application/x-www-form-urlencoded")

        assert takes(admin, form, {"grant_type": "client_credentials"})
        assert takes(admin, "Token", {"id_token": "x"})
        assert takes(admin, "Token", {"id_token": "x", "expires_in": 3600, "access_token": None, "scope": "y"})
        assert not takes(admin, "Token", {"access_token": "x", "expires_in": 3600})

    def test_paging_has_neither_default_nor_maximum(self, admin: dict[str, Any]) -> None:
        for name in ("startIndex", "count"):
            assert admin["components"]["parameters"][name]["schema"] == {"type": "integer", "minimum": 1}

    def test_pages(self, admin: dict[str, Any]) -> None:
        for name in ("UserPage", "AuditEntryPage", "ProductPage", "ProductUserPage"):
            assert takes(admin, name, {"startIndex": 1, "itemsPerPage": 50, "Resources": None, "totalResults": 3})
            assert not takes(admin, name, {"startIndex": 0, "itemsPerPage": 50, "Resources": []})

    def test_the_answers_of_writes(self, admin: dict[str, Any]) -> None:
        assert {"200", "201", "409"} <= set(operation(admin, "createUser")["responses"])
        assert {"200", "204", "409"} <= set(operation(admin, "updateUser")["responses"])
        assert "content" not in operation(admin, "updateUser")["responses"]["204"]

    def test_deactivating_sends_one_field(self, admin: dict[str, Any]) -> None:
        assert takes(admin, "UserUpdate", {"active": False})
        assert not [i for i in operations.operations(admin) if i.method == "delete"]

    def test_users_differ(self, admin: dict[str, Any]) -> None:
        assert takes(admin, "User", {"id": "1", "email": None, "status": "Deactivated", "products": []})
        assert takes(admin, "ProductUser", {"email": "a@example.com"})
        assert not takes(admin, "UserCreate", {"firstName": "Ada"})

    def test_the_rate_is_told(self, admin: dict[str, Any]) -> None:
        for item in operations.operations(admin):
            if item.id != "createToken":
                success = next(value for status, value in item.content["responses"].items() if status[0] == "2")
                assert "X-Rate-Limit-Remaining" in success["headers"]
        assert "Retry-After" in admin["components"]["responses"]["TooManyRequests"]["headers"]


class TestPlanbox:
    def test_calls_are_forms(self, planbox: dict[str, Any]) -> None:
        for item in operations.operations(planbox):
            kinds = set(item.content.get("requestBody", {}).get("content", {}))
            if item.id == "createInitiative":
                assert kinds == {"application/json"}
            elif item.id == "getProducts":
                assert kinds == set()
            else:
                assert kinds == {"application/x-www-form-urlencoded"}

    @pytest.mark.parametrize(
        ("id_", "content"),
        [
            ("authenticate", {"access_token": "x"}),
            ("getProduct", {"id": 1234, "template": "0", "email_notifications": [], "iterations": None}),
            ("getProducts", [{"id": 1234, "template": True, "token": None}]),
            ("getProject", {"id": 5678, "resource_associations": [], "resource_roles": {"42": [7], "43": 7}}),
            ("getProjects", [{"id": 5678, "resource_associations": {"42": "worker"}, "resource_roles": []}]),
            ("addProject", {"resource": [{"id": 42}], "project": [{"id": 5678}]}),
        ],
    )
    def test_envelopes(self, planbox: dict[str, Any], id_: str, content: Any) -> None:
        schema = answer(planbox, id_)

        assert takes(planbox, schema, {"code": "ok", "content": content})
        assert takes(planbox, schema, {"code": "ok", "content": content, "redirect": "", "time": 1377119152})
        assert takes(planbox, schema, {"code": "error", "content": "Email or password is incorrect"})
        assert takes(planbox, schema, {"code": "error", "content": None})
        assert not takes(planbox, schema, {"content": content})

    def test_several_products_in_brackets(self, planbox: dict[str, Any]) -> None:
        call = operation(planbox, "getProjects")["requestBody"]["content"]["application/x-www-form-urlencoded"]

        assert call["encoding"] == {"product_id[]": {"style": "form", "explode": True}}
        assert takes(planbox, call["schema"], {"product_id[]": [1, 2]})
        assert not takes(planbox, call["schema"], {"product_id[]": []})
        assert set(document.source("planbox")["components"]["schemas"]["ProjectsQuery"]["properties"]) == {
            "product_id",
            "product_id[]",
        }

    def test_an_alias_has_ten_characters_at_most(self, planbox: dict[str, Any]) -> None:
        assert takes(planbox, "ProjectCreate", {"product_id": 1, "alias": "0123456789"})
        assert not takes(planbox, "ProjectCreate", {"product_id": 1, "alias": "0123456789x"})

    def test_dates_are_text(self, planbox: dict[str, Any]) -> None:
        assert takes(planbox, "Iteration", {"id": 1, "start": None, "end": "0000-00-00", "timeframe": "backlog"})
        formats = {node["format"] for _, node in _nodes(planbox, "") if "format" in node}
        assert formats == {"password"}

    def test_initiatives_are_another_interface(self, planbox: dict[str, Any]) -> None:
        item = planbox["paths"]["/organizations/{organization_id}/initiatives"]

        assert [server["url"] for server in item["servers"]] == ["https://api.planbox.com"]
        assert item["post"]["x-alpha"] is True
        assert item["post"]["x-unverified"] is True
        assert [i.id for i in operations.operations(planbox) if i.content.get("x-unverified")] == ["createInitiative"]

    @pytest.mark.parametrize("links", [{"self": {"href": "x"}}, [{"self": {"href": "x"}}], None])
    def test_links_of_any_form(self, planbox: dict[str, Any], links: Any) -> None:
        assert takes(planbox, "Initiative", {"id": 1, "description": None, "_links": links})

    def test_login_needs_no_token(self, planbox: dict[str, Any]) -> None:
        assert operation(planbox, "authenticate")["security"] == []
        assert planbox["security"] == [{"BasicAuth": []}]
