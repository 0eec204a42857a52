"""What jupyterhub_config.py has to say about the leaderboard of a course."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INSTRUCT = "custom:convclass-leaderboard:instruct"


@dataclass(frozen=True)
class HubParts:
    """Parts of a hub's configuration, to be added to what stands there.

    Parameters
    ----------
    service
        For ``c.JupyterHub.services``.
    service_scopes
        What the service's token may do.
    roles
        For ``c.JupyterHub.load_roles``: what students, instructors and the service may do.
    custom_scopes
        For ``c.JupyterHub.custom_scopes``; the same for every course.
    """

    service: dict[str, Any]
    service_scopes: list[str]
    roles: list[dict[str, Any]]
    custom_scopes: dict[str, dict[str, str]]


def instructor_scope(service: str) -> str:
    """Return the scope that makes somebody an instructor at one leaderboard.

    Parameters
    ----------
    service
        Name of the hub's service.
    """
    return f"{INSTRUCT}!service={service}"


def hub_parts(
    board: Path,
    *,
    students: str,
    instructors: str,
    port: int,
    name: str = "leaderboard",
    teams: Path | None = None,
    group_prefix: str = "team-",
) -> HubParts:
    """Return what a hub's configuration needs for the leaderboard of a course.

    In ``jupyterhub_config.py``::

        from leaderboard.hub import hub_parts

        parts = hub_parts(
            Path("/srv/course/board"),
            students="nbgrader-convclass",
            instructors="formgrade-convclass",
            port=10101,
        )
        c.JupyterHub.services = [..., parts.service]
        c.JupyterHub.load_roles = [..., *parts.roles]
        c.JupyterHub.custom_scopes = {**parts.custom_scopes}
        c.JupyterHub.load_groups = {"formgrade-convclass": ..., "nbgrader-convclass": ..., "team-...": ...}

    The hub's groups ``team-*`` are the teams. Groups that a role names have to be there (``load_groups``),
    be they empty. A role for the service is among the roles; who makes one of its own for each service
    gives it ``parts.service_scopes`` and leaves that one out.

    Where the service is to run as a user of its own, set ``parts.service["user"]`` (the hub then has to
    run as root); that user reads the published folder and writes into its folder ``requests``, no more.

    Parameters
    ----------
    board
        The published folder.
    students, instructors
        The hub's groups of those who see the board, and of those who see everything and may freeze it.
    port
        A free port of this machine, for the service.
    name
        Name of the service: the board is at ``/services/NAME/``. Each course needs its own.
    teams
        A file of teams, which the service's user can read; None: the groups of the hub.
    group_prefix
        How the names of groups that are teams begin.
    """
    command = [sys.executable, "-m", "leaderboard", "serve", "--hub", "--board", str(board)]
    if teams is not None:
        command += ["--teams", str(teams)]
    else:
        command += ["--group-prefix", group_prefix]
    access, instruct = f"access:services!service={name}", instructor_scope(name)
    scopes = ["list:groups", "read:groups"]  # the service reads who is in which team
    return HubParts(
        service={
            "name": name,
            "url": f"http://127.0.0.1:{port}",
            "command": command,
            "cwd": "/",  # its user may not see the hub's
            "display": True,
            "oauth_no_confirm": True,
            # without this, what the hub says about an instructor would not hold the custom scope
            "oauth_client_allowed_scopes": [instruct],
        },
        service_scopes=scopes,
        roles=[
            {"name": f"{name}-service", "services": [name], "scopes": scopes},
            {"name": f"{name}-students", "groups": [students], "scopes": [access]},
            {"name": f"{name}-instructors", "groups": [instructors], "scopes": [access, instruct]},
        ],
        custom_scopes={INSTRUCT: {"description": "See all teams and labels, freeze the leaderboard"}},
    )
