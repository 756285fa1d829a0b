"""Secrets in all their spellings, and a recording of all that a process may show of them."""

from __future__ import annotations

import base64
import copy
import functools
import html
import json
import logging
import pickle
import pprint
import sys
import threading
import traceback
import warnings
from pathlib import Path
from urllib.parse import quote, quote_plus

import plankit_clients
import pytest

import plankit

OURS = (str(Path(plankit.__file__).parent), str(Path(plankit_clients.__file__).parent))
LOGGERS = ("plankit", "httpx", "httpcore", "anyio", "asyncio", "trio", "h11", "uvicorn", "concurrent.futures")

CLIENT_ID = "an-id"
CLIENT_SECRET = 'S3cr/et+&"é<>%~ \\x=9'
ID_TOKEN = 'iD/t0ken+&"<>%~\\x=9'
PLAYBOOKS_TOKEN = 'pB/t0ken+&"<>%~\\x=9'
PLANBOX_EMAIL = "ada@example.com"
PLANBOX_PASSWORD = 'P4ss/wörd+&"<>%~ \\x=9'
PLANBOX_TOKEN = 'pX/t0ken+&"<>%~\\x=9'
SECRETS = (CLIENT_SECRET, ID_TOKEN, PLAYBOOKS_TOKEN, PLANBOX_PASSWORD, PLANBOX_TOKEN)
MARK = 6  # So many letters of a secret's beginning tell enough of it.


def written(secret):
    """The ways in which programs write *secret* into headers, addresses, forms, JSON, HTML and Python's reprs."""
    plain, escaped = (json.dumps(secret, ensure_ascii=only)[1:-1] for only in (False, True))
    return {
        "plain": secret,
        "percent": quote(secret, safe=""),
        "percent in a path": quote(secret),
        "percent, lower case": _lower(quote(secret, safe="")),
        "form": quote_plus(secret),
        "JSON": plain,
        "JSON, ASCII": escaped,
        "JSON of PHP": escaped.replace("/", "\\/"),
        "JSON of PHP, UTF-8": plain.replace("/", "\\/"),
        "JSON of Go": _hexed(plain, "<>&"),
        "JSON of Go, ASCII": _hexed(escaped, "<>&"),
        "JSON of PHP, careful": _hexed(escaped.replace('\\"', '"').replace("/", "\\/"), "<>&'\"", upper=True),
        "HTML": html.escape(secret),
        "HTML, no quotes": html.escape(secret, quote=False),
        "repr": repr(secret)[1:-1],
        "repr of bytes": repr(secret.encode())[2:-1],
    }


def encoded(secret):
    """The ways in which HTTP Basic and others hide *secret* from the eye only."""
    found = {}
    for name, text in {
        "alone": secret,
        "with id": f"{CLIENT_ID}:{secret}",
        "token": f"{secret}:x",
        "user": f"{secret}:",
    }.items():
        found[f"Base64, {name}"] = base64.b64encode(text.encode()).decode()
        found[f"Base64, {name}, for addresses"] = base64.urlsafe_b64encode(text.encode()).decode()
        found[f"Base64, {name}, unpadded"] = base64.b64encode(text.encode()).decode().rstrip("=")
    return found


def spellings(secret):
    """All ways to write *secret*, by name."""
    return written(secret) | encoded(secret)


def _lower(text):
    return "".join(f"%{part[:2].lower()}{part[2:]}" if at else part for at, part in enumerate(text.split("%")))


def _hexed(text, letters, *, upper=False):
    for letter in letters:
        text = text.replace(letter, f"\\u{ord(letter):04X}" if upper else f"\\u{ord(letter):04x}")
    return text


@functools.cache
def needles(secret):
    """What to look for: the spellings of *secret*, each as it is and as Python's reprs show it, and its beginning."""
    known = {**spellings(secret), "beginning": secret[:MARK]}
    return tuple({shape: how for how, known_as in known.items() for shape in (known_as, repr(known_as)[1:-1])}.items())


def found_in(text, *secrets):
    """Which of *secrets* stand in *text*, and how they are spelled; their beginnings count, too."""
    return [f"{secret[:2]}... ({how})" for secret in secrets for needle, how in needles(secret) if needle in text]


def ours(filename):
    return filename.startswith(OURS) and f"{plankit.__name__}/sandbox" not in filename


def chain(error):
    """*error*, its causes, contexts, and the errors of groups."""
    found, waiting = [], [error]
    while waiting:
        link = waiting.pop()
        if link is None or any(link is other for other in found):
            continue
        found.append(link)
        waiting += [link.__cause__, link.__context__, *getattr(link, "exceptions", ())]
    return found


def told(error):
    """All that an error tells: itself, what is in it, its pickles and copies, its tracebacks as texts."""
    parts = ["".join(traceback.format_exception(error))]
    for link in chain(error):
        parts += [repr(link), str(link), f"{link} {link!r}", repr(vars(link)), repr(getattr(link, "__notes__", ()))]
        parts.append(repr(link.args))
        if isinstance(link, plankit.PlankitError):
            for other in (pickle.loads(pickle.dumps(link)), copy.copy(link), link.twin()):  # noqa: S301 - made here
                parts += [str(other), repr(vars(other))]
            parts += [repr(pickle.dumps(link, protocol)) for protocol in (0, 2, pickle.HIGHEST_PROTOCOL)]
            parts.append(pprint.pformat(vars(link)))
    return "\n".join(parts)


def frames(error, *, every=True):
    """The frames of the tracebacks of *error* and its causes: file, function, and the variables as tools show them.

    Args:
        error: The error.
        every: Those of the libraries below, too; else those of plankit alone. Those of the test that called are left
            out: they hold the secrets.
    """
    for link in chain(error):
        below = link is not error
        for frame in traceback.StackSummary.extract(traceback.walk_tb(link.__traceback__), capture_locals=True):
            here = ours(frame.filename)
            below = below or here
            if here or (every and below):
                shown = "\n".join(f"{name}={value}" for name, value in (frame.locals or {}).items())
                yield frame.filename, frame.name, shown


_OF_THE_MOMENT = {"exc_info", "created", "msecs", "relativeCreated", "thread", "threadName", "process", "taskName"}


class Watch(logging.Handler):
    """Records logs at DEBUG, warnings, and what is raised where nobody sees it; takes what tests show it."""

    def __init__(self):
        super().__init__(logging.NOTSET)
        self.parts = []
        self._formatter = logging.Formatter("%(name)s %(levelname)s %(message)s %(threadName)s")
        self._levels = {}

    def emit(self, record):
        seen = {key: value for key, value in vars(record).items() if key not in _OF_THE_MOMENT}
        self.parts.append((f"log of {record.name}", f"{self._formatter.format(record)} {seen!r}"))

    def __enter__(self):
        for name in (None, *LOGGERS):
            logger = logging.getLogger(name)
            self._levels[name] = (logger.level, logger.propagate, logger.disabled)
            logger.setLevel(logging.DEBUG)
            logger.propagate, logger.disabled = True, False
        logging.getLogger().addHandler(self)
        self._warnings = warnings.catch_warnings(record=True)
        self._warned = self._warnings.__enter__()
        warnings.simplefilter("always")
        self._hooks = sys.unraisablehook, threading.excepthook
        sys.unraisablehook = self._unraisable
        threading.excepthook = self._unraisable
        return self

    def _unraisable(self, unraisable):
        self.parts.append(("an error that nobody saw", repr(unraisable)))
        if unraisable.exc_value is not None:
            self.error(unraisable.exc_value)

    def __exit__(self, *_):
        sys.unraisablehook, threading.excepthook = self._hooks
        self.parts += [
            ("a warning", f"{warning.message!r} {warning.source!r} {warning.line}") for warning in self._warned
        ]
        self._warnings.__exit__(None, None, None)
        logging.getLogger().removeHandler(self)
        for name, (level, propagate, disabled) in self._levels.items():
            logger = logging.getLogger(name)
            logger.setLevel(level)
            logger.propagate, logger.disabled = propagate, disabled

    def error(self, error, *, every=True):
        """Take all that an error shows, the variables of its frames included."""
        self.parts.append((f"a {type(error).__name__}", told(error)))
        for filename, name, variables in frames(error, every=every):
            self.parts.append((f"variables of {name}() in {Path(filename).name}", variables))

    def object(self, *objects):
        """Take all that is printed of objects."""
        for thing in objects:
            shown = (repr(thing), str(thing), f"{thing}", f"{thing!r:>5}", "%s %r" % (thing, thing), ascii(thing))  # noqa: UP031 - as logging formats
            self.parts.append((f"a {type(thing).__name__}", "\n".join((*shown, pprint.pformat(thing), repr([thing])))))
            logging.getLogger("tests").debug("%s %r", thing, thing)

    def text(self, where):
        """What was recorded at *where* (`log of httpcore`, ...)."""
        return "\n".join(text for place, text in self.parts if place.startswith(where))

    def leaks(self, *secrets):
        """Where which secret was shown."""
        places = {}
        for where, text in self.parts:
            places.setdefault(text, where)
        lines = {line for text in places for line in text.split("\n")}
        if not found_in("\n".join(lines), *(secrets or SECRETS)):
            return []
        return sorted(
            {f"{where}: {leak}" for text, where in places.items() for leak in found_in(text, *(secrets or SECRETS))}
        )

    def search(self, *secrets):
        """Fail if a secret was shown anywhere."""
        leaks = self.leaks(*secrets)
        if leaks:
            pytest.fail("shown were\n" + "\n".join(leaks))
