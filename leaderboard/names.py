"""The names under which teams are shown."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable

from leaderboard import legible
from leaderboard.facts import Facts

_FIRST = re.findall(
    r"\w+",
    """
Amber Ancient Autumn Bold Brave Bright Bronze Calm Clever Copper Coral Crimson Daring Eager Early
Emerald Gentle Golden Grand Happy Hidden Indigo Ivory Jade Jolly Keen Kind Lively Lucky Merry Misty
Noble Opal Patient Proud Quick Quiet Rapid Ruby Scarlet Silent Silver Steady Stormy Sunny Swift Teal
Velvet Violet Wise
""",
)
_SECOND = re.findall(
    r"\w+",
    """
Badger Beaver Bison Crane Curlew Dolphin Eagle Egret Falcon Ferret Finch Fox Gecko Gibbon Hare Hawk
Heron Ibex Ibis Jackal Jaguar Kestrel Koala Lark Lemur Lion Lynx Magpie Marmot Marten Mole Moose
Newt Ocelot Osprey Otter Owl Panda Puffin Quail Raven Robin Seal Stoat Swan Tapir Tiger Toucan
Walrus Wren
""",
)


def shown(teams: Iterable[str], facts: Facts) -> dict[str, str]:
    """Return the name under which each team is shown.

    Parameters
    ----------
    teams
        Real names.
    facts
        Say whether these are shown, and hold the secret behind pseudonyms: the ids of the images.
    """
    wanted = sorted(set(teams))
    if not facts.rules.pseudonyms:
        return {team: legible.shown(team) for team in wanted}
    secret = hashlib.sha256("\n".join(facts.images.ids).encode()).digest()
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    # all teams that ever came, in the order in which they came, so that a later one changes no name
    known = dict.fromkeys([*facts.entries["team"], *wanted])
    for team in known:
        drawn = hmac.new(secret, team.encode(), "sha256").digest()
        name = f"{_FIRST[drawn[0] % len(_FIRST)]} {_SECOND[drawn[1] % len(_SECOND)]}"
        taken[name] = taken.get(name, 0) + 1
        found[team] = name if taken[name] == 1 else f"{name} {taken[name]}"
    return {team: found[team] for team in wanted}
