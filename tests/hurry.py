"""Gives each hand-in its own time: what never ends is ended soon, honest work is never hurried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from traitlets import Dict

from autograder.preprocessors import GradeInSandbox

Limits = Mapping[str, float]


class GradeByStudent(GradeInSandbox):
    """The grader's own, with limits that depend on whose hand-in it is."""

    limits_of = Dict(help="Limits of some students, by their ids.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Grade the notebook."""
        own = self.limits_of.get(resources["nbgrader"]["student"], {})
        setting = self.parent.setting
        self.parent.setting = replace(setting, limits={**setting.limits, **own})
        try:
            return super().preprocess(nb, resources)
        finally:
            self.parent.setting = setting


def configuration(limits: Limits, limits_of: Mapping[str, Limits]) -> str:
    """Return lines for nbgrader_config.py.

    Parameters
    ----------
    limits
        Those of everybody, by name.
    limits_of
        Limits that differ for some students, by their ids.
    """
    everybody = "".join(f"c.Limits.{name} = {value!r}\n" for name, value in limits.items())
    return f"""
import sys

sys.path.insert(0, {str(Path(__file__).resolve().parent)!r})
from autograder.preprocessors import GradeInSandbox
from hurry import GradeByStudent

{everybody}
c.GradeByStudent.limits_of = {dict(limits_of)!r}
c.Autograde.autograde_preprocessors = [
    GradeByStudent if kind is GradeInSandbox else kind for kind in c.Autograde.autograde_preprocessors
]
"""
