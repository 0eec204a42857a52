"""Reads the groups of a JupyterHub through its REST API."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from autograder.errors import AutograderError

# The media type by which a client says that it reads page after page (JupyterHub's REST API, "Pagination").
_PAGES = "application/jupyterhub-pagination+json"
_MAX_BYTES = 64 << 20  # of one page
_ATTEMPTS = 3


class HubUnreachable(AutograderError):
    """Raised when the hub does not tell its groups."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would take the token to wherever it points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def read_groups(api_url: str, token: str, timeout: float) -> dict[str, tuple[str, ...]]:
    """Return the names of the users of each group.

    Parameters
    ----------
    api_url
        URL of the hub's REST API, as in ``JUPYTERHUB_API_URL``.
    token
        A token with the scopes ``list:groups`` and ``read:groups``.
    timeout
        For each request, in seconds.

    Raises
    ------
    HubUnreachable
        When the hub does not answer, refuses, or answers something else.
    """
    for _ in range(_ATTEMPTS):
        found: dict[str, tuple[str, ...]] = {}
        offset, total = 0, -1
        while True:
            page = _page(api_url, token, timeout, offset)
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
                    f"The answer of {api_url}/groups is no page of groups ({error!r}); "
                    "JupyterHub 5.4.6 or newer is expected there."
                ) from error
        if len(found) == total and not moved:
            return found
    raise HubUnreachable("The groups of the hub changed while they were read; try again.")


def _group(item: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    if "users" not in item:  # the hub leaves out what the token may not see
        raise HubUnreachable(
            "The hub does not tell the members of its groups; the token needs the scope read:groups as well."
        )
    return str(item["name"]), tuple(str(user) for user in item["users"])


def _page(api_url: str, token: str, timeout: float, offset: int) -> Any:
    address = f"{api_url.rstrip('/')}/groups"
    if not address.startswith(("http://", "https://")):
        raise HubUnreachable(f"{api_url!r} is no address of a hub; it begins with http:// or https://.")
    request = urllib.request.Request(
        f"{address}?{urlencode({'offset': offset})}",
        headers={"Authorization": f"token {token}", "Accept": _PAGES},
    )
    # the hub is near: a proxy for the web would see the token and not find it
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    try:
        with opener.open(request, timeout=timeout) as answer:
            return json.loads(answer.read(_MAX_BYTES))
    except urllib.error.HTTPError as error:
        error.close()
        hint = "Give the token the scopes list:groups and read:groups." if error.code in (401, 403) else ""
        raise HubUnreachable(f"{address} answers {error.code} {error.reason}. {hint}".strip()) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise HubUnreachable(
            f"{address} cannot be read ({error}). Is the hub running, and is this its address?"
        ) from error
