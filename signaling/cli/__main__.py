"""`python -m signaling.cli`."""

from signaling.cli.main import main

main()
