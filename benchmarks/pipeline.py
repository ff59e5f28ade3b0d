"""From a CSV file to themes, through the real processes: answers per second, and what the worker and the web weigh.

python -m benchmarks.pipeline --data FOLDER        FOLDER holds remarks.csv

A new cluster, broker, worker and web server are started in a temporary folder and stopped at the end. The clock runs
from the start of the import command to the last answer read; the model is trained before, as in any installation.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks import data
from feedback.themes.engine import load_engine
from project.embedded.paths import Home
from project.embedded.preflight import HOST, bind
from project.embedded.programs import Programs
from project.embedded.servers import start_servers
from project.embedded.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent
PORT = 8931
PAGES_READ = 20


def main() -> int:
    """Print the figures; 2 if the data are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with remarks.csv")
    path = parser.parse_args().data.resolve() / "remarks.csv"
    if data.is_missing(path, "the remarks"):
        return 2
    models = ROOT / "var" / "models"
    load_engine(cache_dir=models)
    with tempfile.TemporaryDirectory() as folder, bind(PORT) as listening:
        supervisor = Supervisor(print)
        try:
            _measure(supervisor, Home(Path(folder)), models, path, listening.fileno())
        finally:
            supervisor.stop_all()
    return 0


def _measure(supervisor: Supervisor, home: Home, models: Path, path: Path, listening_fd: int) -> None:
    env = {"AFTERCHAT_VAR_DIR": str(home.folder), "AFTERCHAT_MODEL_CACHE": str(models), "AFTERCHAT_DEBUG": "false"}
    broker = start_servers(supervisor, home, env, say=print)
    programs = Programs(ROOT, home.logs, env)
    supervisor.run_steps(programs.manage("migrate", "migrate", "--verbosity", "0"))
    supervisor.run_steps(programs.manage("collectstatic", "collectstatic", "--no-input", "--verbosity", "0"))
    worker, web = programs.worker(embedded_broker=broker), programs.web(listening_fd)
    supervisor.start(worker)
    supervisor.start(web)
    started = time.monotonic()
    command = ("import_answers", str(path), "--text-column", "text", "--wait")
    supervisor.run_steps(programs.manage("import", *command, shown=True))
    seconds = time.monotonic() - started
    for _ in range(PAGES_READ):
        urllib.request.urlopen(f"http://{HOST}:{PORT}/login").close()
    rows = sum(1 for _ in path.open(encoding="utf-8")) - 1
    assert worker.process is not None and web.process is not None
    print(f"import and themes   {rows} lines in {seconds:.1f} s: {rows / seconds:,.0f} answers/s")
    print(f"worker, peak        {max(_peaks(worker.process.pid)):,.0f} MB in its largest process")
    print(f"web, peak           {max(_peaks(web.process.pid)):,.0f} MB in its largest process")


def _peaks(pid: int) -> Iterator[float]:
    """Peak resident memory, in MB, of a process and its children."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if str(pid) in {fields["Pid"].strip(), fields["PPid"].strip()} and "VmHWM" in fields:
            yield int(fields["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
