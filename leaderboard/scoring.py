"""How good the predictions of entries are: metrics from probabilities and labels, nothing stored.

Pure functions of arrays, for one entry or for many at once: leading axes are entries. The tests hold them
against scikit-learn, which takes a call for each metric of each entry.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

CLASSES = 8
BINS = 10


@dataclass(frozen=True)
class Scores:
    """The metrics of entries on one set of images; arrays with an element for each entry.

    Parameters
    ----------
    accuracy
        Share of images whose most probable class is the label. Ranked.
    log_loss
        Mean of -log of the probability of the label, in nats; a probability of zero counts as 2e-16.
    macro_f1
        F1 of each class, averaged; zero for a class that is neither shown nor answered.
    calibration_error
        By how much confidence and accuracy differ, on average over images, in equal bins of confidence.
    recall
        One more axis, of classes: share of each class's images that are recognised; NaN for a class
        without any.
    """

    accuracy: FloatArray
    log_loss: FloatArray
    macro_f1: FloatArray
    calibration_error: FloatArray
    recall: FloatArray


def predicted(probabilities: FloatArray) -> IntArray:
    """Return the most probable class of each image; of equally probable ones the first.

    Parameters
    ----------
    probabilities
        Shape (..., n, classes).
    """
    return np.asarray(np.argmax(probabilities, axis=-1), dtype=np.int64)


def score(probabilities: FloatArray, labels: IntArray) -> Scores:
    """Return all metrics.

    Parameters
    ----------
    probabilities
        Shape (..., n, classes), rows that sum to one.
    labels
        Shape (n,), values from 0; at least one.
    """
    matrix = confusion(probabilities, labels).astype(np.float64)
    right, shown, answered = np.diagonal(matrix, axis1=-2, axis2=-1), matrix.sum(-1), matrix.sum(-2)
    of_label = np.take_along_axis(
        probabilities, np.broadcast_to(labels, probabilities.shape[:-1])[..., None], -1
    )
    smallest = np.finfo(np.float64).eps
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = np.where(shown > 0, right / shown, np.nan)
        f1 = np.where(shown + answered > 0, 2 * right / (shown + answered), 0.0)
    return Scores(
        accuracy=right.sum(-1) / len(labels),
        log_loss=-np.log(of_label[..., 0].clip(smallest, 1 - smallest)).mean(-1),
        macro_f1=f1.mean(-1),
        calibration_error=calibration_error(probabilities, labels),
        recall=recall,
    )


def calibration_error(probabilities: FloatArray, labels: IntArray, bins: int = BINS) -> FloatArray:
    """Return the expected calibration error (Guo et al. 2017, arXiv 1706.04599).

    Parameters
    ----------
    probabilities
        Shape (..., n, classes).
    labels
        Shape (n,).
    bins
        Number of bins of equal width for the confidence, which is the largest probability of a row.
    """
    confidence = probabilities.max(axis=-1)
    gap = (predicted(probabilities) == labels) - confidence
    bin_of = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    return np.asarray(np.abs(_sums(bin_of, bins, gap)).sum(axis=-1) / len(labels))


def confusion(probabilities: FloatArray, labels: IntArray) -> IntArray:
    """Return how often each label (row) was classified as each class (column).

    Parameters
    ----------
    probabilities
        Shape (..., n, classes).
    labels
        Shape (n,).

    Returns
    -------
    ndarray of int64, shape (..., classes, classes)
    """
    classes = probabilities.shape[-1]
    counts = _sums(labels * classes + predicted(probabilities), classes**2)
    return counts.reshape(*probabilities.shape[:-2], classes, classes).astype(np.int64)


def _sums(group: IntArray, groups: int, values: FloatArray | None = None) -> FloatArray:
    """Sum values (or count) by group along the last axis: shape (..., n) gives (..., groups)."""
    rows = group.reshape(-1, group.shape[-1])
    flat = (rows + np.arange(len(rows))[:, None] * groups).ravel()
    weights = None if values is None else values.ravel()
    sums = np.bincount(flat, weights=weights, minlength=len(rows) * groups)
    return sums.reshape(*group.shape[:-1], groups).astype(np.float64)
