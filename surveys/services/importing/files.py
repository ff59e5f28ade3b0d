"""Where a file lies between its upload and its last row: below MEDIA_ROOT, readable to this user alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from surveys.services.importing.encodings import UnreadableFile
from surveys.text import single_line

FOLDER = "imports"


def keep_file(chunks: Iterable[bytes]) -> str:
    """Write `chunks` to a new file and return its path relative to MEDIA_ROOT, which begins with `digest_path`.

    Raises UnreadableFile if it is larger than MAX_IMPORT_BYTES or the disk does not take it; nothing is left then.
    """
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f"{secrets.token_hex(8)}.part"
    try:
        digest = _write(part, chunks)
        name = f"{FOLDER}/{digest}-{part.stem}.csv"
        part.rename(Path(settings.MEDIA_ROOT) / name)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UnreadableFile(f"The file could not be stored: {error.strerror}.") from error
    except UnreadableFile:
        part.unlink(missing_ok=True)
        raise
    return name


def same_content(path: str) -> str:
    """What the kept paths of all files with the same content as `path` begin with."""
    return path.rpartition("-")[0] + "-"


def kept_path(path: str) -> Path:
    """The absolute path. Raises UnreadableFile if the file is gone."""
    absolute = Path(settings.MEDIA_ROOT) / path
    if not absolute.is_file():
        raise UnreadableFile("The file is no longer there: bring it again, what is in already is not imported twice.")
    return absolute


def remove_file(path: str) -> None:
    (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def remove_files_before(moment: datetime, *, but: set[str]) -> None:
    """Remove the kept files last changed before `moment`, except those whose path is in `but`."""
    for file in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*"):
        if f"{FOLDER}/{file.name}" not in but and file.stat().st_mtime < moment.timestamp():
            file.unlink(missing_ok=True)


def shown_name(name: str) -> str:
    """A file's name without its folders and control characters, short enough to store."""
    return single_line(name.replace("\\", "/").rpartition("/")[2])[-255:] or "answers.csv"


def megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.MAX_IMPORT_BYTES:
                raise UnreadableFile(f"The file is larger than {megabytes(settings.MAX_IMPORT_BYTES)}: split it.")
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
