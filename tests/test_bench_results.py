"""What `./run bench` writes: the machine, and of every measurement its claim, its command and what it printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.machine import commit, instructions, processor
from benchmarks.results import (
    RESULTS,
    SCRIPTS,
    Run,
    claim,
    main,
    measure,
    render,
    render_head,
    render_run,
    sections_kept,
    without_paths,
)

ROOT = Path(__file__).resolve().parent.parent
NOT_MEASUREMENTS = {"__init__", "data", "machine", "results", "scoring"}
HEAD = render_head(["Processor: Fast 3000", "Memory: 2 GB"])
CPU_INFO = "processor\t: 0\nmodel name\t: Fast 3000 \nflags\t\t: fpu avx2 avx512f avx_vnni\n"


def a_run(*, output: str = "F1 0.5\n", status: int = 0, claim: str = "How well it codes.") -> Run:
    return Run(
        "coding", claim, "python -m benchmarks.coding --data DATA", output, status, 12.4, "2026-01-02, commit abc"
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose `quality` prints a line, whose `coding` lacks its data and whose `discovery_scale` is broken."""
    folder = tmp_path / "project" / "benchmarks"
    folder.mkdir(parents=True)
    (folder / "quality.py").write_text('"""How good it is.\n\nMore."""\nprint("naïve ✓")\n', encoding="utf-8")
    (folder / "coding.py").write_text('import sys\nprint(f"{sys.argv[2]}/gold is not there")\nsys.exit(2)\n')
    (folder / "discovery_scale.py").write_text('"""How fast."""\nraise MemoryError("no room")\n')
    return folder.parent


def read_results(project: Path) -> str:
    return (project / RESULTS).read_text(encoding="utf-8")


def test_every_script_is_measured() -> None:
    scripts = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    assert set(SCRIPTS) == scripts - NOT_MEASUREMENTS


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_says_what_it_claims(name: str) -> None:
    assert claim(ROOT / "benchmarks" / f"{name}.py").endswith(".")


def test_a_section_has_claim_command_seconds_and_the_output_as_it_was() -> None:
    assert render_run(a_run(output="a   b\n  c\n")) == (
        "How well it codes.\n\n`python -m benchmarks.coding --data DATA`\n\n12 s, 2026-01-02, commit abc\n\n"
        "```\na   b\n  c\n```"
    )


def test_a_failed_script_is_shown_with_its_reason() -> None:
    section = render_run(a_run(output="Traceback:\nValueError: no rows\n\n", status=1))
    assert "**Failed** with status 1: ValueError: no rows" in section


def test_a_script_that_was_killed_is_not_blamed_on_its_last_line() -> None:
    assert a_run(output="half a fig", status=-9).reason == "ended by signal 9"


def test_a_script_that_died_in_silence_has_a_reason_too() -> None:
    assert a_run(output=" \n", status=1).reason == "it printed nothing"


def test_a_script_that_did_not_fail_is_not_said_to() -> None:
    assert "**Failed**" not in render_run(a_run(output="Failed: 0"))


def test_a_fence_in_the_output_does_not_end_the_block() -> None:
    assert render_run(a_run(output="```\nx\n```")).endswith("\n````\n```\nx\n```\n````")


def test_a_script_without_a_claim_leaves_no_empty_paragraph() -> None:
    assert render_run(a_run(claim="")).startswith("`python")


def test_the_file_begins_with_the_machine() -> None:
    assert HEAD.endswith("\n* Processor: Fast 3000\n* Memory: 2 GB")


def test_sections_stand_in_the_order_of_the_scripts() -> None:
    text = render(HEAD, {"pipeline": "p", "coding": "c", "quality": "q"})
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## coding", "## quality", "## pipeline"]
    assert text.endswith("\n")


def test_what_was_written_is_read_back() -> None:
    sections = {"coding": render_run(a_run(output="## found\n\nx")), "pipeline": render_run(a_run())}
    assert sections_kept(render(HEAD, sections), HEAD) == sections


def test_sections_of_another_machine_are_not_kept() -> None:
    assert sections_kept(render(HEAD, {"coding": "c"}), render_head(["Processor: Slow 1"])) == {}


def test_a_path_of_this_machine_is_made_neutral() -> None:
    names = {"/home/kim": "~", "/home/kim/project": ".", "/mnt/data": "DATA"}
    said = "/mnt/data/a.csv, /home/kim/project/b.py and '/home/kim/c' in /mnt/data"
    assert without_paths(said, names) == "DATA/a.csv, ./b.py and '~/c' in DATA"


@pytest.mark.parametrize("text", ["/mnt/database/x", "/var/mnt/data", "mnt/data", "a/b 3/4"])
def test_what_only_resembles_a_path_stays(text: str) -> None:
    assert without_paths(text, {"/mnt/data": "DATA"}) == text


def test_the_root_of_the_disk_is_no_place() -> None:
    assert without_paths("3/4 of /x", {"/": "ROOT", "/x": "X"}) == "3/4 of X"


def test_a_claim_is_the_first_paragraph_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text('"""How fast\nit is.\n\n    python -m script\n"""\n')
    assert claim(path) == "How fast it is."


@pytest.mark.parametrize("source", ["", "def broken(", "x = 1"])
def test_a_script_that_cannot_be_read_claims_nothing(tmp_path: Path, source: str) -> None:
    path = tmp_path / "script.py"
    path.write_text(source)
    assert claim(path) == ""


def test_a_script_that_is_not_there_claims_nothing(tmp_path: Path) -> None:
    assert claim(tmp_path / "script.py") == ""


def test_a_failure_is_written_down_and_the_rest_goes_on(project: Path, tmp_path: Path) -> None:
    assert measure(project, tmp_path, ["discovery_scale", "quality"]) == ["discovery_scale"]
    text = read_results(project)
    assert "**Failed** with status 1: MemoryError: no room" in text
    assert "How good it is.\n\n`python -m benchmarks.quality`" in text
    assert "```\nnaïve ✓\n```" in text


def test_missing_data_are_named_without_where_they_were_looked_for(project: Path, tmp_path: Path) -> None:
    assert measure(project, tmp_path, ["coding"]) == ["coding"]
    assert "**Failed** with status 2: DATA/gold is not there" in read_results(project)


def test_no_path_of_this_machine_is_written(project: Path, tmp_path: Path) -> None:
    measure(project, tmp_path, ["coding", "discovery_scale"])
    assert "Traceback" in read_results(project)
    assert not [path for path in (tmp_path, project, Path.home(), ROOT) if str(path) in read_results(project)]


def test_a_script_that_is_gone_does_not_stop_the_others(project: Path, tmp_path: Path) -> None:
    assert measure(project, tmp_path, ["throughput", "quality"]) == ["throughput"]
    assert "No module named benchmarks.throughput" in read_results(project)


def test_measuring_one_again_keeps_the_others(project: Path, tmp_path: Path) -> None:
    measure(project, tmp_path, ["coding", "quality"])
    (project / "benchmarks" / "quality.py").write_text('print("better")\n')
    measure(project, tmp_path, ["quality"])
    text = read_results(project)
    assert "DATA/gold is not there" in text
    assert "better" in text
    assert "naïve" not in text


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(tmp_path / "none")])
    assert stopped.value.code == 2
    assert "is not a folder" in capsys.readouterr().err


def test_an_unknown_measurement_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "codnig"])
    assert "there is no measurement 'codnig', but coding, " in capsys.readouterr().err


def test_the_processor_is_named_as_linux_names_it() -> None:
    assert processor(CPU_INFO) == "Fast 3000"


@pytest.mark.parametrize("info", ["", "model name\t:\nflags\t: avx2\n"])
def test_a_processor_without_a_name_has_an_architecture(info: str) -> None:
    assert processor(info)


def test_instructions_that_are_missing_are_said_to_be() -> None:
    assert instructions(CPU_INFO) == "AVX2, AVX-512, no AVX-512 VNNI, AVX VNNI"


def test_nothing_is_claimed_of_instructions_that_nobody_lists() -> None:
    assert instructions("") == "instruction sets unknown"


def test_a_folder_outside_git_has_no_commit(tmp_path: Path) -> None:
    assert commit(tmp_path, besides=RESULTS) == "unknown"
