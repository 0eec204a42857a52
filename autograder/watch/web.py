"""stub"""
import contextlib
@contextlib.contextmanager
def listening(desk, wake, port):
    yield ""
