"""`./run demo`: everything on one machine, in the foreground, until Ctrl-C."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path

from project.embedded.errors import CannotRun
from project.embedded.locks import try_lock
from project.embedded.paths import Home, demo_home
from project.embedded.preflight import HOST, bind, chosen_port, need_free_space
from project.embedded.processes import last_words
from project.embedded.programs import Programs
from project.embedded.servers import start_servers
from project.embedded.supervisor import Supervisor

PAGE_TIMEOUT = 60.0


def say(line: str) -> None:
    print(line, flush=True)


def run_demo(root: Path) -> None:
    """Start it all and watch over it; returns only by an exception, and then nothing is left running."""
    home = demo_home(root)
    need_free_space(home.folder)
    port = chosen_port()
    lock = try_lock(home.folder / "demo.lock")
    if lock is None:
        raise CannotRun(f"A demo is already running in {root}: use that one, or stop it with Ctrl-C where it runs.")
    supervisor = Supervisor(say)
    with lock, bind(port) as listening:
        try:
            _start(supervisor, root=root, home=home, url=f"http://{HOST}:{port}", listening_fd=listening.fileno())
            supervisor.watch()
        finally:
            say("Stopping …")
            supervisor.stop_all()


def _start(supervisor: Supervisor, *, root: Path, home: Home, url: str, listening_fd: int) -> None:
    public = os.environ.get("AFTERCHAT_PUBLIC_BASE_URL") or url  # what the person has set stays
    env = {"AFTERCHAT_VAR_DIR": str(home.folder), "AFTERCHAT_PUBLIC_BASE_URL": public}
    broker = start_servers(supervisor, home, env, say=say)
    programs = Programs(root, home.logs, env)
    say("Preparing the database and the static files …")
    supervisor.run_steps(
        programs.manage("migrate", "migrate", "--verbosity", "0"),
        programs.manage("collectstatic", "collectstatic", "--no-input", "--verbosity", "0"),
    )
    say("Starting the web server and the worker …")
    supervisor.start(programs.web(listening_fd))
    supervisor.start(programs.worker(embedded_broker=broker))
    supervisor.start(programs.beat(home.folder / "beat-schedule"))
    supervisor.run_steps(programs.manage("load_demo", "load_demo", "--base-url", url, shown=True))
    _await_the_first_page(supervisor, url, log=home.logs / "web.log")
    say(welcome(home.folder / "demo.json"))


def _await_the_first_page(supervisor: Supervisor, url: str, *, log: Path) -> None:
    if not supervisor.wait_for(lambda: page_status(url) is not None, seconds=PAGE_TIMEOUT):
        raise CannotRun(f"The web server does not answer at {url}; its log {log} ends with: {last_words(log)}")
    status = page_status(url)
    if status is None or status >= 500:
        raise CannotRun(f"The page {url} ends in an error ({status}); the log {log} ends with: {last_words(log)}")


def page_status(url: str) -> int | None:
    """The HTTP status of the page, redirects followed, or None while nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as page:
            return int(page.status)
    except urllib.error.HTTPError as problem:
        return problem.code
    except OSError:
        return None


def welcome(facts_file: Path) -> str:
    """What the person needs now, from the facts that load_demo has written."""
    facts = json.loads(facts_file.read_text())
    return (
        f"\nAfterchat is running:  {facts['url']}\n"
        f"  login     {facts['login']}\n"
        f"  password  {facts['password']}\n"
        f"  a survey  {facts['survey_url']}\n"
        "Ctrl-C stops everything; the data stays in var/.\n"
    )
