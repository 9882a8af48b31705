"""The language in which somebody reads."""

import pytest

from signaling.texts import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ko"),
        ("en-GB,en;q=0.9", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8,ko;q=0.7", "en"),
        ("en;q=0.2, ko;q=0.9", "ko"),
        ("ko-KR", "ko"),
        ("vi", "ko"),
        ("en;q=0, vi", "ko"),
        ("en;q=x", "ko"),
        (";;;,,,=,q=1", "ko"),
        ("en," * 10_000, "en"),
    ],
)
def test_the_best_offered_language_is_chosen(header: str, language: str) -> None:
    assert preferred(header, ("ko", "en")) == language
