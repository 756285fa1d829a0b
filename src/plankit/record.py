"""Small classes of named values: what attrs makes of a class, for a tenth of what attrs costs at the start.

Importing attrs and having a dozen classes made by it would be a third of what a first call costs. To who looks at them,
with a type checker or by `attrs.fields`, `attrs.asdict` and the like, these classes are attrs' own.
"""

from __future__ import annotations

from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ("define", "evolve", "field", "frozen")

if TYPE_CHECKING:
    from attrs import define, evolve, field, frozen
else:
    _NOTHING = object()
    _put = object.__setattr__

    class field:  # noqa: N801 - as attrs calls it
        """How a field differs from one that is only annotated; see `attrs.field`."""

        __slots__ = ("default", "eq", "factory", "repr")

        def __init__(
            self,
            *,
            default: Any = _NOTHING,
            factory: Any = None,
            repr: Any = True,  # noqa: A002 - as attrs calls it
            eq: bool = True,
        ) -> None:
            self.default = default
            self.factory = factory
            self.repr = repr
            self.eq = eq

        def options(self) -> dict[str, Any]:
            """Return the same as `attrs.field` takes it."""
            options = {"repr": self.repr, "eq": self.eq}
            if self.factory is not None:
                options["factory"] = self.factory
            elif self.default is not _NOTHING:
                options["default"] = self.default
            return options

    def frozen(kind: type) -> type:
        """Make a class whose objects cannot be changed; see `attrs.frozen`."""
        return _made(kind, {"__setattr__": _refuse, "__delattr__": _refuse})

    def define(kind: type) -> type:
        """Make a class whose objects can be changed; see `attrs.define`."""
        return _made(kind, {"__hash__": None})

    def evolve(record: Any, **changes: Any) -> Any:
        """Return a copy with *changes*; see `attrs.evolve`."""
        return type(record)(**{name: getattr(record, name) for name in record.__match_args__} | changes)

    def _made(kind: type, methods: dict[str, Any]) -> type:
        annotations = kind.__annotations__
        fields: dict[str, field] = {}
        for name, text in annotations.items():
            if not text.startswith("ClassVar"):
                given = vars(kind).get(name, _NOTHING)
                fields[name] = given if isinstance(given, field) else field(default=given)
        space = {name: value for name, value in vars(kind).items() if name not in {*fields, "__dict__", "__weakref__"}}
        space |= {"__slots__": (*fields, "__weakref__"), "__match_args__": (*fields,), "__annotations__": annotations}
        space["__attrs_attrs__"] = _Attributes(fields)
        for name, method in {"__init__": _init(fields, kind), **_methods(fields), **methods}.items():
            space.setdefault(name, method)
        return type(kind)(kind.__name__, kind.__bases__, space)

    def _init(fields: dict[str, field], kind: type) -> Any:
        # The one method that is written out: it has a signature, and makes an `Attempt` of each attempt.
        parameters, lines = [], []
        known = {"_put": _put, "_NOTHING": _NOTHING, "__name__": kind.__module__}
        for name, each in fields.items():
            value, default = name, ""
            if each.factory is not None:
                known[f"_make_{name}"] = each.factory
                value, default = f"_make_{name}() if {name} is _NOTHING else {name}", "=_NOTHING"
            elif each.default is not _NOTHING:
                known[f"_default_{name}"] = each.default
                default = f"=_default_{name}"
            parameters.append(name + default)
            lines.append(f"    _put(self, {name!r}, {value})")
        if "__attrs_post_init__" in vars(kind):
            lines.append("    self.__attrs_post_init__()")
        text = "\n".join((f"def __init__(self, {', '.join(parameters)}):", *lines))
        space: dict[str, Any] = {}
        exec(text, known, space)  # noqa: S102 - of nothing but the names of fields, as attrs does it
        init = space["__init__"]
        init.__annotations__ = {name: kind.__annotations__[name] for name in fields} | {"return": "None"}
        init.__qualname__ = f"{kind.__qualname__}.__init__"
        return init

    def _methods(fields: dict[str, field]) -> dict[str, Any]:
        shown = {name: each.repr if callable(each.repr) else repr for name, each in fields.items() if each.repr}
        compared = attrgetter(*(name for name, each in fields.items() if each.eq))

        def equal(self: Any, other: object) -> bool:
            return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

        def hashed(self: Any) -> int:
            return hash((type(self), compared(self)))

        @recursive_repr("...")
        def told(self: Any) -> str:
            values = (f"{name}={tell(getattr(self, name))}" for name, tell in shown.items())
            return f"{type(self).__qualname__}({', '.join(values)})"

        def state(self: Any) -> dict[str, Any]:
            return {name: getattr(self, name) for name in fields}

        def restore(self: Any, state: dict[str, Any]) -> None:
            for name in fields:
                _put(self, name, state[name])

        return {
            "__eq__": equal,
            "__hash__": hashed,
            "__repr__": told,
            "__getstate__": state,
            "__setstate__": restore,
        }

    def _refuse(*_: object) -> None:
        from attrs.exceptions import FrozenInstanceError  # noqa: PLC0415 - attrs is what this module does without

        raise FrozenInstanceError

    class _Attributes:
        """What attrs asks a class for; made when it does."""

        def __init__(self, fields: dict[str, field]) -> None:
            self._fields = fields

        def __get__(self, record: Any, kind: type) -> Any:
            import attrs  # noqa: PLC0415 - it is what this module does without

            fields = {name: attrs.field(**each.options()) for name, each in self._fields.items()}
            return attrs.fields(attrs.make_class(kind.__name__, fields))
