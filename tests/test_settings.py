from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = re.compile(r"env\.\w+\(\s*\"([A-Z_]+)\"")


def documented() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_the_settings_read_is_documented() -> None:
    assert set(READ.findall((ROOT / "project/settings.py").read_text())) - documented() == set()


def test_the_example_can_be_sourced_as_it_says() -> None:
    script = 'set -aeu; . ./.env.example; printf %s "$AFTERCHAT_FROM_EMAIL|$CHROMIUM"'
    sourced = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert sourced.stdout == "Afterchat <feedback@localhost>|"


def test_no_variable_is_documented_that_nothing_reads() -> None:
    places = [
        ROOT / "run",
        ROOT / "project/settings.py",
        *(ROOT / "project/embedded").glob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
    ]
    read = "".join(path.read_text() for path in places)
    assert {name for name in documented() if name not in read} == set()
