"""The wire: plain values arrive as they were sent, and no frame however malformed does harm."""

from __future__ import annotations

import json
import math
import os
import socket
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox import wire

MIB = 1 << 20


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def there_and_back(value: Any) -> Any:
    """The value after a trip through JSON and bytes."""
    blobs: list[memoryview] = []
    return wire.decode(json.loads(json.dumps(wire.encode(value, blobs))), blobs)


def received(raw: bytes, max_bytes: int = MIB) -> tuple[dict[str, Any], Any]:
    """What is made of raw bytes after which the other side hangs up."""
    ours, theirs = socket.socketpair()
    with ours:
        sender = threading.Thread(target=_send_all, args=(theirs, raw))
        sender.start()
        try:
            return wire.Reader(ours).receive(max_bytes, time.monotonic() + 20)
        finally:
            ours.close()
            sender.join()


def _send_all(sock: socket.socket, raw: bytes) -> None:
    with sock:
        try:
            sock.sendall(raw)
        except OSError:
            return  # the reader has had enough


def frame(body: str, blobs: bytes = b"", sizes: str = "[]") -> bytes:
    text = f'{{"m":{{"id":1}},"v":{body},"b":{sizes}}}'.encode()
    return len(text).to_bytes(4, "big") + text + blobs


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, False, 0, -7, 2**70, -(10**300), 0.1, -0.0, math.inf, -math.inf, 1 + 2j),
        *("", "a\0b\n\u2028 ü 猫", [], (), {}, [[], ()], {"": {"a": (1, [2.5, None])}}, [True, 1, 1.0]),
    ],
    ids=repr,
)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    result = there_and_back(value)
    assert result == value and type(result) is type(value)
    assert str(result) == str(value)  # tells -0.0 from 0.0 and True from 1


def test_nan_arrives_as_nan() -> None:
    number, many = there_and_back([math.nan, complex(math.nan, math.inf)])
    assert math.isnan(number) and math.isnan(many.real) and many.imag == math.inf


@pytest.mark.parametrize(
    "dtype", [*"?bBhHiIlLqQefdFD", ">i2", ">u4", ">i8", ">f2", ">f4", ">f8", ">c8", ">c16"]
)
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3, 0, 2), (2, 3), (1, 2, 1, 2)], ids=str)
def test_arrays_keep_type_shape_and_values(dtype: str, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(1).integers(0, 100, shape)
    sent = np.asarray(values).astype(dtype)
    result = there_and_back(sent)
    assert np.asarray(result).dtype == sent.dtype.newbyteorder("<") and np.shape(result) == shape
    assert np.array_equal(result, sent)


def test_arrays_in_any_memory_order_arrive() -> None:
    array = np.arange(24.0).reshape(2, 3, 4)
    for view in (array.T, array[:, ::-2], np.asfortranarray(array), np.broadcast_to(array[0, 0], (5, 4))):
        assert np.array_equal(there_and_back(view), view)


def test_wide_floats_are_narrowed() -> None:
    real, imaginary = there_and_back([np.ones(2, np.longdouble), np.ones(2, np.clongdouble)])
    assert (real.dtype, imaginary.dtype) == (np.float64, np.complex128)


class Colour(IntEnum):
    RED = 3


class Text(str):
    def __str__(self) -> str:
        return "another"


class Array(np.ndarray):
    def __eq__(self, other: object) -> Any:
        return True


def test_subclasses_arrive_as_the_plain_type() -> None:
    result = there_and_back([Colour.RED, Text("a"), {Text("k"): 1}, np.arange(3).view(Array), Decimal("0.5")])
    assert [type(x) for x in result] == [int, str, dict, np.ndarray, float]
    assert result[:3] == [3, "a", {"k": 1}] and result[3].tolist() == [0, 1, 2] and result[4] == 0.5
    assert there_and_back([Fraction(1, 4), range(3), np.str_("s")]) == [0.25, [0, 1, 2], "s"]


def test_object_arrays_arrive_as_lists_of_what_they_hold() -> None:
    assert there_and_back(np.array([[1, "a"], [None, 2.5]], dtype=object)) == [[1, "a"], [None, 2.5]]


@pytest.mark.parametrize(
    "value",
    [
        *({1, 2}, b"bytes", object(), print, int, iter([]), {1: 2}, np.array(print), 10**5000),
        *(np.array(["a"]), np.datetime64("2026-01-01"), np.zeros(2, [("a", "f8")])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_anything_else_is_only_named(value: Any) -> None:
    result = there_and_back([value])[0]
    assert isinstance(result, wire.Opaque) and 0 < len(repr(result)) < 100


def test_a_value_nested_without_end_is_cut_off() -> None:
    loop: list[Any] = []
    loop.append(loop)
    for value in (loop, there_and_back(loop)):  # also when it travels again
        text = repr(there_and_back(value))
        assert "too deeply nested" in text and text.startswith("[" * 40)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text()
        | st.complex_numbers(allow_nan=False),
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_any_plain_value_arrives(value: Any) -> None:
    assert there_and_back(value) == value


def test_a_frame_carries_message_and_values(pair: tuple[socket.socket, socket.socket]) -> None:
    wire.send(pair[0], {"id": 7}, [np.arange(3), "x"])
    wire.send(pair[0], {"id": 8})
    reader = wire.Reader(pair[1])
    message, (array, text) = reader.receive(MIB)
    assert message == {"id": 7} and array.tolist() == [0, 1, 2] and text == "x"
    assert reader.receive(MIB) == ({"id": 8}, None)


def test_frames_that_arrive_together_or_in_pieces_are_told_apart() -> None:
    ours, theirs = socket.socketpair()
    arrays = [np.arange(size, dtype=np.int64) for size in (0, 1, 40_000, 3, 9000, 200_000)]

    def send_them() -> None:
        for number, array in enumerate(arrays):
            wire.send(theirs, {"id": number}, array)

    with ours, theirs:
        sender = threading.Thread(target=send_them)
        sender.start()
        reader = wire.Reader(ours)
        for number, array in enumerate(arrays):
            message, value = reader.receive(2 * MIB, time.monotonic() + 20)
            assert message == {"id": number} and np.array_equal(value, array)
        sender.join()


def test_small_and_large_arrays_arrive_as_they_were_and_cannot_be_changed(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    rng = np.random.default_rng(1)
    arrays = [rng.integers(0, 256, size, dtype=np.uint8) for size in (5, 300_000, 0, 70_000, 7, 500_000)]
    arrays.append(np.asfortranarray(rng.normal(size=(150, 200)).astype(np.float32)))
    sender = threading.Thread(target=wire.send, args=(pair[0], {"id": 9}, arrays))
    sender.start()
    message, values = wire.Reader(pair[1]).receive(2 * MIB)
    sender.join()
    assert message == {"id": 9}
    for value, array in zip(values, arrays, strict=True):
        np.testing.assert_array_equal(value, array)
        assert not value.flags.writeable


BAD_VALUES = [
    *('{}', '{"q":[]}', '{"t":1}', '{"t":[],"d":[]}', '{"x":3}', '{"d":[["a"]]}', '{"d":[[1,2]]}'),
    *('{"d":{"a":1}}', '{"c":[1]}', '{"c":["1","2"]}', '{"c":[1e999999,null]}', '[{"t":[{"z":0}]}]'),
    f'{{"c":[{"9" * 400},0]}}',
    *('{"a":[0,"<f8",[2]]}', '{"a":[1,"<f8",[1]]}', '{"a":[-1,"<f8",[1]]}', '{"a":[true,"<f8",[1]]}'),
    *('{"a":[0,"|O",[1]]}', '{"a":[0,"O",[1]]}', '{"a":[0,"<U2",[1]]}', '{"a":[0,[],[1]]}'),
    '{"a":[0,"<f8,<f8",[1]]}',
    *('{"a":[0,"<f8",[-1]]}', '{"a":[0,"<f8",[1.0]]}', '{"a":[0,"<f8",[true]]}', '{"a":[0,"<f8",1]}'),
    *('{"a":[0,"<f8",[-1,-1]]}', '{"a":[0,"<f8",[4294967296,4294967296]]}', '{"a":[0,"|u1",[2147483648]]}'),
    *('{"a":[0,"<f8"]}', '{"a":["0","<f8",[1]]}', '{"a":[0,"<f8",[' + ",".join("1" * 40) + "]]}"),
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_VALUES, ids=lambda body: body[:40])
def test_malformed_values_are_refused(body: str) -> None:
    with pytest.raises(wire.WireError):
        received(frame(body, bytes(8), "[8]"))


def test_giant_shapes_without_bytes_are_refused() -> None:
    sides = ",".join(["0", *["2147483647"] * 20])
    with pytest.raises(wire.WireError):
        received(frame(f'{{"a":[0,"|u1",[{sides}]]}}', b"", "[0]"))


def deep(start: str, end: str, depth: int) -> bytes:
    return frame(start * depth + end * depth)


BAD_FRAMES = [
    *(b"", b"\0", b"\0\0\0\0", b"\0\0\0\2{}", b"\0\0\0\2[]", b"\0\0\0\4null", b"\xff\xff\xff\xff"),
    *(b"\0\0\0\4\x80\4N.", b'\0\0\0\x16{"m":[],"v":0,"b":[]} ', frame("0")[:-1]),
    frame("0", b"ab", "[3]"),
    *(frame("0", b"", x) for x in ("[3]", "[-1]", "[true]", "[1.5]", '["1"]', "3", "{}")),
    *(frame("0", b"", f"[{MIB}]"), frame('"\xff'), frame("1" * 5000), frame("NaN!"), frame("[1,]")),
    *(deep("[", "]", 50), deep("[", "]", 9999), deep('{"t":[', "]}", 50), deep('{"d":[["a",', "]]}", 20_000)),
]  # fmt: skip


@pytest.mark.parametrize("raw", BAD_FRAMES, ids=lambda raw: repr(raw[:40]))
def test_malformed_frames_are_refused(raw: bytes) -> None:
    with pytest.raises(wire.WireError):
        received(raw)


@pytest.mark.parametrize("length", range(len(frame("[1]", bytes(8), "[8]"))))
def test_a_frame_cut_off_anywhere_is_a_lost_connection(length: int) -> None:
    with pytest.raises(wire.ConnectionLost):
        received(frame("[1]", bytes(8), "[8]")[:length])


def test_a_frame_that_cannot_be_sent_whole_ends_the_connection(
    pair: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    file = tmp_path / "map.bin"
    file.write_bytes(bytes(MIB))
    shrunk = np.memmap(file, dtype="<f8", mode="r")
    os.truncate(file, 0)  # so that the kernel cannot read what it is to send
    with pytest.raises(wire.ConnectionLost):
        wire.send(pair[0], {}, shrunk)


def test_frames_larger_than_allowed_are_refused_unread() -> None:
    with pytest.raises(wire.WireError, match="larger"):
        received(frame('"' + "x" * 5000 + '"'), 4096)
    with pytest.raises(wire.WireError, match="larger"):
        received(frame("0", bytes(3000) * 2, "[3000,3000]"), 4096)
    assert received(frame("0", bytes(3000), "[3000]"), 4096)[1] == 0


def test_a_reply_that_never_ends_is_given_up_at_the_deadline(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    raw, reader = frame("[1]", bytes(8), "[8]"), wire.Reader(pair[1])
    for part in (b"", raw[:2], raw[2:12], raw[12:-1]):
        pair[0].sendall(part)
        with pytest.raises(wire.DeadlinePassed):
            reader.receive(MIB, time.monotonic() + 0.02)


def test_a_reply_that_comes_after_the_deadline_is_read_from_its_beginning(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    raw, reader = frame("[1]", bytes(8), "[8]"), wire.Reader(pair[1])
    pair[0].sendall(raw[:-3])
    with pytest.raises(wire.DeadlinePassed):
        reader.receive(MIB, time.monotonic() + 0.02)
    pair[0].sendall(raw[-3:])
    assert reader.receive(MIB, time.monotonic() + 20) == ({"id": 1}, [1])


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.binary(max_size=30), st.integers(0, 60), st.integers(0, 255))
def test_random_damage_never_raises_anything_else(tail: bytes, place: int, byte: int) -> None:
    raw = bytearray(frame('[{"a":[0,"<f8",[1]]},{"t":[1]}]', bytes(8), "[8]"))
    raw[place % len(raw)] = byte
    for damaged in (bytes(raw) + tail, len(tail).to_bytes(4, "big") + tail):
        try:
            received(damaged)
        except wire.WireError:
            continue


def test_small_text_cannot_fill_the_memory_of_the_trusted_side() -> None:
    import tracemalloc

    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError):
            received(frame("[" + "[]," * (6 * MIB) + "0]"), 64 * MIB)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200 * MIB
