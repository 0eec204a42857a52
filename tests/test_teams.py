"""Who is in which team: files as people write them, and the groups of a real JupyterHub."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import bare_hub
import pytest
from bare_hub import TOKENS, post
from traitlets.config import Config

from autograder.teams import Problem, Roster, Team, Teams, TeamsUnreadable


def read(tmp_path: Path, text: str | bytes) -> Roster:
    content = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "teams.csv").write_bytes(content)
    return Teams(tmp_path).roster


def members(roster: Roster) -> dict[str, tuple[str, ...]]:
    return {name: team.members for name, team in roster.teams.items()}


def texts(problems: list[Problem], serious: bool = True) -> list[str]:
    return [problem.text for problem in problems if problem.serious is serious]


@pytest.mark.parametrize(
    "text",
    [
        "student,team\nanna,alpha\nbob,alpha\nzoë,team 2\n",
        "anna,alpha\nbob,alpha\nzoë,team 2",
        "\ufeffstudent,team\r\nanna,alpha\r\n\r\nbob,alpha\r\nzoë,team 2\r\n",
        "# who works with whom\n\n Student , Team \n  anna,  alpha\n\tbob\t,alpha  \n # later\nzoë,team 2",
        'name;team;student\nA. N.;alpha;anna\n"B; O.";alpha;bob\n?;"team 2";zoë\n',
        "team\tstudent\nalpha\tanna\nalpha\tbob\nteam 2\tzoë\n",
        'student,team\n"anna","alpha"\nbob, "alpha"\nzoë,team 2,a note\nanna,alpha\n',
        "anna,alpha\rbob,alpha\rzoë,team 2\r",
    ],
)
def test_a_file_is_read_as_people_write_it(tmp_path: Path, text: str) -> None:
    roster = read(tmp_path, text)
    assert members(roster) == {"alpha": ("anna", "bob"), "team 2": ("zoë",)}
    assert texts(roster.problems) == []
    assert texts(roster.problems, serious=False) == ["Teams of one member: 'team 2'."]


def test_a_student_in_no_team_is_a_team_of_their_own(tmp_path: Path) -> None:
    roster = read(tmp_path, "anna,alpha\nbob,alpha\ncarl,eve\ndora,eve\n")
    assert roster.team_of("bob") == Team("alpha", ("anna", "bob"))
    assert roster.team_of("Bob") == Team("Bob", ("Bob",), alone=True), "names are compared exactly"
    assert roster.team_of("eve") == Team("eve (alone)", ("eve",), alone=True), "a team is called as she is"
    assert [p.serious for p in roster.without_team({"anna", "zoe", "yan"})] == [False]
    assert "'yan', 'zoe'" in roster.without_team({"anna", "zoe", "yan"})[0].text


def test_a_student_in_two_teams_is_in_neither(tmp_path: Path) -> None:
    roster = read(tmp_path, "anna,alpha\nbob,alpha\nbob,beta\ncarl,beta\nbob,alpha\n")
    assert members(roster) == {"alpha": ("anna",), "beta": ("carl",)}
    assert roster.team_of("bob") == Team("bob", ("bob",), alone=True)
    (problem,) = texts(roster.problems)
    assert "'bob' is in 2 teams, 'alpha' and 'beta'" in problem
    assert roster.without_team({"bob"}) == [], "this is said once"


def test_nobody_is_left_in_a_team_of_contested_students_only(tmp_path: Path) -> None:
    roster = read(tmp_path, "bob,alpha\nbob,beta\n")
    assert members(roster) == {}


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", "# nobody yet\n", "student,team\n"])
def test_an_empty_file_has_no_teams(tmp_path: Path, text: str) -> None:
    roster = read(tmp_path, text)
    assert members(roster) == {}
    assert roster.team_of("anna").alone
    if "student" not in text:
        assert texts(roster.problems) == ["teams.csv is empty; every student is a team of their own."]


def test_a_missing_file_is_said_and_is_no_error(tmp_path: Path) -> None:
    roster = Teams(tmp_path).roster
    assert members(roster) == {}
    assert "There is no teams.csv in" in texts(roster.problems)[0]


def test_a_file_that_cannot_be_read_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(TeamsUnreadable, match="UTF-8 .byte 3.; save it as"):
        read(tmp_path, "zoë,alpha".encode("latin-1") + b"\xff")
    with pytest.raises(TeamsUnreadable, match="UTF-8"):
        read(tmp_path, "anna,alpha".encode("utf-16"))
    (tmp_path / "teams.csv").unlink()
    (tmp_path / "teams.csv").mkdir()
    with pytest.raises(TeamsUnreadable, match="cannot be read"):
        _ = Teams(tmp_path).roster


def test_lines_that_are_not_complete_are_named_and_the_others_count(tmp_path: Path) -> None:
    roster = read(tmp_path, "student,team\nanna,alpha\nbob\n,beta\ncarl,\nzoe,alpha\n")
    assert members(roster) == {"alpha": ("anna", "zoe")}
    found = texts(roster.problems)
    assert [text.split(";")[0] for text in found] == [
        "teams.csv, line 3: no team for 'bob'",
        "teams.csv, line 4: no student",
        "teams.csv, line 5: no team for 'carl'",
    ]


@pytest.mark.parametrize(
    "student",
    ["..", ".", "../anna", "a/b", "/etc", "a*", "b?d", "b[a]d", "a\0b", "a\x1b[2J", "x" * 129, "\u202eanna"],
)
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, student: str) -> None:
    roster = read(tmp_path, f"student,team\nanna,alpha\n{student},alpha\n")
    assert members(roster) == {"alpha": ("anna",)}
    (problem,) = texts(roster.problems)
    assert problem.startswith("teams.csv, line 3: ") and problem.isprintable()


def test_a_team_may_be_called_anything(tmp_path: Path) -> None:
    names = ["a/b", "../..", "<script>alert(1)</script>", "=1+1", "[bold]x", "{0} %s", "x" * 500]
    roster = read(tmp_path, "student,team\n" + "".join(f"s{i},{name}\n" for i, name in enumerate(names)))
    assert set(roster.teams) == set(names)
    assert texts(roster.problems) == []


def test_a_name_that_nobody_knows_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    roster = read(tmp_path, "Anna,alpha\nbob,alpha\nzoe.mayer,beta\nstudent12,beta\nghost,gamma\n")
    known = {"anna", "bob", "zoe.meyer", "student13"}
    assert texts(roster.unknown(known)) == [
        "Nobody knows 'Anna' of teams.csv; is this 'anna'?",
        "Nobody knows 'zoe.mayer' of teams.csv; is this 'zoe.meyer'?",
        # other numbers are other students
        "In teams.csv, but neither in the gradebook nor with a hand-in: 'ghost', 'student12'.",
    ]


def test_team_names_that_are_nearly_the_same_are_told(tmp_path: Path) -> None:
    roster = read(tmp_path, "a,Team One\nb,team  one\nc,two\nd,two\n")
    assert any("nearly the same: 'Team One', 'team  one'" in text for text in texts(roster.problems, False))


def test_two_hundred_members(tmp_path: Path) -> None:
    roster = read(tmp_path, "".join(f"s{number:03},all\n" for number in range(200)))
    assert len(roster.team_of("s199").members) == 200


def test_the_configuration_says_where_the_teams_are(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("anna,alpha\n")
    config = Config({"Teams": {"file": "groups.csv", "assignments": ["manual_convolution"]}})
    teams = Teams(tmp_path, config=config)
    assert teams.team_of("anna").name == "alpha"
    assert teams.assignments == ["manual_convolution"]
    assert Teams(tmp_path).assignments == ["celebrity_project"]


# The groups of a hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the REST API of a real hub, in which 130 groups and 260 users were made."""
    with bare_hub.running(tmp_path_factory.mktemp("hub")) as url:
        users = [f"student{number}" for number in range(260)]
        post(f"{url}/users", {"usernames": users})
        post(f"{url}/groups", {"groups": ["instructors"], "users": users[:3]})
        for number in range(128):
            post(f"{url}/groups/team-{number:03}", {"users": users[2 * number : 2 * number + 2]})
        post(f"{url}/groups/team-extra%20%3Cb%3E", {"users": ["student1", "student258"]})
        yield url


def of_hub(url: str, token: str = TOKENS["reader"], **settings: Any) -> Teams:
    config = {"hub_groups": True, "hub_api_url": url, "hub_api_token": token, **settings}
    return Teams(Path(), config=Config({"Teams": config}))


@pytest.mark.slow
def test_the_groups_of_a_real_hub_are_the_teams(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKENS["reader"])
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # the hub is not asked through a proxy
    roster = Teams(Path(), config=Config({"Teams": {"hub_groups": True}})).roster
    assert len(roster.teams) == 129, "more than the hub tells at a time"
    assert roster.team_of("student254") == Team("127", ("student254", "student255"))
    assert roster.teams["extra <b>"].members == ("student258",)
    assert roster.team_of("student259").alone
    assert roster.contested == {"student1": ("000", "extra <b>")}
    assert "instructors" not in roster.teams


@pytest.mark.slow
def test_other_prefixes_and_none_that_is_there(hub: str) -> None:
    roster = of_hub(hub, group_prefix="instr").roster
    assert members(roster) == {"uctors": ("student0", "student1", "student2")}
    roster = of_hub(hub, group_prefix="none-").roster
    assert members(roster) == {}
    assert "every student is a team of their own" in texts(roster.problems)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("token", "message"),
    [
        (TOKENS["nobody"], "answers 403 .* scopes list:groups and read:groups"),
        ("wrong" * 8, "answers 403 "),
        (TOKENS["lister"], "the scope read:groups as well"),
    ],
)
def test_a_token_that_may_not_read_groups_is_told(hub: str, token: str, message: str) -> None:
    with pytest.raises(TeamsUnreadable, match=message) as caught:
        _ = of_hub(hub, token).roster
    assert token not in str(caught.value)


class Answers(BaseHTTPRequestHandler):
    """Something that is no hub, or one that has gone mad."""

    answer: Callable[[str], tuple[int, dict[str, str], bytes]]
    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization")))
        status, headers, body = type(self).answer(self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def stand_in() -> Iterator[tuple[str, type[Answers]]]:
    handler = type("Handler", (Answers,), {"asked": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/hub/api", handler
        server.shutdown()
        thread.join()


def page(names: list[str], total: int, following: int | None = None) -> bytes:
    items = [{"kind": "group", "name": f"team-{name}", "users": [f"of-{name}"]} for name in names]
    after = None if following is None else {"offset": following, "limit": 50, "url": "http://elsewhere/"}
    return json.dumps({"items": items, "_pagination": {"total": total, "next": after}}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "message"),
    [
        (200, {}, b"[]", "no page of groups"),
        (200, {}, b"null", "no page of groups"),
        (200, {}, b'{"items": [1], "_pagination": {"total": 1, "next": null}}', "no page of groups"),
        (200, {}, b"<html>", "cannot be read"),
        (200, {}, b"\xff", "cannot be read"),
        (200, {"Content-Length": "1000"}, b"{", "cannot be read"),
        (500, {}, b"", "answers 500"),
        (302, {"Location": "http://127.0.0.1:9/"}, b"", "answers 302"),
        (200, {}, page(["a"], 7), "changed while they were read"),
        (200, {}, page(["a"], 7, following=0), "changed while they were read"),
    ],
)
def test_what_is_no_answer_of_a_hub_is_one_clear_error(
    stand_in: tuple[str, type[Answers]], status: int, headers: dict[str, str], body: bytes, message: str
) -> None:
    url, handler = stand_in
    handler.answer = staticmethod(lambda path: (status, headers, body))  # type: ignore[assignment]
    with pytest.raises(TeamsUnreadable, match=message):
        _ = of_hub(url).roster


def test_groups_that_change_between_two_pages_are_read_again(stand_in: tuple[str, type[Answers]]) -> None:
    url, handler = stand_in
    pages = iter([page(["a", "b"], 3, 2), page([], 2), page(["b"], 2, 1), page(["c"], 2)])
    handler.answer = staticmethod(lambda path: (200, {}, next(pages)))  # type: ignore[assignment]
    assert set(of_hub(url).roster.teams) == {"b", "c"}
    offsets = [path.partition("offset=")[2] for path, _ in handler.asked]
    assert offsets == ["0", "2", "0", "1"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/hub/api", "file:///etc/passwd", "nonsense", ""])
def test_a_hub_that_is_not_there(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JUPYTERHUB_API_URL", raising=False)
    with pytest.raises(TeamsUnreadable):
        _ = of_hub(url).roster


def test_a_hub_that_does_not_answer_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/hub/api"
        with pytest.raises(TeamsUnreadable, match="Is the hub running"):
            _ = of_hub(url, hub_timeout=0.2).roster
