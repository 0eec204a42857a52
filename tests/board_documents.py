"""Published documents of a made-up class, for the tests of the page: what the worker would write."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from leaderboard import ranking, ranksets
from leaderboard.documents import team_key

PEOPLE = [
    "Ada Lake",
    "Ben Okoro",
    "Carla Ruiz",
    "Dmitri Vance",
    "Elif Kaya",
    "Farid Noor",
    "Grace Holt",
    "Hugo Lind",
]
NAMES = [
    *("Gradient Ascent", "The Overfitters", "Conv Artists", "Max Pool Party", "ReLU Crew", "Batch Please"),
    *("Deep Thoughts", "Dropouts", "Kernel Panic", "Vanishing Act", "Softmax Hackers", "Stride Right"),
    *("Padding Same", "Loss Boys", "Epoch Fail", "Tensor Trouble", "Feature Creeps", "Weight Watchers"),
]
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
IMAGES = 200
HOSTILE = [
    '<script>window.convclassScript = 1</script><img src=x onerror="window.convclassScript = 1">',
    '=HYPERLINK("http://example.com","click")',
    "\u202eevil\u202c \u2066isolate\u0007 bell",
    "x" * 10_000,
    "../../etc/passwd\n%2e%2e/teams",
    "{{ 7 * 7 }}{% raw %}",
]


def png(side: int = 48, seed: int = 0) -> bytes:
    """A small picture."""
    rows = np.random.default_rng(seed).integers(60, 200, (side // 8, side // 8, 3), dtype=np.uint8)
    pixels = np.kron(rows, np.ones((8, 8, 1), dtype=np.uint8))
    raw = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )


def when(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def history(team: int, count: int, right: int) -> list[dict[str, Any]]:
    """A team's hand-ins: released ones climb to the given number of right images."""
    rng = np.random.default_rng(team)
    entries: list[dict[str, Any]] = []
    shown: float | None = None
    for number in range(1, count + 1):
        kind = (
            "released"
            if number in (1, count)
            else rng.choice(["released", "unchanged", "unchanged", "failed"])
        )
        accuracy = None
        message = "Not significantly better than your best; score unchanged."
        if kind == "released":
            accuracy = shown = round((right - 11 * (count - number)) / IMAGES, 3)
            message = (
                "Better than your best: released." if number > 1 else "The first entry is always released."
            )
        elif kind == "failed":
            message = "The model took too long. It does not count as one of the day's entries."
        entries.append(
            {
                **{
                    "id": f"{team:03d}{number:03d}",
                    "number": number,
                    "handed_in": when(7 * team + 40 * number),
                },
                **{"by": f"student{2 * team + number % 2 + 1}", "status": str(kind), "message": message},
                **{"accuracy": accuracy, "shown": shown},
            }
        )
    return entries


class Documents:
    """A class's published documents, which tests change before they write them.

    Parameters
    ----------
    names
        Real names of the teams, the best first.
    frozen
        Whether the private half was looked at.
    pseudonyms
        Whether the board shows other names than the real ones.
    """

    def __init__(
        self,
        names: Sequence[str] = NAMES,
        *,
        frozen: bool = False,
        pseudonyms: bool = False,
        entries: int = 6,
    ) -> None:
        self.names = list(names)
        rng = np.random.default_rng(5)
        skill = np.linspace(0.83, 0.45, max(2, len(self.names)))[: len(self.names)]
        correct = rng.random((len(self.names), IMAGES)) < skill[:, None]
        correct = correct[np.argsort(-correct.sum(axis=1), kind="stable")]
        self.correct = correct
        sets = ranksets.rank_sets(correct, seed=1, draws=100) if len(self.names) else None
        places = ranking.places(correct.sum(axis=1))
        rows: list[dict[str, Any]] = []
        self.teams: dict[str, dict[str, Any]] = {}
        for team, name in enumerate(self.names):
            key, shown = team_key(name), f"Team {team + 1:02d}" if pseudonyms else name
            right = int(correct[team].sum())
            past = history(team, 1 + (entries + team) % (2 * entries), right)
            assert sets is not None
            change = ranking.change(correct[team - 1], correct[team]) if team else None
            p_above = float(ranking.mcnemar(change.gained, change.lost)) if change else None
            rows.append(
                {
                    **self._row("team", shown, right, key),
                    **{
                        "place": int(places[team]),
                        "best": int(sets.best[team]),
                        "worst": int(sets.worst[team]),
                    },
                    **{
                        "model_bytes": int(rng.integers(200_000, 9_000_000)),
                        "seconds": float(rng.uniform(0.4, 9)),
                    },
                    **{"entries": sum(entry["status"] != "failed" for entry in past)},
                    **{"released": past[-1]["handed_in"], "p_above": p_above},
                    **{"recall": self._recall(rng) if frozen else None},
                }
            )
            above = None
            if change:
                above = {"name": rows[-2]["name"], "gained": change.gained, "lost": change.lost, "p": p_above}
            released = [entry["id"] for entry in past if entry["status"] == "released"]
            self.teams[key] = {
                **{"team": name, "name": shown, "key": key, "history": past},
                **{"members": [f"student{2 * team + 1}", f"student{2 * team + 2}"]},
                **{"confusion": self._confusion(rng) if frozen else None, "cap": 10, "left": 7, "next": None},
                **{"finals": [], "default_final": released[-1], "above": above},
            }
        for kind, shown, right in (
            *(("instructor", "Instructor's model", 172), ("baseline", "Fully connected baseline", 94)),
            ("chance", "Chance", 25),
        ):
            rows.append(self._row(kind, shown, right, kind))
            rows[-1]["recall"] = self._recall(rng) if frozen else None
        rows.sort(key=lambda row: -row["accuracy"])
        self.board: dict[str, Any] = {
            **{"version": 1, "made": when(500), "course": "convclass", "assignment": "celebrity_project"},
            **{"state": "frozen" if frozen else "open", "frozen_at": when(480) if frozen else None},
            **{"snapshot": "4f" * 32 if frozen else None, "half": "private" if frozen else "public"},
            **{
                "images": IMAGES,
                "confidence": 0.95,
                "ceiling": 0.93,
                "people": PEOPLE,
                "rows": rows,
                "cap": 10,
                "time_zone": "Europe/Berlin",
                "pseudonyms": pseudonyms,
            },
        }
        private = {key: self._score(int(correct[team].sum()) - 5) for team, key in enumerate(self.teams)}
        statuses = [
            ("ok", None, None),
            ("wrong", "instructor", "This is Carla."),
            ("ambiguous", "instructor", "Blurred."),
        ]
        self.instructor: dict[str, Any] = {
            "real_names": {team_key(name): name for name in self.names},
            "private": private if frozen else {},
            "disputes": [
                {
                    **{
                        "id": f"img{number:02d}",
                        "half": "public",
                        "decided": False,
                        "label": number % 8,
                        "suggested": (number + 3) % 8,
                    },
                    **{
                        "teams": max(1, len(self.names) - number),
                        "of": len(self.names),
                        "quality": 0.04 + 0.03 * number,
                    },
                    **dict(zip(("status", "who", "why"), statuses[max(0, number - 3) % 3], strict=True)),
                }
                for number in range(6 if self.names else 0)
            ],
            **{"labels_version": 3, "labels_pending": 0, "shake_up": None, "problems": [], "untrained": []},
            "failed": [
                {
                    **{
                        "team": name,
                        "student": "student3",
                        "handed_in": when(200),
                        "reason": "The model gave NaN.",
                    },
                }
                for name in self.names[1:2]
            ],
        }

    @staticmethod
    def _score(right: int) -> dict[str, float]:
        low, high = ranking.wilson(max(0, right), IMAGES)
        return {"accuracy": max(0, right) / IMAGES, "low": float(low), "high": float(high)}

    def _row(self, kind: str, name: str, right: int, key: str) -> dict[str, Any]:
        error = 1 - right / IMAGES
        return {
            **{"kind": kind, "key": key, "name": name, "place": None, "best": None, "worst": None},
            **self._score(right),
            **{"log_loss": 0.3 + 2 * error, "macro_f1": max(0.0, right / IMAGES - 0.012)},
            **{"calibration_error": 0.03 + 0.1 * error, "model_bytes": None, "seconds": None, "entries": 0},
            **{"released": None, "p_above": None, "recall": None},
        }

    @staticmethod
    def _recall(rng: np.random.Generator) -> list[float | None]:
        return [round(float(share), 2) for share in rng.uniform(0.4, 1, 8)]

    @staticmethod
    def _confusion(rng: np.random.Generator) -> list[list[int]]:
        matrix = rng.multinomial(8, np.full(8, 1 / 8), size=8) + np.diag(np.full(8, 17))
        return [[int(count) for count in row] for row in matrix]

    def key(self, place: int) -> str:
        """Key of a team by its place in the list of names."""
        return team_key(self.names[place])

    def write(self, folder: Path) -> Path:
        """Write all documents as the worker does, the board last; each time with a higher version."""
        for name in ("teams", "images", "requests"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for path in (folder / "teams").glob("*.json"):
            if path.stem not in self.teams:
                path.unlink()
        for key, team in self.teams.items():
            _replace(folder / "teams" / f"{key}.json", json.dumps(team).encode())
        for number, dispute in enumerate(self.instructor["disputes"]):
            _replace(folder / "images" / f"{dispute['id']}.png", png(seed=number))
        _replace(folder / "instructor.json", json.dumps(self.instructor).encode())
        _replace(folder / "board.json", json.dumps(self.board).encode())
        self.board["version"] += 1
        return folder


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}")
    temporary.write_bytes(data)
    temporary.replace(path)
