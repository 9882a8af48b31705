"""What reaches the log of what went wrong: where and of which kind, never in a visitor's words."""

import logging
import sqlite3

import pytest
from aiohttp.http_exceptions import BadHttpMessage

from signaling.logs import DiscreetFormatter, without_words_of_others

WORDS = "the heron sleeps standing"


def told(error: BaseException, name: str = "signaling.dispatch", message: str = "it failed") -> str:
    """The lines that a raised error leaves in the log; '' if none."""
    record = logging.LogRecord(
        name, logging.ERROR, "elsewhere.py", 7, message, (), (type(error), error, error.__traceback__)
    )
    if not without_words_of_others(record):
        return ""
    return DiscreetFormatter("%(levelname)s %(name)s: %(message)s").format(record)


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except Exception as caught:
        return caught


def test_an_error_is_told_by_its_way_and_kind_without_its_message() -> None:
    line = told(raised(KeyError(WORDS), cause=raised(ValueError(WORDS))))
    assert line.startswith("ERROR signaling.dispatch: it failed\n")
    assert line.index("ValueError") < line.index("which led to") < line.index("KeyError")
    assert "test_logs.py" in line
    assert WORDS not in line


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, WORDS), "No space left on device"),
        (sqlite3.OperationalError("database is locked"), "locked"),
    ],
)
def test_what_the_operator_must_mend_is_told(error: Exception, said: str) -> None:
    line = told(raised(error))
    assert said in line
    assert WORDS not in line


def test_other_packages_tell_where_but_not_in_their_words() -> None:
    line = told(raised(RuntimeError(WORDS)), "asyncio", f"Exception in callback of {WORDS}")
    assert line.startswith("ERROR asyncio: trouble in elsewhere.py, line 7\n")
    assert "RuntimeError" in line
    assert WORDS not in line


def test_a_request_that_is_no_http_leaves_no_line() -> None:
    assert told(raised(BadHttpMessage(WORDS)), "aiohttp.server") == ""


def test_errors_that_caused_one_another_in_a_circle_are_told_once() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert told(one).count("ValueError") == 1
