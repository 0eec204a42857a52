"""``python -m leaderboard`` is the command ``leaderboard``."""

from __future__ import annotations

from leaderboard.cli import main

main(prog_name="leaderboard")
