"""Imports go one way, from the shell to the core; also those inside functions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("surveys", "feedback", "project")

# Low to high; a module belongs to the longest prefix that fits and may import its own layer or a lower one.
LAYERS: tuple[tuple[str, ...], ...] = (
    (
        "feedback.themes",
        "surveys.inbound",
        "surveys.rules",
        "surveys.quiet",
        "surveys.dry_run",
        "surveys.reasons",
        "surveys.machines",
        "surveys.text",
        "feedback.charts",
        "feedback.curation",
        "project.embedded",
    ),
    ("surveys", "surveys.models", "surveys.tokens", "surveys.doorbell", "surveys.signals", "surveys.access"),
    ("surveys.delivery",),
    ("surveys.services",),
    ("feedback", "feedback.models"),
    ("feedback.selectors", "feedback.services"),
    ("surveys.tasks", "surveys.receivers", "feedback.tasks", "feedback.receivers"),
    (
        *("surveys.views", "surveys.api", "surveys.admin", "surveys.forms", "surveys.management"),
        *(
            "feedback.views",
            "feedback.admin",
            "feedback.forms",
            "feedback.management",
            "feedback.templatetags",
        ),
        *("surveys.checks", "feedback.checks"),
    ),
    # Fits the shipped coder, on a developer's machine: nothing may import it.
    ("project", "feedback.tuning"),
)
LAYER_OF_PREFIX = {prefix: layer for layer, prefixes in enumerate(LAYERS) for prefix in prefixes}
PURE = (
    "feedback.themes",
    "surveys.inbound",
    "surveys.rules",
    "surveys.quiet",
    "surveys.dry_run",
    "surveys.reasons",
    "surveys.machines",
    "surveys.text",
    "feedback.charts",
    "feedback.curation",
    "project.embedded",
)
# What only a worker may load; a web process must come up without it.
HEAVY = ("feedback.themes.engine", "feedback.services.learnt_engine", "feedback.tasks")


def layer_of(module: str) -> int | None:
    """The layer of a first-party module; None for anything else."""
    parts = module.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((LAYER_OF_PREFIX[prefix] for prefix in prefixes if prefix in LAYER_OF_PREFIX), None)


def imports_of(source: str) -> set[str]:
    """Every module that `source` imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def violations(module: str, source: str) -> list[str]:
    """What is wrong with the imports of one module, in words."""
    own = layer_of(module)
    wrong = []
    for imported in sorted(imports_of(source)):
        other = layer_of(imported)
        if own is not None and other is not None and other > own:
            wrong.append(f"{module} imports {imported} from a higher layer")
        if module.startswith("surveys") and imported.startswith("feedback"):
            wrong.append(f"{module} imports {imported}, but surveys does not know feedback")
        if module.startswith(PURE) and imported.startswith(("django", "rest_framework", "celery")):
            wrong.append(f"{module} imports {imported}, but the core is pure")
        if imported.startswith(HEAVY) and not module.startswith(("feedback.themes", *HEAVY)):
            wrong.append(f"{module} imports {imported}, which only a worker may load")
    return wrong


def local_imports(source: str) -> list[int]:
    """Lines of imports inside a function."""
    functions = (
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    inner = (node for function in functions for node in ast.walk(function))
    return [node.lineno for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]


def modules() -> list[tuple[str, Path]]:
    files = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [
        (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path)
        for path in files
        if "migrations" not in path.parts
    ]


@pytest.mark.parametrize(("module", "path"), modules())
def test_a_module_imports_only_its_own_layer_or_lower(module: str, path: Path) -> None:
    assert violations(module, path.read_text()) == []


@pytest.mark.parametrize(("module", "path"), modules())
def test_no_import_hides_inside_a_function(module: str, path: Path) -> None:
    assert local_imports(path.read_text()) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("surveys.models.team", "from surveys.services.intake import receive"),
        ("surveys.services.intake", "from feedback.models import Theme"),
        ("surveys.tasks", "import surveys.views.survey"),
        ("feedback.themes.redact", "from django.conf import settings"),
        ("feedback.themes.redact", "from feedback.models import Theme"),
        ("feedback.views.overview", "from feedback.tasks import analyse"),
        ("feedback.services.curate", "def f():\n    from project.settings import DEBUG"),
    ],
)
def test_a_planted_violation_is_found(module: str, source: str) -> None:
    assert violations(module, source)


def test_a_planted_local_import_is_found() -> None:
    assert local_imports("def f():\n    import json") == [2]
