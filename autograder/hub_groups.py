"""Reads and changes the groups of a JupyterHub through its REST API."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from autograder.errors import AutograderError

# The media type by which a client says that it reads page after page (JupyterHub's REST API, "Pagination").
_PAGES = "application/jupyterhub-pagination+json"
_MAX_BYTES = 64 << 20  # of one page
_ATTEMPTS = 3
_HINT = "Give the token the scopes list:groups and read:groups."


class HubUnreachable(AutograderError):
    """Raised when the hub does not tell its groups, or does not change them."""


@dataclass(frozen=True)
class HubGroup:
    """A group of the hub.

    Parameters
    ----------
    users
        Names of its members.
    properties
        What services have noted about it.
    """

    users: tuple[str, ...]
    properties: Mapping[str, Any]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would take the token to wherever it points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HubGroups:
    """The groups of a hub.

    Parameters
    ----------
    api_url
        URL of the hub's REST API, as in ``JUPYTERHUB_API_URL``.
    token
        A token with the scopes ``list:groups`` and ``read:groups``, to change them with ``groups`` and
        ``admin:groups`` as well.
    timeout
        For each request, in seconds.
    """

    def __init__(self, api_url: str, token: str, timeout: float = 10.0) -> None:
        self._address = f"{api_url.rstrip('/')}/groups"
        self._token = token
        self._timeout = timeout
        if not self._address.startswith(("http://", "https://")):
            raise HubUnreachable(f"{api_url!r} is no address of a hub; it begins with http:// or https://.")

    def read(self) -> dict[str, HubGroup]:
        """Return all groups by name.

        Raises
        ------
        HubUnreachable
            When the hub does not answer, refuses, or answers something else.
        """
        for _ in range(_ATTEMPTS):
            found: dict[str, HubGroup] = {}
            offset, total = 0, -1
            while True:
                page = self._send("GET", f"?{urlencode({'offset': offset})}")
                try:
                    about = page["_pagination"]
                    found.update(_group(item) for item in page["items"])
                    moved = total not in (-1, about["total"])
                    total, following = int(about["total"]), about["next"]
                    if following is None or moved or following["offset"] <= offset:
                        break
                    offset = int(following["offset"])
                except (KeyError, TypeError, ValueError) as error:
                    raise HubUnreachable(
                        f"The answer of {self._address} is no page of groups ({error!r}); "
                        "JupyterHub 5.4.6 or newer is expected there."
                    ) from error
            if len(found) == total and not moved:
                return found
        raise HubUnreachable("The groups of the hub changed while they were read; try again.")

    def create(self, name: str) -> None:
        """Create a group without members."""
        self._send("POST", _path(name), {})

    def delete(self, name: str) -> None:
        """Delete a group."""
        self._send("DELETE", _path(name))

    def add(self, name: str, user: str) -> None:
        """Add a user to a group."""
        self._send("POST", f"{_path(name)}/users", {"users": [user]})

    def remove(self, name: str, user: str) -> None:
        """Remove a user from a group."""
        self._send("DELETE", f"{_path(name)}/users", {"users": [user]})

    def note(self, name: str, properties: Mapping[str, Any]) -> None:
        """Replace what is noted about a group."""
        self._send("PUT", f"{_path(name)}/properties", dict(properties))

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        address = f"{self._address}{path}"
        request = urllib.request.Request(
            address,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self._token}", "Accept": _PAGES},
            method=method,
        )
        # the hub is near: a proxy for the web would see the token and not find it
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
        try:
            with opener.open(request, timeout=self._timeout) as answer:
                text = answer.read(_MAX_BYTES)
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            error.close()
            hint = _HINT if error.code in (401, 403) else ""
            raise HubUnreachable(f"{address} answers {error.code} {error.reason}. {hint}".strip()) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise HubUnreachable(
                f"{address} cannot be read ({error}). Is the hub running, and is this its address?"
            ) from error


def _path(name: str) -> str:
    return f"/{quote(name, safe='')}"


def _group(item: Mapping[str, Any]) -> tuple[str, HubGroup]:
    if "users" not in item:  # the hub leaves out what the token may not see
        raise HubUnreachable(
            "The hub does not tell the members of its groups; the token needs the scope read:groups as well."
        )
    users = tuple(str(user) for user in item["users"])
    return str(item["name"]), HubGroup(users, dict(item.get("properties") or {}))
