"""The products and projects of one Planbox organisation (facts B5)."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from plankit.sandbox.planbox import php

if TYPE_CHECKING:
    from plankit.sandbox.settings import PlanboxPermission
    from plankit.sandbox.wire import JsonObject

ORGANIZATION = 1
#: The resource whose token the sandbox accepts.
CALLER = 42
NO_DATE = "0000-00-00"
NO_IMAGE = "https://www.planbox.com/img/product/na.png"

_OTHERS = (43, 44, 45, 46)
_ROLES = (7, 8, 9)
_PRODUCTS = ("Web shop", "Café", "Mobile app", "Intranet", "Zahlungen für Händler", "Data <warehouse> & more")
_PROJECTS = ("Front end", "Back end", "Qualité", "Operations", "Research")
_TIMEZONES = ("America/Montreal", "Europe/Zurich", "Asia/Tokyo")
_SEEDED = dt.datetime(2025, 6, 2, 9, 30, tzinfo=dt.UTC)
_FORTNIGHT = dt.timedelta(days=14)
_DAY = dt.timedelta(days=1)


class Workspace:
    """Products and projects, and what the caller may see of them.

    Args:
        count: Seeded products, each with two to four projects.
        seed: Equal seeds give equal data.
    """

    def __init__(self, count: int, seed: int) -> None:
        self._source = random.Random(f"{seed} planbox")
        self._last = {"product": 1000, "project": 5000, "iteration": 70}
        self.products: dict[int, JsonObject] = {}
        self.projects: dict[int, JsonObject] = {}
        self._projects_of: dict[int, list[int]] = {}
        self._created: set[int] = set()
        for number in range(1, count + 1):
            self._seed(number)

    def permission(self, product_id: int, seeded: PlanboxPermission) -> PlanboxPermission:
        """The caller's permission: `seeded`, but that of an administrator on what the caller created."""
        return "admin" if product_id in self._created else seeded

    def visible(self, product_id: int, permission: PlanboxPermission) -> list[JsonObject]:
        """The projects of a product the caller may see: an administrator all, others those they are on."""
        projects = (self.projects[number] for number in self._projects_of[product_id])
        return [project for project in projects if permission == "admin" or CALLER in project["resource_ids"]]

    def show_product(self, product_id: int, permission: PlanboxPermission) -> JsonObject:
        """The product as the caller sees it."""
        shown = {
            **self.products[product_id],
            "permission": permission,
            "project_ids": [project["id"] for project in self.visible(product_id, permission)],
        }
        if permission != "admin":
            del shown["token"], shown["pr_token"]
        return shown

    def caller(self, email: str) -> JsonObject:
        """The resource of the caller."""
        mine = sum(CALLER in project["resource_ids"] for project in self.projects.values())
        return {
            "id": CALLER,
            "resource_id": CALLER,
            "name": "Ada Lovelace",
            "email": email,
            "image": "https://www.planbox.com/img/resource/na.png",
            "timezone": _TIMEZONES[0],
            "initials": "AL",
            "is_active": True,
            "projects_count": mine,
        }

    def add_product(self, name: str, *, template: bool, moment: dt.datetime) -> JsonObject:
        """A product of the caller's, without projects."""
        product = self._product(name, moment, template=template, members=[CALLER])
        self._created.add(product["id"])
        return product

    def add_project(self, product_id: int, name: str, alias: str, copied: JsonObject | None = None) -> JsonObject:
        """A project with the members and roles of another one, else with the caller as its first member."""
        members: dict[int, str] = {CALLER: "worker"}
        roles: dict[int, object] = {}
        if copied is not None:
            members = {int(number): part for number, part in dict(copied["resource_associations"]).items()}
            roles = {int(number): role for number, role in dict(copied["resource_roles"]).items()}
        project = self._project(product_id, name, alias, members, roles)
        involved: list[int] = self.products[product_id]["resource_ids"]
        involved += [number for number in members if number not in involved]
        return project

    def _next(self, kind: str) -> int:
        self._last[kind] += self._source.randint(1, 3)
        return self._last[kind]

    def _seed(self, number: int) -> None:
        source = self._source
        name = _PRODUCTS[(number - 1) % len(_PRODUCTS)]
        if number > len(_PRODUCTS):
            name = f"{name} {number}"
        others = source.sample(_OTHERS, 2)
        moment = _SEEDED + dt.timedelta(days=source.randint(0, 9), minutes=number)
        product = self._product(name, moment, template=number % 4 == 0, members=[CALLER, *others])
        # The first and the second product differ in everything that may be empty.
        odd = number % 2 == 1
        product["email_notifications"] = php.mapping(
            {"story_added": source.randint(0, 1), "task_assigned": 1, "morning_digest_daily": 0} if odd else {}
        )
        product["description"] = f"All about {name}" if odd else None
        count = source.randint(2, 4)
        for position, project in enumerate(source.sample(_PROJECTS, count)):
            hidden = position == count - 1
            members = {} if hidden and odd else {others[0]: "worker", others[1]: "observer"}
            if not hidden:
                members = {CALLER: "worker" if position == 0 else "observer", **members}
            roles: dict[int, object] = {
                member: _ROLES[place] if place % 2 else list(_ROLES[: place + 2])
                for place, member in enumerate(members)
                if members[member] == "worker" or not odd
            }
            made = self._project(product["id"], project, f"{project[:3].upper()}{number}", members, roles)
            made["description"] = f"{project} of {name}" if position == 0 else None

    def _product(self, name: str, moment: dt.datetime, *, template: bool, members: list[int]) -> JsonObject:
        source = self._source
        number = self._next("product")
        iterations, following = self._iterations(moment)
        product: JsonObject = {
            "id": number,
            "organization_id": ORGANIZATION,
            "name": name,
            "image": NO_IMAGE,
            "description": None,
            "created_on": f"{moment:%Y-%m-%d %H:%M:%S}",
            "creator_id": CALLER,
            "owner_id": members[-1],
            "email_notifications": php.mapping({}),
            "timezone": _TIMEZONES[number % len(_TIMEZONES)],
            "template": int(template),
            "iteration_start": f"{following:%Y-%m-%d}",
            "iteration_length": 2,
            "iteration_length_unit": "weeks",
            "iterations": iterations,
            "resource_ids": members,
            "capacity": len(members) * 60 + source.choice((0, 0.5)),
            "token": f"{source.getrandbits(128):032x}",
            "pr_token": f"{source.getrandbits(128):032x}",
            **{f"show_{name}": source.randint(0, 1) for name in ("estimate", "duration", "points", "value", "tags")},
            "value_unit": "$",
            "locked": 0,
            "feedback": 0,
            "zendesk": 0,
            "zendesk_url": None,
            "github_enabled": False,
            "baseline": None,
            "defaults": php.mapping({}),
            "is_tutorial": False,
            "admins_count": 1,
            "order": number,
        }
        self.products[number] = product
        self._projects_of[number] = []
        return product

    def _iterations(self, moment: dt.datetime) -> tuple[list[JsonObject], dt.date]:
        """The iterations around a moment, and the start of the next one."""
        current = moment.date() - dt.timedelta(days=moment.weekday())
        frames = ["last"] * self._source.randint(0, 1) + ["current", "next"]
        start = current - _FORTNIGHT * (len(frames) - 2)
        iterations: list[JsonObject] = []
        for number, frame in enumerate(frames, 1):
            end = start + _FORTNIGHT - _DAY
            iterations.append(self._iteration(number, f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}", frame))
            start += _FORTNIGHT
        iterations.append(self._iteration(len(frames) + 1, NO_DATE, NO_DATE, "backlog"))
        return iterations, current + _FORTNIGHT

    def _iteration(self, number: int, start: str, end: str, frame: str) -> JsonObject:
        return {"id": self._next("iteration"), "num": number, "start": start, "end": end, "timeframe": frame}

    def _project(
        self, product_id: int, name: str, alias: str, members: dict[int, str], roles: dict[int, object]
    ) -> JsonObject:
        used: set[int] = set()
        for role in roles.values():
            used.update(role if isinstance(role, list) else [role])  # type: ignore[list-item]
        project: JsonObject = {
            "id": self._next("project"),
            "initiative_id": product_id,
            "name": name,
            "alias": alias,
            "description": None,
            # Who sees a project without being on it only looks on.
            "association": members.get(CALLER, "observer"),
            "product_id": product_id,
            "resource_ids": list(members),
            "resource_associations": php.mapping({str(member): part for member, part in members.items()}),
            "resource_roles": php.mapping({str(member): role for member, role in roles.items()}),
            "role_ids": sorted(used) or None,
            "tags": None,
            "deleted": False,
            "velocity": "0.00",
        }
        self.projects[project["id"]] = project
        self._projects_of[product_id].append(project["id"])
        return project
