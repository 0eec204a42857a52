"""The rules by which students form teams, on the groups of a real hub."""

from __future__ import annotations

from collections.abc import Iterator

import bare_hub
import pytest
from bare_hub import TOKENS, post
from traitlets.config import Config

from autograder.hub.membership import Membership, TeamRefused, enrol
from autograder.hub_groups import HubGroups, HubUnreachable
from autograder.teams import Teams

STUDENTS = ("anna", "bob", "carl", "dora")
GROUP = "nbgrader-convclass"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with bare_hub.running(tmp_path_factory.mktemp("hub")) as url:
        post(f"{url}/users", {"usernames": [*STUDENTS, "ina"]})
        yield url


@pytest.fixture
def groups(url: str) -> Iterator[HubGroups]:
    groups = HubGroups(url, TOKENS["admin"])
    groups.create(GROUP)
    for student in STUDENTS:
        groups.add(GROUP, student)
    yield groups
    for name in groups.read():
        groups.delete(name)


@pytest.fixture
def membership(groups: HubGroups) -> Membership:
    return Membership(groups, GROUP, size=2)


def members(membership: Membership) -> dict[str, tuple[str, ...]]:
    return {name: team.members for name, team in membership.overview().teams.items()}


def test_a_team_is_joined_with_its_code(membership: Membership) -> None:
    team = membership.create("anna", "  Kernel   trick ")
    assert (team.name, team.members) == ("Kernel trick", ("anna",))
    joined = membership.join("bob", f" {team.code.lower().replace('-', ' ')} ")
    assert joined.name == "Kernel trick"
    assert members(membership) == {"Kernel trick": ("anna", "bob")}
    assert membership.overview().without_team == ["carl", "dora"]


def test_teams_are_those_that_the_grader_sees_at_once(
    membership: Membership, url: str, tmp_path: object
) -> None:
    def seen() -> dict[str, tuple[str, ...]]:
        config = {"hub_groups": True, "hub_api_url": url, "hub_api_token": TOKENS["reader"]}
        roster = Teams(tmp_path, config=Config({"Teams": config})).roster  # type: ignore[arg-type]
        return {name: team.members for name, team in roster.teams.items()}

    team = membership.create("anna", "<b>ü?#%&")
    membership.join("bob", team.code)
    assert seen() == {"<b>ü?#%&": ("anna", "bob")}
    membership.leave("bob", team.name)
    assert seen() == {"<b>ü?#%&": ("anna",)}


@pytest.mark.parametrize("code", ["", "ABCD-2345", "----", "ünïcödé", "x" * 10_000])
def test_other_codes_are_refused(membership: Membership, code: str) -> None:
    membership.create("anna", "kernel")
    membership.create_empty("stride")
    with pytest.raises(TeamRefused, match="No team has this code"):
        membership.join("bob", code)
    assert members(membership) == {"kernel": ("anna",), "stride": ()}


def test_a_full_team_takes_nobody_in_but_an_instructor_may(membership: Membership) -> None:
    team = membership.create("anna", "kernel")
    membership.join("bob", team.code)
    with pytest.raises(TeamRefused, match="has 2 members and is full"):
        membership.join("carl", team.code)
    membership.move("carl", "kernel")
    assert members(membership) == {"kernel": ("anna", "bob", "carl")}


def test_nobody_is_in_two_teams(membership: Membership) -> None:
    kernel = membership.create("anna", "kernel")
    stride = membership.create("bob", "stride")
    for attempt in (lambda: membership.create("anna", "pool"), lambda: membership.join("anna", stride.code)):
        with pytest.raises(TeamRefused, match="in team 'kernel'; leave it first"):
            attempt()
    membership.move("anna", "stride")
    assert members(membership) == {"kernel": (), "stride": ("anna", "bob")}
    membership.move("anna", "")
    assert members(membership) == {"kernel": (), "stride": ("bob",)}
    assert membership.join("anna", kernel.code).name == "kernel"


def test_who_is_in_two_teams_by_mistake_can_leave_one(groups: HubGroups, membership: Membership) -> None:
    membership.create("anna", "kernel")
    groups.create("team-other")
    groups.add("team-other", "anna")
    assert [team.name for team in membership.overview().of("anna")] == ["kernel", "other"]
    membership.leave("anna", "other")
    assert members(membership) == {"kernel": ("anna",)}, "the last one to leave takes the team away"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "2 to 40 characters"),
        ("x", "2 to 40 characters"),
        ("x" * 41, "2 to 40 characters"),
        ("a/b", "other than /"),
        ("a\0b", "other than /"),
        ("a\u202eb", "other than /"),
        ("KERNEL", "There is a team 'kernel' already"),
    ],
)
def test_names_that_cannot_be_used_are_refused(membership: Membership, name: str, message: str) -> None:
    membership.create("anna", "kernel")
    with pytest.raises(TeamRefused, match=message):
        membership.create("bob", name)
    assert members(membership) == {"kernel": ("anna",)}


def test_a_new_code_ends_the_old_one(membership: Membership) -> None:
    old = membership.create("anna", "kernel").code
    new = membership.renew_code("kernel")
    with pytest.raises(TeamRefused):
        membership.join("bob", old)
    membership.join("bob", new)


def test_closed_teams_are_changed_by_instructors_only(membership: Membership) -> None:
    team = membership.create("anna", "kernel")
    membership.close(True)
    for attempt in (
        lambda: membership.join("bob", team.code),
        lambda: membership.create("bob", "stride"),
        lambda: membership.leave("anna", "kernel"),
    ):
        with pytest.raises(TeamRefused, match="Teams are closed"):
            attempt()
    membership.move("bob", "kernel")
    membership.close(False)
    membership.leave("anna", "kernel")
    assert members(membership) == {"kernel": ("bob",)}


def test_only_students_of_the_course_are_in_teams(membership: Membership) -> None:
    team = membership.create("anna", "kernel")
    with pytest.raises(TeamRefused, match="Only students of the course"):
        membership.join("ina", team.code)
    with pytest.raises(TeamRefused, match="no student 'ina'"):
        membership.move("ina", "kernel")


def test_what_is_gone_is_said(membership: Membership) -> None:
    membership.create("anna", "kernel")
    membership.delete("kernel")
    for attempt in (
        lambda: membership.delete("kernel"),
        lambda: membership.move("bob", "kernel"),
        lambda: membership.renew_code("kernel"),
    ):
        with pytest.raises(TeamRefused, match="no team 'kernel' any more"):
            attempt()
    with pytest.raises(TeamRefused, match="not in this team any more"):
        membership.leave("anna", "kernel")


def test_who_is_not_enrolled_any_more_leaves_the_groups(groups: HubGroups) -> None:
    groups.create("formgrade-convclass")
    groups.add("formgrade-convclass", "ina")
    enrol(
        groups, {GROUP: frozenset({"anna", "bob"}), "formgrade-convclass": frozenset(), "none": frozenset()}
    )
    found = groups.read()
    assert sorted(found[GROUP].users) == ["anna", "bob"]
    assert found["formgrade-convclass"].users == ()


def test_a_token_that_may_only_read_changes_nothing(groups: HubGroups, url: str) -> None:
    reader = Membership(HubGroups(url, TOKENS["reader"]), GROUP, size=2)
    with pytest.raises(HubUnreachable, match="answers 403"):
        reader.create("anna", "kernel")
    assert reader.overview().teams == {}
