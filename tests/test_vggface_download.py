"""Pictures from a small web server of our own: what works, what is dead, going on after a break."""

from __future__ import annotations

import csv
import io
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event

import pytest
from portraits import portrait

from autograder.datasets import vggface_download as download
from autograder.datasets.photo import Images, load
from autograder.datasets.vggface import Link, crop
from autograder.datasets.vggface_download import Collected, LinkDead, NetworkMissing, Settings, collect, fetch

QUICK = Settings(connections=3, timeout=0.5, deadline=1.0, retries=2, pause=0.0, max_bytes=100_000)


class Web(ThreadingHTTPServer):
    """Answers by path: /ok/K is a picture, others are troubles; counts what was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.asked: Counter[str] = Counter()
        self.over = Event()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Pages(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, f"page_{kind}")(rest)

    def log_message(self, *args: object) -> None:
        pass

    def send(self, body: bytes, length: int | None = None, code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def page_ok(self, rest: str) -> None:
        self.send(picture(int(rest.partition("?")[0])))

    def page_404(self, rest: str) -> None:
        self.send(b"gone", code=404)

    def page_html(self, rest: str) -> None:
        self.send(b"<html>buy this domain</html>")

    def page_cut(self, rest: str) -> None:
        body = picture(1)
        self.send(body[: len(body) // 2], length=len(body))

    def page_once(self, rest: str) -> None:
        """Too busy when asked for the first time."""
        if self.server.asked[self.path] == 1:
            self.send(b"busy", code=503)
        else:
            self.send(picture(int(rest)))

    def page_to(self, rest: str) -> None:
        self.send_response(302)
        self.send_header(
            "Location", {"file": "file:///etc/passwd", "self": self.path}.get(rest, f"/ok/{rest}")
        )
        self.send_header("Content-Length", "0")
        self.end_headers()

    def page_silent(self, rest: str) -> None:
        self.server.over.wait(20)

    def page_drip(self, rest: str) -> None:
        """A byte now and then: no read takes too long, but all together they do."""
        self.send_response(200)
        self.end_headers()
        while not self.server.over.wait(0.1):
            self.wfile.write(b"x")

    def page_large(self, rest: str) -> None:
        self.send(bytes(200_000))

    def page_endless(self, rest: str) -> None:
        """Large without saying so."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(bytes(200_000))


def picture(seed: int) -> bytes:
    file = io.BytesIO()
    portrait(seed, 64, 64).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def links(web: Web, *paths: str, person: str = "Ada") -> list[Link]:
    return [
        Link(person, f"{number:08}", web.url(path), (2, 2, 62, 62), 3, True)
        for number, path in enumerate(paths, start=1)
    ]


def look(link: Link, data: bytes) -> Images:
    return crop(load(data, upright=False), link.box, 48, 0)


def numbers(found: Collected) -> list[str]:
    return [f"{name} {int(link.number)}" for name, link, _ in found.faces]


def reasons(found: Collected) -> dict[int, tuple[str, bool]]:
    return {int(dead.link.number): (dead.reason, dead.for_good) for dead in found.dead}


@pytest.mark.parametrize("path", ["/ok/1", "/to/1", "/once/1", "/ok/1?a=b c|d"])
def test_what_works(path: str, web: Web) -> None:
    assert fetch(web.url(path), QUICK, Event()) == picture(1)


@pytest.mark.parametrize(
    ("path", "reason", "asked"),
    [
        ("/404/1", "answers with 404", 1),
        ("/cut/1", "ends too early", 3),
        ("/silent/1", "does not answer in time", 3),
        ("/drip/1", "is too slow", 3),
        ("/large/1", "is larger than 0.1 MB", 1),
        ("/endless/1", "is larger than 0.1 MB", 1),
        ("/to/file", "answers with 302|cannot be asked for", 1),
    ],
)
def test_what_does_not_work_has_a_reason_and_is_tried_again_where_that_may_help(
    path: str, reason: str, asked: int, web: Web
) -> None:
    with pytest.raises(LinkDead, match=reason):
        fetch(web.url(path), QUICK, Event())
    assert web.asked[path] == asked


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:image/png;base64,AAAA", "http://"]
)
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(LinkDead, match="cannot be asked for|unknown host|cannot be reached"):
        fetch(url, QUICK, Event())


def test_each_new_try_waits_twice_as_long(web: Web) -> None:
    class Waits(Event):
        times: list[float] = []

        def wait(self, timeout: float | None = None) -> bool:
            self.times.append(timeout or 0)
            return False

    with pytest.raises(LinkDead):
        fetch(web.url("/cut/1"), Settings(retries=3, pause=0.5), Waits())
    assert Waits.times == [0.5, 1.0, 2.0]


def test_the_wanted_number_of_each_person_and_no_more(web: Web, tmp_path: Path) -> None:
    lists = {
        "Ada": links(web, "/404/1", "/ok/1", "/html/1", "/to/2", "/ok/3", "/ok/4", "/ok/5"),
        "Bea": links(web, "/ok/6", "/ok/7", person="Bea_B"),
    }
    found = collect(lists, tmp_path, 3, look, QUICK)
    assert numbers(found) == ["Ada 2", "Ada 4", "Ada 5", "Bea 1", "Bea 2"]
    assert web.asked["/ok/5"] == 0
    assert reasons(found) == {1: ("answers with 404", True), 3: ("is not an image", False)}
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert files == [
        *("Ada/00000002.jpg", "Ada/00000004.jpg", "Ada/00000005.jpg"),
        *("Bea_B/00000001.jpg", "Bea_B/00000002.jpg", "dead_links.csv"),
    ]
    assert (tmp_path / "Ada" / "00000002.jpg").read_bytes() == picture(1)


def test_dead_links_are_listed(web: Web, tmp_path: Path) -> None:
    collect({"Ada": links(web, "/404/1", "/cut/1", "/ok/1")}, tmp_path, 3, look, QUICK)
    with (tmp_path / "dead_links.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((row["person"], row["id"], row["reason"], row["for_good"]) for row in rows) == [
        ("Ada", "00000001", "answers with 404", "yes"),
        ("Ada", "00000002", "ends too early", "no"),
    ]
    assert rows[0]["url"].startswith("http://127.0.0.1")


def test_what_is_there_and_what_is_dead_for_good_is_not_asked_for_again(web: Web, tmp_path: Path) -> None:
    lists = {"Ada": links(web, "/404/1", "/ok/1", "/cut/1", "/ok/2")}
    first = collect(lists, tmp_path, 4, look, QUICK)
    web.asked.clear()
    (tmp_path / "Ada" / ".00000003.jpg.abc").write_bytes(b"half a file of a run that was killed")
    again = collect(lists, tmp_path, 4, look, QUICK)
    assert numbers(again) == numbers(first) == ["Ada 2", "Ada 4"]
    assert all((one[2] == other[2]).all() for one, other in zip(first.faces, again.faces, strict=True))
    assert dict(web.asked) == {"/cut/1": 3} and reasons(again)[1] == ("answers with 404", True)
    assert not (tmp_path / "Ada" / ".00000003.jpg.abc").exists()
    web.asked.clear()
    collect(lists, tmp_path, 4, look, QUICK, try_dead=True)
    assert set(web.asked) == {"/404/1", "/cut/1"}


def test_an_interruption_keeps_what_was_fetched(web: Web, tmp_path: Path) -> None:
    lists = {"Ada": links(web, "/404/1", *(f"/ok/{k}" for k in range(1, 9)))}
    seen: list[int] = []

    def steps(what: str, total: int) -> object:
        assert (what, total) == ("Fetching pictures", 9)
        return lambda: seen.append(1) or (len(seen) == 4 and interrupt())

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collect(lists, tmp_path, 9, look, QUICK, steps=steps)  # type: ignore[arg-type]
    there = {path.stem for path in (tmp_path / "Ada").iterdir()}
    assert len(there) >= 4 and (tmp_path / "dead_links.csv").is_file()
    web.asked.clear()
    assert len(collect(lists, tmp_path, 9, look, QUICK).faces) == 8
    assert sum(web.asked.values()) <= 9 - len(there)


def test_faces_that_are_too_small_may_be_of_use_another_time(web: Web, tmp_path: Path) -> None:
    small = links(web, "/ok/1")

    def choosy(link: Link, data: bytes) -> Images:
        return crop(load(data, upright=False), link.box, 100, 0)

    found = collect({"Ada": small}, tmp_path, 1, choosy, QUICK)
    assert found.faces == () and "smaller than 100x100" in found.dead[0].reason
    assert numbers(collect({"Ada": small}, tmp_path, 1, look, QUICK)) == ["Ada 1"]


def test_without_a_network_nothing_is_called_dead(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        nobody = [Link("Ada", f"{k:08}", f"{address}{k}", (2, 2, 62, 62), 3, True) for k in range(1, 100)]
        for count, tried in ((99, download._ENOUGH_SILENCE), (5, 5)):
            with pytest.raises(NetworkMissing, match=f"first {tried} links"):
                collect({"Ada": nobody[:count]}, tmp_path, 99, look, QUICK)
    with (tmp_path / "dead_links.csv").open(newline="") as file:
        assert {row["for_good"] for row in csv.DictReader(file)} <= {"no"}
