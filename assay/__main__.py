"""The command ``assay``, also as ``python -m assay``."""

import sys

from assay.process import interpreter


def main() -> None:
    """Run the command, in an interpreter whose encoding is UTF-8."""
    interpreter.ensure_utf8(sys.argv[1:])
    interpreter.default_warnings()
    from assay.cli import main as command  # not above: what it imports is not to see Python's own settings

    command()


if __name__ == "__main__":
    main()
