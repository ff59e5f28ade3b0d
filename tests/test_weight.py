"""What a web process must not carry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "scipy", "sklearn", "ctranslate2", "igraph", "tokenizers", "textblob")
PROBE = f"""
import sys, django.urls, project.wsgi
django.urls.get_resolver().url_patterns
print(",".join(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_a_web_process_never_loads_the_engine() -> None:
    loaded = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""
