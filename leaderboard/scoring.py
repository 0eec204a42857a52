"""How good the predictions of an entry are: metrics from probabilities and labels, nothing stored.

Pure functions of arrays. What a metric is, is taken from scikit-learn wherever it has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn import metrics

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

CLASSES = 8
BINS = 10


@dataclass(frozen=True)
class Scores:
    """The metrics of one entry on one set of images.

    Parameters
    ----------
    accuracy
        Share of images whose most probable class is the label. Ranked.
    log_loss
        Mean of -log of the probability of the label, in nats.
    macro_f1
        F1 of each class, averaged.
    calibration_error
        By how much confidence and accuracy differ, on average over images, in equal bins of confidence.
    recall
        Shape (classes,): share of each class's images that are recognised; NaN for a class without any.
    """

    accuracy: float
    log_loss: float
    macro_f1: float
    calibration_error: float
    recall: FloatArray


def predicted(probabilities: FloatArray) -> IntArray:
    """Return the most probable class of each image; of equally probable ones the first.

    Parameters
    ----------
    probabilities
        Shape (..., n, classes).
    """
    return np.asarray(np.argmax(probabilities, axis=-1), dtype=np.int64)


def correct(probabilities: FloatArray, labels: IntArray) -> BoolArray:
    """Return which images are classified as labelled.

    Parameters
    ----------
    probabilities
        Shape (..., n, classes); leading axes are entries.
    labels
        Shape (n,).

    Returns
    -------
    ndarray of bool, shape (..., n)
    """
    return np.asarray(predicted(probabilities) == labels)


def score(probabilities: FloatArray, labels: IntArray) -> Scores:
    """Return all metrics of an entry.

    Parameters
    ----------
    probabilities
        Shape (n, classes), rows that sum to one.
    labels
        Shape (n,), values from 0; at least one.
    """
    classes = np.arange(probabilities.shape[1])
    answers = predicted(probabilities)
    recall = metrics.recall_score(labels, answers, labels=classes, average=None, zero_division=np.nan)
    return Scores(
        accuracy=float(metrics.accuracy_score(labels, answers)),
        log_loss=float(metrics.log_loss(labels, probabilities, labels=classes)),
        macro_f1=float(metrics.f1_score(labels, answers, labels=classes, average="macro", zero_division=0)),
        calibration_error=calibration_error(probabilities, labels),
        recall=np.asarray(recall, dtype=np.float64),
    )


def calibration_error(probabilities: FloatArray, labels: IntArray, bins: int = BINS) -> float:
    """Return the expected calibration error (Guo et al. 2017, arXiv 1706.04599).

    Parameters
    ----------
    probabilities
        Shape (n, classes).
    labels
        Shape (n,).
    bins
        Number of bins of equal width for the confidence, which is the largest probability of a row.
    """
    confidence = probabilities.max(axis=1)
    right = correct(probabilities, labels).astype(np.float64)
    bin_of = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gap = np.bincount(bin_of, weights=right - confidence, minlength=bins)
    return float(np.abs(gap).sum() / len(labels))


def confusion(probabilities: FloatArray, labels: IntArray) -> IntArray:
    """Return how often each label (row) was classified as each class (column).

    Parameters
    ----------
    probabilities
        Shape (n, classes).
    labels
        Shape (n,).
    """
    classes = np.arange(probabilities.shape[1])
    matrix = metrics.confusion_matrix(labels, predicted(probabilities), labels=classes)
    return np.asarray(matrix, dtype=np.int64)
