"""A scenario that is uploaded as a zip archive: bounded, checked by name, never executed."""

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from planner.scenario.names import BOUNDARIES_FILE, SETTINGS_FILE, TABLES, table_file
from planner.scenario.phrase import Phrase
from planner.scenario.read import FILE_LIMIT_BYTES
from planner.study.request import RequestError

MOST_ENTRIES = 200
MOST_BYTES = 60_000_000
"""Of all files together, unpacked."""
KNOWN = frozenset({SETTINGS_FILE, BOUNDARIES_FILE, *map(table_file, TABLES)})


def unpack(content: bytes, folder: Path) -> None:
    """Write the files of a scenario from an archive into an empty folder.

    Only files with the names of a scenario are written, under those names, so that no path in the
    archive matters; everything else in it is left alone.

    Raises
    ------
    RequestError
        If it is no archive, too large, or holds no scenario or several.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in _members(archive):
                name = PurePosixPath(member.filename).name
                (folder / name).write_bytes(_bytes_of(archive, member))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise RequestError(
            Phrase(
                "the upload cannot be unpacked; it must be a zip archive of a scenario folder; "
                "pack the folder again"
            )
        ) from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of the scenario."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise RequestError(
            Phrase(
                "the archive has {entries:,} entries; at most {most_entries} are read; pack the "
                "scenario folder alone",
                entries=len(entries),
                most_entries=MOST_ENTRIES,
            )
        )
    found = [one for one in entries if PurePosixPath(one.filename).name in KNOWN]
    parents = {PurePosixPath(one.filename).parent for one in found if not one.is_dir()}
    settings = [one for one in found if PurePosixPath(one.filename).name == SETTINGS_FILE]
    if len(settings) != 1 or len(parents) != 1:
        raise RequestError(
            Phrase(
                "the archive has {files} {settings_file} and scenario files in {folders} folders; "
                "it must hold one scenario folder; pack that folder alone",
                files=len(settings),
                settings_file=SETTINGS_FILE,
                folders=len(parents),
            )
        )
    total = sum(one.file_size for one in found)
    if total > MOST_BYTES:
        raise RequestError(
            Phrase(
                "the files take {total:,} bytes; at most {most_bytes:,} are read; check what was "
                "packed",
                total=total,
                most_bytes=MOST_BYTES,
            )
        )
    if any(one.flag_bits & 1 for one in found):
        raise RequestError(
            Phrase("the archive has a password; archives are read without; pack it again")
        )
    return found


def _bytes_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a file, no further than a scenario's file may be long whatever the archive declares."""
    with archive.open(member) as file:
        read = file.read(FILE_LIMIT_BYTES + 1)
    if len(read) > FILE_LIMIT_BYTES:
        raise RequestError(
            Phrase(
                "{name} has more than {file_limit_bytes:,} bytes, the most that is read; check "
                "that it is the right file",
                name=PurePosixPath(member.filename).name,
                file_limit_bytes=FILE_LIMIT_BYTES,
            )
        )
    return read
