"""The one error of a theme's files."""


class ThemeError(ValueError):
    """A theme cannot be used; the message is one sentence that names the file and, where known, the line."""

    def __init__(self, file: str, problem: str, line: int | None = None) -> None:
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {problem}.")
        self.file = file
        self.line = line
        self.problem = problem
