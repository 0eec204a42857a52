"""What only instructors can ask of the page: labels in dispute, the freeze, the board for a spreadsheet."""

from __future__ import annotations

import csv
import io

from tornado.web import HTTPError

from leaderboard.documents import LABEL_STATUSES, MOST_WORDS, now
from leaderboard.handlers import TOLD
from leaderboard.legible import in_a_cell
from leaderboard.published import BoardUnreadable, Edition
from leaderboard.web import Handler, Refused

_NUMBERS = (
    *("place", "best", "worst", "accuracy", "low", "high", "log_loss", "macro_f1", "calibration_error"),
    *("model_bytes", "seconds", "entries", "p_above"),
)


class InstructorHandler(Handler):
    """A handler for instructors only."""

    async def prepare(self) -> None:
        """Find out who asks, and refuse everybody else."""
        await super().prepare()
        if not self._finished:
            self.instructor_only()


class ReviewPage(InstructorHandler):
    """The labels in dispute."""

    def get(self) -> None:
        """Show them."""
        look = self.look(TOLD.get(self.get_query_argument("told", ""), ""))
        if look.edition.instructor is None:
            raise Refused(503, "The disputed labels were not published. Run 'leaderboard update'.")
        self.finish(self.desk.views.review(look))


class LabelForm(InstructorHandler):
    """A decision about a label."""

    def post(self) -> None:
        """Pass it on."""
        edition = self.edition()
        image, status = self.get_body_argument("image", ""), self.get_body_argument("status", "")
        why = self.get_body_argument("why", "")
        if image not in _images(edition):
            raise Refused(400, "No label of that image is in dispute.")
        if status not in LABEL_STATUSES:
            raise Refused(400, f"A label is one of {', '.join(LABEL_STATUSES)}.")
        if not why or len(why) > MOST_WORDS:
            raise Refused(400, f"Say why, in at most {MOST_WORDS} characters.")
        label = None
        if status == "wrong":
            label = _number(self.get_body_argument("label", ""), len(edition.board["people"]))
        request = {"image": image, "status": status, "label": label, "why": why}
        self.ask({"kind": "label", "by": self.viewer.name, "at": now(), **request})
        self.go("review", "label")


class RescoreForm(InstructorHandler):
    """All decisions about labels as a new version."""

    def post(self) -> None:
        """Pass it on."""
        edition = self.edition()
        if not edition.instructor or not edition.instructor["labels_pending"]:
            raise Refused(409, "No decision waits to be applied.")
        self.ask({"kind": "rescore", "by": self.viewer.name, "at": now()})
        self.go("review", "rescore")


class FreezePage(InstructorHandler):
    """The freeze."""

    def get(self) -> None:
        """Ask whether it is meant."""
        self.finish(self.desk.views.freeze(self.look()))

    def post(self) -> None:
        """Pass it on."""
        if self.get_body_argument("confirm", "") != "yes":
            raise Refused(400, "Confirm that you mean it: nothing was frozen.")
        if self.edition().board["state"] != "open":
            raise Refused(409, "The board is frozen already.")
        if any(waits.kind == "freeze" for waits in self.desk.requests.waiting()):
            raise Refused(409, "A freeze waits for the grader already.")
        self.ask({"kind": "freeze", "by": self.viewer.name, "at": now()})
        self.go("", "freeze")


class Image(InstructorHandler):
    """A disputed image."""

    def get(self, name: str) -> None:
        """Send it."""
        try:
            data = self.desk.published.image(self.edition(), name)
        except BoardUnreadable as error:
            raise HTTPError(503) from error
        if data is None:
            raise HTTPError(404)
        self.set_header("Content-Type", "image/png")
        self.finish(data)


class BoardCsv(InstructorHandler):
    """The board for a spreadsheet."""

    def get(self) -> None:
        """Send it; no cell is a formula, whatever a team is called."""
        edition = self.edition()
        names = edition.instructor["real_names"] if edition.instructor else {}
        private = edition.instructor["private"] if edition.instructor else {}
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        recalls = [in_a_cell(f"recall of {person}") for person in edition.board["people"]]
        ends = ["private_accuracy", "private_low", "private_high", *recalls]
        writer.writerow(["kind", "name", "team", *_NUMBERS, "released", *ends])
        for row in edition.board["rows"]:
            score = private.get(row["key"])
            writer.writerow(
                [
                    *(row["kind"], in_a_cell(row["name"]), in_a_cell(names.get(row["key"], ""))),
                    *(row[name] for name in _NUMBERS),  # type: ignore[literal-required]
                    row["released"] or "",
                    *((score["accuracy"], score["low"], score["high"]) if score else (None, None, None)),
                    *(row["recall"] or [None] * len(recalls)),
                ]
            )
        self.set_header("Content-Type", "text/csv; charset=UTF-8")
        self.set_header("Content-Disposition", 'attachment; filename="leaderboard.csv"')
        self.finish(text.getvalue())


def _images(edition: Edition) -> set[str]:
    return {dispute["id"] for dispute in edition.instructor["disputes"]} if edition.instructor else set()


def _number(text: str, below: int) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 3 or int(text) >= below:
        raise Refused(400, "Choose who is really shown.")
    return int(text)
