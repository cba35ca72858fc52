"""The command ``assay``, also as ``python -m assay``."""

import sys

from assay.process import interpreter, unimportable


def main() -> None:
    """Run the command, in an interpreter whose encoding is UTF-8."""
    interpreter.ensure_utf8(sys.argv[1:])
    interpreter.default_warnings()
    with unimportable.placeholders():
        from assay.cli import main as command

    command()


if __name__ == "__main__":
    main()
