from __future__ import annotations

from pathlib import Path

import pytest

from feedback.themes.encoder import Encoder, load_encoder
from feedback.themes.engine import Engine, load_engine

# Shared with the demo: the weights are converted once, not once per run.
CACHE = Path(__file__).resolve().parents[2] / "var" / "models"


@pytest.fixture(scope="session")
def cache() -> Path:
    return CACHE


@pytest.fixture(scope="session")
def engine(cache: Path) -> Engine:
    return load_engine(cache_dir=cache)


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    return load_encoder(cache)
