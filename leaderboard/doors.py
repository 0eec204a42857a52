"""Two ways in: by way of the hub, or for a lone user with a token in the address that works once."""

from __future__ import annotations

import getpass
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler, HubOAuthenticated, UserNotAllowed
from tornado.web import HTTPError

from leaderboard.viewers import Membership, Viewer
from leaderboard.web import Dressed, Handler, Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hub:
    """The way in through a JupyterHub.

    Parameters
    ----------
    auth
        The hub's side of it.
    membership
        Who is in which team.
    instructor_scope
        Who has this scope is an instructor.
    """

    auth: HubOAuth
    membership: Membership
    instructor_scope: str


class HubDoor(HubOAuthenticated):  # type: ignore[misc]
    """Lets in whom the hub lets use this service; mixed into a `Handler`."""

    settings: dict[str, Any]

    def initialize(self) -> None:
        """Take the hub that the service was started with."""
        self.hub_auth = self.settings["door"].auth

    async def identify(self) -> Viewer | None:
        """Return who asks, or send a browser to the hub's login."""
        assert isinstance(self, Handler)
        door: Hub = self.settings["door"]
        model = await self.hub_auth.get_user(self, sync=False)
        if model is None:
            if self.speaks_json or self.request.method != "GET":
                raise Refused(403, "You are not logged in, or no longer: open the board again.")
            self.redirect(self.get_login_url())
            return None
        try:
            self.current_user = self.check_hub_user(model)
        except UserNotAllowed as error:
            raise Refused(403, "This board is for another course. Ask your instructor to add you.") from error
        instructor = bool(self.hub_auth.check_scopes({door.instructor_scope}, model))
        return await door.membership.viewer(str(model["name"]), instructor)


class HubCallback(HubOAuthCallbackHandler, Dressed):  # type: ignore[misc]
    """The end of a login at the hub."""

    def initialize(self) -> None:
        """Take the hub that the service was started with."""
        self.hub_auth = self.settings["door"].auth


@dataclass
class Alone:
    """The way in for a lone user, who is an instructor.

    Parameters
    ----------
    hosts
        Names by which a browser may call this server: an address of another site that was made to point
        here is none of them.
    cookie
        Name of the session's cookie; cookies are shared by all ports.
    announce
        Called with each new token.
    """

    hosts: frozenset[str]
    cookie: str
    announce: Callable[[str], None]
    token: str = ""
    sessions: set[str] = field(default_factory=set)

    def renew(self) -> None:
        """Make a new token, since the old one was used."""
        self.token = secrets.token_urlsafe(24)
        self.announce(self.token)


class TokenDoor:
    """Lets in who has the token, and from then on the browser that brought it; mixed into a `Handler`."""

    async def identify(self) -> Viewer | None:
        """Return the lone user."""
        assert isinstance(self, Handler)
        door: Alone = self.settings["door"]
        if self.request.host not in door.hosts:
            raise HTTPError(403)
        session = self.get_signed_cookie(door.cookie, max_age_days=1)
        known = session is not None and session.decode("ascii", "replace") in door.sessions
        given = self.get_query_argument("token", "")
        if given and self.request.method == "GET" and not self.speaks_json:
            if hmac.compare_digest(given.encode(), door.token.encode()):
                self._begin(door)
                return None
            if known:  # the address that was printed is opened again
                self.redirect(self.request.path)
                return None
        if not known:
            raise Refused(
                403, "Open the address that 'leaderboard serve' prints in its terminal; it works once."
            )
        return Viewer(getpass.getuser(), instructor=True)

    def _begin(self, door: Alone) -> None:
        """Know this browser from now on, and take the token out of its address."""
        assert isinstance(self, Handler)
        session = secrets.token_urlsafe(24)
        door.sessions.add(session)
        # Lax: a link in a terminal inside another page, such as JupyterLab's, opens the board, too
        self.set_signed_cookie(
            door.cookie, session, expires_days=None, path=self.desk.site.prefix, httponly=True, samesite="Lax"
        )
        door.renew()
        self.redirect(self.request.path)
