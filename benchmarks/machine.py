"""What a measurement was made on: processor, memory, versions, and the state of the project."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from feedback.themes.coder import CoderError, load

CPU_FILE = Path("/proc/cpuinfo")
PACKAGES = ("numpy", "ctranslate2", "scikit-learn", "igraph")
# What int8 and float32 arithmetic can use, as Linux calls it.
INSTRUCTIONS = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "AVX-512 VNNI", "avx_vnni": "AVX VNNI"}


def describe_machine() -> Iterator[str]:
    """A line for the processor, one for the memory, one for the versions of what computes."""
    info = CPU_FILE.read_text(encoding="utf-8") if CPU_FILE.exists() else ""
    yield f"Processor: {processor(info)}, {os.cpu_count()} cores; {instructions(info)}"
    yield f"Memory: {_memory_gb()} GB"
    yield f"Versions: Python {platform.python_version()}, " + ", ".join(f"{name} {_version(name)}" for name in PACKAGES)


def processor(info: str) -> str:
    """The model as the text of /proc/cpuinfo names it; where that says nothing, the architecture."""
    named = re.search(r"^model name\s*:\s*(\S.*)$", info, re.MULTILINE)
    return named[1].strip() if named else platform.machine() or "unknown"


def instructions(info: str) -> str:
    """Which of INSTRUCTIONS the text of /proc/cpuinfo lists, and which not."""
    line = re.search(r"^flags\s*:(.*)$", info, re.MULTILINE)
    if line is None:
        return "instruction sets unknown"
    flags = set(line[1].split())
    return ", ".join(name if flag in flags else f"no {name}" for flag, name in INSTRUCTIONS.items())


def engine_version() -> str:
    """The version of the coder's file, or why there is none."""
    try:
        return load().version
    except CoderError:
        return "without a coder's file"


def commit(root: Path, *, besides: Path) -> str:
    """The commit of the project in `root`, and whether files other than `besides` changed since."""
    head = _git(root, "rev-parse", "--short=10", "HEAD").stdout.strip()
    if not head:
        return "unknown"
    pathspec = f":(exclude){besides.as_posix()}"
    changed = _git(root, "status", "--porcelain", "--", ".", pathspec).stdout
    return f"{head} with uncommitted changes" if changed else head


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return subprocess.CompletedProcess(arguments, 127, "", "git is not installed")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _memory_gb() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)
