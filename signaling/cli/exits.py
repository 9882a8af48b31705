"""How a command ends when it cannot do what it was asked."""

import sys
from typing import NoReturn

import click


def give_up(sentence: str) -> NoReturn:
    """Say why on stderr and exit with 2."""
    click.echo(sentence, err=True)
    sys.exit(2)
