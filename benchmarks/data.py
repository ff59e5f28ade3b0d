"""The folder of measuring data, as every script that reads a file of it is given it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def parser(description: str | None, name: str) -> argparse.ArgumentParser:
    """Options --data, the folder that holds the file `name`, and --cache, where models are kept."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help=f"folder with {name}")
    options.add_argument("--cache", type=Path, default=ROOT / "var" / "models")
    return options


def is_missing(path: Path, what: str) -> bool:
    """Whether the file is not there, which is then said on standard error."""
    if path.is_file():
        return False
    print(f"{path} is not there: give the folder of {what} with --data", file=sys.stderr)
    return True
