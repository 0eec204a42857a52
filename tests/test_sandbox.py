"""The sandbox from outside: what it answers, and what no code in it can do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.sandbox import (
    ForkServer,
    Limits,
    NotFound,
    Sandbox,
    StudentCrashed,
    StudentOutOfMemory,
    StudentTimedOut,
)
from autograder.sandbox.server import _BOOTSTRAP

DEAF = "import signal\nsignal.default_int_handler = signal.SIG_IGN"  # to interrupts, in the cells that follow


@pytest.fixture
def sandbox(server: ForkServer, limits: Limits):
    with Sandbox(server, limits, {"JUPYTERHUB_USER": "alice"}) as sandbox:
        yield sandbox


def text(sandbox: Sandbox, source: str) -> str:
    """What a cell prints or shows."""
    result = sandbox.run_cell(source, 60.0)
    assert result.error is None, result.error
    return "".join(output.get("text") or output["data"]["text/plain"] for output in result.outputs)


def test_a_cell_gives_its_outputs_in_notebook_form(sandbox: Sandbox) -> None:
    result = sandbox.run_cell("print('hello')\n1 + 1", 60.0)
    assert [output["output_type"] for output in result.outputs] == ["stream", "execute_result"]
    assert result.outputs[0]["text"] == "hello\n"
    assert result.outputs[1]["data"] == {"text/plain": "2"}


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_processor_time_of_a_sandbox_that_is_closed_is_told(
    server: ForkServer, limits: Limits, busy: bool
) -> None:
    work = "import time\nwhile time.process_time() < 0.3: pass"
    with Sandbox(server, limits) as sandbox:
        sandbox.run_cell(work, 60.0)
        if busy:
            sandbox.run_cell(DEAF, 60.0)
            with pytest.raises(StudentTimedOut):
                sandbox.run_cell("while True: pass", 0.1)
        assert sandbox.close().cpu_seconds >= 0.3


def test_a_sandbox_that_does_not_end_by_itself_is_killed(
    server: ForkServer, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ForkServer, "end", lambda server, number: None)
    monkeypatch.setattr("autograder.sandbox.server._PATIENCE", 0.1)
    with Sandbox(server, limits) as sandbox:
        sandbox.run_cell(DEAF, 60.0)
        with pytest.raises(StudentTimedOut):
            sandbox.run_cell("while True: pass", 0.1)
        assert sandbox.close().status is None  # who killed it could not tell


def test_an_exception_is_told_and_the_names_before_it_stay(sandbox: Sandbox) -> None:
    result = sandbox.run_cell("x = 3\n1 / 0", 60.0)
    assert result.error is not None and result.error.name == "ZeroDivisionError"
    assert sandbox.get("x").value == 3


def test_values_come_back_with_type_and_shape(sandbox: Sandbox) -> None:
    sandbox.run_cell(
        "import numpy as np\na = np.arange(6, dtype=np.uint8).reshape(2, 3)\nb = (1, [2.5, 'x'], None)", 60.0
    )
    array = sandbox.get("a").value
    assert array.dtype == np.uint8 and array.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert sandbox.get("b").value == (1, [2.5, "x"], None)


def test_calls_get_fresh_copies_of_their_arguments(sandbox: Sandbox) -> None:
    sandbox.run_cell("def f(x):\n    x += 1\n    return x.sum()", 60.0)
    x = np.zeros(3)
    _, calls = sandbox.call("f", [((x,), {}), ((x,), {})], arguments_after=True)
    results = list(calls)
    assert [result.value for result in results] == [3.0, 3.0]
    assert results[0].arguments_after[0][0].tolist() == [1.0, 1.0, 1.0]
    assert x.tolist() == [0.0, 0.0, 0.0]


def test_texts_are_those_of_the_source_code(sandbox: Sandbox) -> None:
    # beginners write `if padding is "same"`, and in their notebook it works
    sandbox.run_cell("def f(text, padding):\n    return text is 'same' and padding is 'valid'", 20)
    _, (result,) = sandbox.call("f", [(("same",), {"padding": "valid"})])
    assert result.value is True


def test_read_only_arguments_cannot_be_changed(sandbox: Sandbox) -> None:
    sandbox.run_cell("def f(x):\n    x += 1", 60.0)
    _, (result,) = sandbox.call("f", [((np.zeros(3),), {})], read_only=[True])
    assert result.error is not None and "read-only" in result.error.message


def test_a_name_is_found_as_it_was_at_a_mark(sandbox: Sandbox) -> None:
    sandbox.run_cell("x = 1", 60.0)
    sandbox.mark("here")
    sandbox.run_cell("x = 2\ny = 3", 60.0)
    found = sandbox.get("x", "here")
    assert (found.value, found.rebound) == (1, True)
    assert sandbox.get("y", "here").value == 3
    assert sandbox.get("x").value == 2
    with pytest.raises(NotFound):
        sandbox.get("z")


def test_a_function_called_at_a_mark_sees_its_helpers_as_they_were(sandbox: Sandbox) -> None:
    sandbox.run_cell("def helper(): return 1\ndef f(): return helper() + later()", 60.0)
    sandbox.mark("here")
    sandbox.run_cell("def helper(): return 100\ndef later(): return 10", 60.0)
    rebound, results = sandbox.call("f", [((), {})], view="here")
    assert rebound and [result.value for result in results] == [11]
    rebound, results = sandbox.call("f", [((), {})])
    assert not rebound and [result.value for result in results] == [110]


def test_the_environment_holds_nothing_of_the_graders(
    monkeypatch: pytest.MonkeyPatch, server: ForkServer
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "sesame")
    fresh = ForkServer(preload=())
    try:
        with Sandbox(fresh, Limits(), {"JUPYTERHUB_USER": "alice"}) as sandbox:
            shown = text(
                sandbox, "import os; print(dict(os.environ)); print(open('/proc/self/environ').read())"
            )
    finally:
        fresh.close()
    assert "sesame" not in shown and "alice" in shown


def test_no_file_of_the_project_is_visible(sandbox: Sandbox) -> None:
    here = Path(__file__).resolve().parents[1]
    source = f"""
import os
for folder in ("autograder", "leaderboard", "source", "solutions", "tests", "README.md"):
    print(os.path.exists(os.path.join({str(here)!r}, folder)))
import importlib.util
print(importlib.util.find_spec("autograder.suite") if importlib.util.find_spec("autograder") else None)
names = ("manual_convolution.py", "suite.py")
found = []
for top, folders, files in os.walk("/"):
    if top == "/":
        folders.remove("proc")  # as large as it changes, and it holds no files of anybody
    found += [name for name in files if name in names and "autograder" in top]
print(found)
"""
    assert text(sandbox, source).split() == ["False"] * 6 + ["None", "[]"]


def test_it_sees_only_its_own_processes(sandbox: Sandbox) -> None:
    shown = text(sandbox, "import os; print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))")
    assert shown == "[1, 2]\n"


def test_it_is_not_root_and_has_no_capability(sandbox: Sandbox) -> None:
    shown = text(
        sandbox,
        "print(os.getuid() if (os := __import__('os')) else 0); print(open('/proc/self/status').read())",
    )
    assert not shown.startswith("0\n")
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert f"{kind}:\t0000000000000000" in shown
    assert "NoNewPrivs:\t1" in shown and "Seccomp:\t2" in shown


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 22), 2)",
        "import socket; socket.create_connection(('192.0.2.1', 80), 2)",
        "open('/etc/new', 'w')",
        "open('/proc/sys/kernel/hostname', 'w').write('x')",
        "open('/proc/sys/user/max_user_namespaces', 'w').write('9')",
        "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
        "import ctypes; assert ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
        "import ctypes; assert ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0",
        "import os; os.memfd_create('x')",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
        "import ctypes; assert ctypes.CDLL(None).shmget(1, 4096, 0o1666) >= 0",
        "import os; os.setuid(0)",
        "open('/proc/1/mem', 'rb').read(1)",
        "import os; os.listdir('/proc/1/fd')",
    ],
)
def test_what_is_refused(sandbox: Sandbox, attempt: str) -> None:
    result = sandbox.run_cell(attempt, 60.0)
    assert result.error is not None
    assert result.error.name in (
        "OSError",
        "PermissionError",
        "AssertionError",
        "ConnectionRefusedError",
        "FileNotFoundError",
    )


def test_nothing_stays_for_the_next_sandbox(server: ForkServer, limits: Limits) -> None:
    plant = """
import os
for folder in ("/tmp", "/dev/shm", os.getcwd(), os.environ["HOME"]):
    open(folder + "/left", "w").write("x")
"""
    look = """
folders = ("/tmp", "/dev/shm", os.getcwd(), os.environ["HOME"])
print([folder for folder in folders if os.path.exists(folder + "/left")])
"""
    with Sandbox(server, limits) as sandbox:
        text(sandbox, plant)
        assert text(sandbox, look).count("/") > 3
    with Sandbox(server, limits) as sandbox:
        assert text(sandbox, "import os" + look) == "[]\n"


def test_daemons_end_with_the_sandbox(server: ForkServer, limits: Limits) -> None:
    nap = f"4321.{os.getpid()}"
    source = f"""
import subprocess
process = subprocess.Popen(["sleep", "{nap}"], start_new_session=True)
while b"sleep" not in open(f"/proc/{{process.pid}}/cmdline", "rb").read(): pass
"""
    with Sandbox(server, limits) as sandbox:
        text(sandbox, source)
        assert nap in _command_lines()
    assert nap not in _command_lines()


def _command_lines() -> str:
    lines = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            lines.append(
                Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
        except OSError:
            continue
    return "\n".join(lines)


def test_an_endless_cell_is_interrupted_and_the_rest_goes_on(sandbox: Sandbox) -> None:
    sandbox.run_cell("x = 1", 60.0)
    assert sandbox.run_cell("while True: pass", 0.3).timed_out
    assert sandbox.get("x").value == 1


def test_a_cell_that_ignores_interrupts_is_killed(sandbox: Sandbox) -> None:
    source = """
import signal
for n in range(1, 32):
    try: signal.signal(n, signal.SIG_IGN)
    except OSError: pass
while True: pass
"""
    with pytest.raises(StudentTimedOut):
        sandbox.run_cell(source, 0.3)


@pytest.mark.parametrize(
    "attempt",
    ["import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(0)"],
)
def test_the_end_of_the_process_is_told(sandbox: Sandbox, attempt: str) -> None:
    with pytest.raises(StudentCrashed):
        sandbox.run_cell(attempt, 60.0)


@pytest.mark.parametrize(
    "bomb",
    [
        "x = bytearray(10**10)",
        "x = []\nwhile True: x.append(bytearray(10**7))",
        "import numpy as np; x = np.ones(10**10)",
    ],
)
def test_too_much_memory_is_an_error_in_the_cell(server: ForkServer, bomb: str) -> None:
    with Sandbox(server, Limits(memory_mb=300)) as sandbox:
        result = sandbox.run_cell(bomb, 20.0)
    assert result.error is not None and "Memory" in result.error.name


def test_memory_of_many_processes_is_counted_together(server: ForkServer) -> None:
    source = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        x = bytearray(b"x" * 10**8)
        time.sleep(60)
time.sleep(60)
"""
    with Sandbox(server, Limits(memory_mb=300)) as sandbox, pytest.raises(StudentOutOfMemory):
        sandbox.run_cell(source, 30.0)


def test_shared_memory_counts_as_well(server: ForkServer) -> None:
    source = """
import mmap, os, time
for _ in range(8):
    if os.fork() == 0:
        m = mmap.mmap(-1, 10**8)
        m[:] = b"x" * 10**8
        time.sleep(60)
time.sleep(60)
"""
    with Sandbox(server, Limits(memory_mb=300)) as sandbox, pytest.raises(StudentOutOfMemory):
        sandbox.run_cell(source, 30.0)


def test_processes_are_limited_also_for_a_grader_that_is_root(server: ForkServer) -> None:
    source = """
import os, time
n = 0
try:
    while n < 500:
        if os.fork() == 0: time.sleep(60)
        n += 1
except OSError: pass
"""
    with Sandbox(server, Limits(processes=20)) as sandbox:
        sandbox.run_cell(source, 20.0)
        assert 5 < sandbox.get("n").value <= 20


def test_disk_files_and_open_files_are_limited(server: ForkServer) -> None:
    with Sandbox(server, Limits(disk_mb=8, files=100, open_files=50)) as sandbox:
        for source in (
            "open('/tmp/big', 'wb').write(bytes(20 * 10**6))",
            "for n in range(10**4): open(f'/tmp/{n}', 'w').write('x')",
            "files = [open('/dev/null') for _ in range(1000)]",
        ):
            result = sandbox.run_cell(source, 20.0)
            assert result.error is not None and result.error.name == "OSError"


def test_output_is_limited(server: ForkServer) -> None:
    with Sandbox(server, Limits(output_mb=0.1)) as sandbox:
        result = sandbox.run_cell("for _ in range(10**6): print('x' * 100)", 60.0)
    assert 50_000 < sum(len(output["text"]) for output in result.outputs) < 200_000


@pytest.mark.parametrize(
    "forged",
    [
        b"\x00\x00\x00\x05hello",
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02{}",
        b'\x00\x00\x00\x1a{"m":{"id":1},"v":0,"b":[]}',
        b'\x00\x00\x00\x1c{"m":{"id":1},"v":0,"b":[-5]}',
        b"\x00\x01\x00\x00" + b"[" * 65536,
    ],
)
def test_forged_frames_end_the_sandbox_only(sandbox: Sandbox, forged: bytes) -> None:
    source = f"""
import os, socket, stat
for fd in range(3, 20):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, {forged!r})
    except OSError: pass
"""
    with pytest.raises(StudentCrashed):
        sandbox.run_cell(source, 5.0)


def test_values_that_are_no_data_are_named_only(sandbox: Sandbox) -> None:
    sandbox.run_cell(
        "class Evil:\n    def __reduce__(self): return (print, ('pwned',))\nx = Evil()\ny = [x, {1: 2}]", 60.0
    )
    assert repr(sandbox.get("x").value) == "<Evil>"
    assert [repr(value) for value in sandbox.get("y").value] == [
        "<Evil>",
        "<dict with keys that are not strings>",
    ]


def test_a_value_larger_than_allowed_is_refused(server: ForkServer) -> None:
    with Sandbox(server, Limits(answer_mb=1.0)) as sandbox:
        sandbox.run_cell("import numpy as np; x = np.ones(10**6)", 60.0)
        with pytest.raises(StudentCrashed, match="larger"):
            sandbox.get("x")


def test_a_value_whose_conversion_fails_or_hangs(sandbox: Sandbox) -> None:
    sandbox.run_cell("class A:\n    def __array__(self, *a, **k): raise ValueError('no')\nx = A()", 60.0)
    found = sandbox.get("x")
    assert found.error is not None and found.error.name == "ValueError"


def test_files_are_in_the_working_directory(server: ForkServer, limits: Limits) -> None:
    with Sandbox(server, limits, files={"data/weights.npz": b"abc"}) as sandbox:
        assert text(sandbox, "open('data/weights.npz', 'rb').read()") == "b'abc'"


def test_shell_escapes_magics_plots_and_await_work(sandbox: Sandbox) -> None:
    assert text(sandbox, "!echo hello").strip() == "hello"
    assert "Wall time" in text(sandbox, "%time 1")
    assert text(sandbox, "import asyncio\nawait asyncio.sleep(0, 5)") == "5"
    result = sandbox.run_cell("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);", 60.0)
    assert "image/png" in result.outputs[-1]["data"]
    assert sandbox.run_cell("name = input('your name')", 60.0).error is None


def test_a_server_whose_grader_is_killed_while_it_starts_ends() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # should it wait for ever for what comes no more, it takes more and more memory
    limited = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 27, 1 << 27))"
    command = [sys.executable, "-I", "-c", limited + _BOOTSTRAP.format(fd=theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE, text=True) as process:
        theirs.close()
        ours.send((100).to_bytes(8, "big"))
        ours.send(b"{")
        ours.close()
        assert process.communicate()[1] == "the grader has ended\n"
