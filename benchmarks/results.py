"""Run the measurements and write what they print to RESULTS.md, with the machine, the versions and the commands.

    python -m benchmarks.results FOLDER [NAME …]        FOLDER holds the measuring data

Each script runs in a process of its own. One that fails, or whose data are missing, is written down with its reason,
and the rest goes on; the exit status is then 1. With names only those run: the other sections stay, unless they were
measured on another machine or with other versions. The file is written after every script.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import commit, describe_machine, engine_version

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path("benchmarks", "RESULTS.md")
# What stands for the measuring folder in everything that is written.
DATA = "DATA"
WITH_DATA = ("--data", DATA)
# In the order of the file: how well the engine codes, what it finds by itself, how fast it is.
SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "coding": WITH_DATA,
    "quality": (),
    "corrections": WITH_DATA,
    "patient_feedback": WITH_DATA,
    "discovery": WITH_DATA,
    "discovery_scale": (),
    "embedding": WITH_DATA,
    "throughput": WITH_DATA,
    "pipeline": WITH_DATA,
}
HEADING = re.compile(rf"^## ({'|'.join(SCRIPTS)})$", re.MULTILINE)
TITLE = """# Results

Written by `./run bench DATA`; DATA is the folder with the measuring data. Speed depends on the machine and on what else
it does at the time: quote the ratio, or the command with the figure."""


@dataclass(frozen=True, slots=True)
class Run:
    """One script's run: what it claims, what was called, what it printed, how it ended, when, and on what."""

    name: str
    claim: str
    command: str
    output: str
    status: int
    seconds: float
    made: str

    @property
    def reason(self) -> str:
        """Why it failed: the signal that ended it, or the last line it printed."""
        if self.status < 0:
            return f"ended by signal {-self.status}"
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return lines[-1] if lines else "it printed nothing"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and write; 1 when a script failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with the measuring data")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(SCRIPTS)}")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is not a folder")
    if unknown := [name for name in options.names if name not in SCRIPTS]:
        parser.error(f"there is no measurement {unknown[0]!r}, but {', '.join(SCRIPTS)}")
    return 1 if measure(ROOT, options.folder, options.names or list(SCRIPTS)) else 0


def measure(root: Path, folder: Path, names: Iterable[str]) -> list[str]:
    """Run the scripts named of the project in `root`, write the file after each, and return those that failed."""
    results = root / RESULTS
    head = render_head(describe_machine())
    sections = sections_kept(results.read_text(encoding="utf-8"), head) if results.exists() else {}
    made = f"commit {commit(root, besides=RESULTS)}, engine {engine_version()}"
    failed = []
    for name in names:
        print(f"== {name}", flush=True)
        done = run(root, name, folder, made)
        if done.status:
            failed.append(name)
            print(f"-- {name} failed: {done.reason}", flush=True)
        sections[name] = render_run(done)
        results.write_text(render(head, sections), encoding="utf-8")
    return failed


def run(root: Path, name: str, folder: Path, made: str) -> Run:
    """Run one script and pass on what it prints, line by line; `made` says with what."""
    module, options = f"benchmarks.{name}", SCRIPTS[name]
    now, started = datetime.now(UTC), time.monotonic()
    given = [str(folder.resolve()) if option == DATA else option for option in options]
    status, output = _call([sys.executable, "-m", module, *given], root)
    return Run(
        name=name,
        claim=claim(root / "benchmarks" / f"{name}.py"),
        command=shlex.join(["python", "-m", module, *options]),
        output=without_paths(output, places(root, folder)),
        status=status,
        seconds=time.monotonic() - started,
        made=f"{now:%Y-%m-%d %H:%M} UTC, {made}",
    )


def _call(command: Sequence[str], folder: Path) -> tuple[int, str]:
    env = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    lines = []
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines)


def claim(script: Path) -> str:
    """The first paragraph of a script's docstring, on one line; empty where the script has none or cannot be read."""
    try:
        said = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    except (OSError, SyntaxError):
        return ""
    return " ".join(said.partition("\n\n")[0].split())


def places(root: Path, folder: Path) -> dict[str, str]:
    """This machine's folders, and what stands for them in the file."""
    found = {Path(sys.base_prefix): "PYTHON", Path.home(): "~", Path(tempfile.gettempdir()): "TMP"}
    found |= {Path(sys.prefix): "VENV", root: ".", folder: DATA}
    return {str(path): name for place, name in found.items() for path in (place.resolve(), place.absolute())}


def without_paths(text: str, names: Mapping[str, str]) -> str:
    """`text` with every path that begins with one of `names` made neutral, the longest that fits."""
    longest_first = sorted((path for path in names if path != os.sep), key=len, reverse=True)
    starts = re.compile(r"(?<![\w.~-])(" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])")
    return starts.sub(lambda match: names[match[1]], text)


def render_head(machine: Iterable[str]) -> str:
    """The beginning of the file: what it is, and the machine, a line for each fact."""
    return "\n".join([TITLE, "", *(f"* {fact}" for fact in machine)])


def render_run(done: Run) -> str:
    """A section without its heading: the claim, the command, how it ended, and the output verbatim."""
    said = done.output.strip("\n")
    fence = max(["``", *re.findall("`+", said)], key=len) + "`"
    failed = [f"**Failed** with status {done.status}: {done.reason}"] if done.status else []
    what = [done.claim, f"`{done.command}`", *failed, f"{done.seconds:.0f} s, {done.made}"]
    return "\n\n".join([*filter(None, what), f"{fence}\n{said}\n{fence}"])


def render(head: str, sections: Mapping[str, str]) -> str:
    """The whole file, its sections in the order of SCRIPTS."""
    return "\n\n".join([head, *(f"## {name}\n\n{sections[name]}" for name in SCRIPTS if name in sections)]) + "\n"


def sections_kept(text: str, head: str) -> dict[str, str]:
    """The sections of an earlier file by name, or none when its head, and so the machine, is another."""
    earlier, *rest = HEADING.split(text)
    if earlier.strip() != head:
        return {}
    return {name: section.strip("\n") for name, section in zip(rest[::2], rest[1::2], strict=True)}


if __name__ == "__main__":
    sys.exit(main())
