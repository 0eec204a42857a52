"""The teacher's functions that look at a student's work: in cells tagged ``helpers``.

Hidden tests call some functions of the notebook's own, which call the student's and turn what comes out,
such as a model, into plain data. A hand-in may give their names to something else: by chance, or to have
them tell what nobody has done. So where a test calls one of them, the sources of these cells are run anew,
in names of their own under which the student's lie.

That protects the names, no more: whoever replaces what the functions call, such as a part of matplotlib, can
still have them tell something else. What comes from them is as hostile as any other answer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

TAG = "helpers"


@dataclass(frozen=True)
class Helpers:
    """The cells with such functions, and the imports that these need.

    Parameters
    ----------
    source
        Their sources, one below the other.
    functions
        Names of the functions that they define.
    """

    source: str = ""
    functions: frozenset[str] = frozenset()

    def source_of(self, function: str) -> str:
        """Return what is to be run to define a function; an empty text where it is none of these."""
        return self.source if function in self.functions else ""


def helpers(cells: Iterable[NotebookNode]) -> Helpers:
    """Return the helpers among the cells of a rebuilt notebook, where all tags are the teacher's."""
    sources = [cell.source for cell in cells if TAG in cell.metadata.get("tags", [])]
    source = "\n\n\n".join(sources)
    defined = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return Helpers(source, frozenset(defined))
