"""`autograder doctor`: what it finds on this machine, and on machines that lack something."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import doctor
from autograder.doctor import Check, Status
from autograder.sandbox import Limits

AUTOGRADER = Path(sys.executable).with_name("autograder")


def run_doctor(*prefix: str) -> tuple[int, dict[str, dict[str, str]], str]:
    done = subprocess.run(
        [*prefix, AUTOGRADER, "doctor", "--json"], capture_output=True, text=True, check=False
    )
    return done.returncode, {check["name"]: check for check in json.loads(done.stdout)}, done.stderr


def test_a_machine_that_can_isolate_can_grade(isolation: None) -> None:
    code, checks, _ = run_doctor()
    assert code == 0
    for name in ("Python", "User namespaces", "bubblewrap", "Sandbox", "TensorFlow"):
        assert checks[name]["status"] == "ok", checks[name]


def test_forbidden_namespaces_are_named_with_the_setting_and_the_cure(isolation: None) -> None:
    # the setting belongs to the user namespace that it is made in, so the machine keeps its own
    forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" "$@"'
    code, checks, stderr = run_doctor("unshare", "--user", "--map-root-user", "sh", "-c", forbid)
    assert code == 1
    assert "cannot grade" in stderr
    namespaces = checks["User namespaces"]
    assert namespaces["status"] == "missing"
    assert "user.max_user_namespaces" in namespaces["detail"]
    assert "sysctl -w user.max_user_namespaces=10000" in namespaces["advice"]
    assert checks["Sandbox"]["status"] == "missing"


def test_every_check_that_is_not_ok_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    checks = [doctor.browser(), doctor.commands(), doctor.memory(Limits(memory_mb=1 << 30))]
    assert [check.status for check in checks] == [Status.WARN] * 3
    assert "apt-get install chromium" in checks[0].advice
    assert "activate" in checks[1].advice
    assert "c.Limits.memory_mb" in checks[2].advice


def test_only_missing_parts_keep_from_grading() -> None:
    fine, odd = Check("a", Status.OK, ""), Check("b", Status.WARN, "", "do this")
    assert doctor.can_grade([fine, odd])
    assert not doctor.can_grade([fine, Check("c", Status.MISSING, "", "do that")])


@pytest.mark.parametrize(
    ("groups", "membership", "expected"),
    [
        pytest.param({"a/b/memory.max": "1000", "a/memory.max": "max"}, "0::/a/b", 1000, id="v2"),
        pytest.param({"a/b/memory.max": "max", "a/memory.max": "500"}, "0::/a/b", 500, id="v2-group-above"),
        pytest.param({"memory.max": "700"}, "0::/not/visible", 700, id="v2-in-a-container"),
        pytest.param({"a/memory.max": "max"}, "0::/a", None, id="v2-unlimited"),
        pytest.param(
            {"memory/a/memory.limit_in_bytes": "900"}, "3:cpu,cpuacct:/a\n2:memory:/a", 900, id="v1"
        ),
        pytest.param(
            {"memory/a/memory.limit_in_bytes": "9223372036854771712"}, "2:memory:/a", None, id="v1-unlimited"
        ),
    ],
)
def test_the_memory_limit_of_the_control_group_is_read(
    tmp_path: Path, groups: dict[str, str], membership: str, expected: int | None
) -> None:
    for name, text in groups.items():
        (tmp_path / "cgroup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cgroup" / name).write_text(f"{text}\n")
    (tmp_path / "self").write_text(f"{membership}\n")
    assert doctor.cgroup_limit(tmp_path / "cgroup", tmp_path / "self") == expected
