"""Fetches the pictures of identity lists from the web: a few at once, and on from where it was interrupted.

What was fetched lies as it is in a folder, NAME/ID.jpg, and is not fetched again. A list of the dead links
lies beside it; links that are dead for good are not tried again, either.
"""

from __future__ import annotations

import contextlib
import csv
import http.client
import io
import re
import socket
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from autograder.datasets.photo import Images, PhotoUnusable
from autograder.datasets.pictures import Steps, unseen
from autograder.datasets.vggface import Link
from autograder.errors import AutograderError
from autograder.files import replaced

DEAD_LINKS = "dead_links.csv"
_COLUMNS = ("person", "id", "url", "reason", "for_good")
_AGENT = "convclass (course data for teaching)"
_CHUNK = 1 << 16
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_ENOUGH_SILENCE = 40  # so many links in a row, and nobody has answered: there is no network
_LEFT_BEHIND = re.compile(r"\.\d+\.[a-z]+\..*")
_KINDS = {b"\xff\xd8": "jpg", b"\x89P": "png", b"GI": "gif", b"RI": "webp", b"BM": "bmp"}

Look = Callable[[Link, bytes], Images]


class NetworkMissing(AutograderError):
    """Raised when nothing can be reached at all."""


@dataclass(frozen=True)
class Settings:
    """How to fetch.

    Parameters
    ----------
    connections
        How many pictures at once.
    timeout
        Seconds in which a server has to say something.
    deadline
        Seconds in which a picture has to be there.
    retries
        How often to try again where that may help.
    pause
        Seconds before the first new try; each further one waits twice as long.
    max_bytes
        Largest picture.
    """

    connections: int = 8
    timeout: float = 15.0
    deadline: float = 60.0
    retries: int = 2
    pause: float = 1.0
    max_bytes: int = 20_000_000


@dataclass(frozen=True)
class Dead:
    """A link that gave no picture that can be used.

    Parameters
    ----------
    link, reason
        Which one, and why.
    for_good
        Whether it is of no use to try it again.
    """

    link: Link
    reason: str
    for_good: bool


@dataclass(frozen=True)
class Collected:
    """Faces with their people and lines, in the order of the lists, and the dead links."""

    faces: tuple[tuple[str, Link, Images], ...]
    dead: tuple[Dead, ...]


class LinkDead(Exception):
    """Raised when a link gives nothing."""

    def __init__(self, reason: str, *, again: bool = False, answered: bool = True) -> None:
        super().__init__(reason)
        self.again = again
        self.answered = answered


def collect(
    lists: Mapping[str, Sequence[Link]],
    folder: Path,
    wanted: int,
    look: Look,
    settings: Settings | None = None,
    *,
    try_dead: bool = False,
    steps: Steps = unseen,
) -> Collected:
    """Have a number of pictures of each person: those that are there, the others fetched.

    The first links of each list that work are taken. Everything that was fetched is kept when this is
    interrupted.

    Parameters
    ----------
    lists
        The lines of each person's list that may be used.
    folder
        Where the pictures are kept, and the list of dead links; made if needed.
    wanted
        Number of pictures of each person.
    look
        Makes a face of a line and the bytes of its picture, or raises `PhotoUnusable`.
    settings
        How to fetch.
    try_dead
        Also try links that were dead for good.
    steps
        Progress.

    Raises
    ------
    NetworkMissing
        When no server answers at all.
    """
    settings = settings or Settings()
    folder.mkdir(parents=True, exist_ok=True)
    known = {} if try_dead else _read_dead(folder / DEAD_LINKS)
    people = [_Person(name, list(links), wanted, folder, look, known) for name, links in lists.items()]
    advance = steps("Fetching pictures", sum(min(wanted, len(one.waiting)) for one in people))
    for one in people:
        for _ in one.take_what_is_there():
            advance()
    try:
        _fetch_all(people, settings, advance)
    finally:
        _write_dead(folder / DEAD_LINKS, [dead for one in people for dead in one.dead])
    return Collected(
        tuple((one.name, link, face) for one in people for link, face in one.in_order()),
        tuple(dead for one in people for dead in one.dead),
    )


def fetch(url: str, settings: Settings, stop: Event) -> bytes:
    """Fetch one picture, trying again where that may help.

    Parameters
    ----------
    url
        http or https, also where it redirects to.
    settings
        How to fetch.
    stop
        Set from outside to give up at once.

    Raises
    ------
    LinkDead
        With the reason.
    """
    for attempt in range(settings.retries + 1):
        try:
            return _fetch_once(url, settings, stop)
        except LinkDead as dead:
            is_last = attempt == settings.retries
            if not dead.again or is_last or stop.wait(settings.pause * 2**attempt):
                raise
    raise AssertionError("the last attempt returns or raises")


def _fetch_all(people: Sequence[_Person], settings: Settings, advance: Callable[[], object]) -> None:
    stop = Event()
    silent, has_answered = 0, False
    running: dict[Future[bytes], tuple[_Person, Link]] = {}
    with ThreadPoolExecutor(settings.connections) as pool:
        try:
            while True:
                while len(running) < settings.connections and (one := _neediest(people)):
                    link = one.next()
                    running[pool.submit(fetch, link.url, settings, stop)] = one, link
                if not running:
                    break
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    one, link = running.pop(future)
                    try:
                        if one.take(link, future.result()):
                            advance()
                        has_answered = True
                    except LinkDead as dead:
                        has_answered = has_answered or dead.answered
                        silent += 1
                        one.bury(link, str(dead), for_good=not dead.again and has_answered)
                    if not has_answered and silent >= _ENOUGH_SILENCE:
                        raise NetworkMissing(_no_network(silent))
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    if silent and not has_answered:
        raise NetworkMissing(_no_network(silent))


def _neediest(people: Sequence[_Person]) -> _Person | None:
    """Who has the fewest pictures: so all lists get on, and a slow server is not asked for all at once."""
    needy = [one for one in people if one.needs_more()]
    return min(needy, key=lambda one: len(one.found) + one.in_flight) if needy else None


def _no_network(count: int) -> str:
    return f"None of the first {count} links could be reached. Is there a network?"


@dataclass
class _Person:
    """The state of one list."""

    name: str
    waiting: list[Link]
    wanted: int
    folder: Path
    look: Look
    known_dead: Mapping[tuple[str, str, str], str]
    found: dict[Link, Images] = field(default_factory=dict)
    dead: list[Dead] = field(default_factory=list)
    in_flight: int = 0
    order: dict[Link, int] = field(init=False)

    def __post_init__(self) -> None:
        self.order = {link: number for number, link in enumerate(self.waiting)}

    def take_what_is_there(self) -> Iterator[Link]:
        """Use what was fetched before; yields the links that gave a face."""
        kept: dict[str, Path] = {}
        for path in sorted((self.folder / self.waiting[0].person).glob("*") if self.waiting else []):
            if _LEFT_BEHIND.fullmatch(path.name):  # half a file of a program that was killed
                path.unlink()
            else:
                kept[path.stem] = path
        rest = []
        for link in self.waiting:
            reason = self.known_dead.get(_key(link))
            if link.number in kept and len(self.found) < self.wanted:
                with contextlib.suppress(OSError):
                    if self._look(link, kept[link.number].read_bytes()):
                        yield link
            elif link.number not in kept and reason is not None:
                self.dead.append(Dead(link, reason, for_good=True))
            elif link.number not in kept:
                rest.append(link)
        self.waiting = rest

    def needs_more(self) -> bool:
        """Whether to fetch one more."""
        return bool(self.waiting) and len(self.found) + self.in_flight < self.wanted

    def next(self) -> Link:
        """The next link to fetch."""
        self.in_flight += 1
        return self.waiting.pop(0)

    def take(self, link: Link, data: bytes) -> bool:
        """Keep what was fetched; whether it gave a face."""
        self.in_flight -= 1
        if not self._look(link, data):
            return False
        kind = _KINDS.get(data[:2], "image")
        path = self.folder / f"{link.file}.{kind}"
        path.parent.mkdir(exist_ok=True)
        with replaced(path) as file:
            file.write(data)
        return True

    def bury(self, link: Link, reason: str, *, for_good: bool) -> None:
        """Note a link that was fetched in vain."""
        self.in_flight -= 1
        self.dead.append(Dead(link, reason, for_good))

    def in_order(self) -> list[tuple[Link, Images]]:
        """The faces in the order of the list, whichever came first."""
        return sorted(self.found.items(), key=lambda item: self.order[item[0]])

    def _look(self, link: Link, data: bytes) -> bool:
        try:
            self.found[link] = self.look(link, data)
        except PhotoUnusable as error:
            # which faces are too small depends on what is asked for, so that it may be of use another time
            self.dead.append(Dead(link, str(error), for_good=False))
            return False
        return True


def _fetch_once(url: str, settings: Settings, stop: Event) -> bytes:
    until = time.monotonic() + settings.deadline
    try:
        request = urllib.request.Request(_quoted(url), headers={"User-Agent": _AGENT, "Accept": "image/*"})
        with _opener().open(request, timeout=settings.timeout) as response:
            return _body(response, settings, until, stop)
    except urllib.error.HTTPError as error:
        error.close()
        raise LinkDead(f"answers with {error.code}", again=error.code in _TRY_AGAIN) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _dead(error) from error


def _body(response: http.client.HTTPResponse, settings: Settings, until: float, stop: Event) -> bytes:
    limit = settings.max_bytes
    too_large = f"is larger than {limit / 1e6:g} MB"
    announced = response.length
    if announced is not None and announced > limit:
        raise LinkDead(too_large)
    body = io.BytesIO()
    while chunk := response.read1(_CHUNK):
        body.write(chunk)
        if body.tell() > limit:
            raise LinkDead(too_large)
        if time.monotonic() > until or stop.is_set():
            raise LinkDead("is too slow", again=True)
    if announced is not None and body.tell() < announced:
        raise LinkDead("ends too early", again=True)
    return body.getvalue()


def _dead(error: Exception) -> LinkDead:
    """What an error in between means."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return LinkDead("does not answer in time", again=True, answered=False)
    if isinstance(reason, socket.gaierror):
        again = reason.errno == socket.EAI_AGAIN
        return LinkDead("has an unknown host", again=again, answered=False)
    if isinstance(reason, ssl.SSLError):
        return LinkDead("has no valid certificate")
    if isinstance(reason, http.client.InvalidURL | ValueError | str):
        return LinkDead("has an address that cannot be asked for")
    if isinstance(reason, http.client.HTTPException | ConnectionResetError):
        return LinkDead("breaks the connection off", again=True)
    return LinkDead("cannot be reached", again=True, answered=False)


def _opener() -> urllib.request.OpenerDirector:
    """Only the web: a list, or a page that redirects, may name files of this machine."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _quoted(url: str) -> str:
    return urllib.parse.quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def _key(link: Link) -> tuple[str, str, str]:
    return link.person, link.number, link.url


def _read_dead(path: Path) -> dict[tuple[str, str, str], str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row.get("for_good") == "yes"]
        return {(row["person"], row["id"], row["url"]): row["reason"] for row in rows}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error):
        return {}  # it saves time, no more


def _write_dead(path: Path, dead: Sequence[Dead]) -> None:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for one in dead:
        rows.writerow([*_key(one.link), one.reason, "yes" if one.for_good else "no"])
    with replaced(path, mode=0o644) as file:
        file.write(text.getvalue().encode())
