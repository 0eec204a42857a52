"""The questions of weight_init_quiz with fixed options, and the idea behind each wrong option.

The notebook shows the options in an order of the student's own (`autograder.variants.own_order`). The
answer may be the letter in that order or the text of the option.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.outcomes import Example, Failure, Misconception, Outcome
from autograder.variants import own_order, shown_user

if TYPE_CHECKING:
    from autograder.student import Student

OTHER_USER = Misconception(
    "letter of another user",
    "The notebook showed the options in the order of another user name than that of this hand-in. "
    "If you work on another computer, set COURSE_USER to your name on the course server.",
)
_LETTER = re.compile(r"\(?([a-z])[).:]?")
_MAX_LENGTH = 400


@dataclass(frozen=True)
class Option:
    """One option as the notebook shows it, and the idea behind it where it is wrong."""

    text: str
    misconception: Misconception | None = None


@dataclass(frozen=True)
class Question:
    """A question with one right option.

    Parameters
    ----------
    name
        The notebook's name for it; the answer stands in ``answer_NAME``.
    options
        In the order in which the notebook's locked cell lists them; only the right one has no
        misconception.
    """

    name: str
    options: tuple[Option, ...]

    @property
    def right(self) -> int:
        """Place of the right option."""
        (place,) = (place for place, option in enumerate(self.options) if option.misconception is None)
        return place

    @property
    def letters(self) -> str:
        """The letters that stand before the options."""
        return "ABCDEFGH"[: len(self.options)]

    def chosen(self, answer: str, user: str) -> int | None:
        """Return which option an answer means for a user, or None where it means none.

        Parameters
        ----------
        answer
            A letter, in any usual form such as ``"b"`` or ``"B)"``, or the text of an option.
        user
            Whose order of the options counts.
        """
        text = " ".join(answer.casefold().split())
        letter = _LETTER.fullmatch(text)
        place = self.letters.lower().find(letter[1]) if letter else -1
        if place >= 0:
            return own_order(user, self.name, len(self.options))[place]
        texts = [option.text.casefold().rstrip(".") for option in self.options]
        return texts.index(text.rstrip(".")) if text.rstrip(".") in texts else None

    def check(self, student: Student) -> None:
        """Judge a student's answer.

        Raises
        ------
        Failure
            When there is none or a wrong one. It tells about the option that was chosen, never which
            one is right.
        """
        name = f"answer_{self.name}"
        answer = student.get(name)
        if answer is None:
            raise Failure(Outcome.WRONG, f"`{name}` has no value yet (it is None).")
        is_text = isinstance(answer, str) and len(answer) <= _MAX_LENGTH
        place = self.chosen(answer, student.id) if is_text else None
        if place is None:
            message = f"`{name}` should be one of the letters {', '.join(self.letters)}, as text."
            raise Failure(Outcome.WRONG, message)
        if place == self.right:
            return
        option = self.options[place]
        misconception = option.misconception
        user = shown_user(student)
        if user is not None and self.chosen(answer, user) == self.right:
            misconception = OTHER_USER
        letter = self.letters[own_order(student.id, self.name, len(self.options)).index(place)]
        raise Failure(
            Outcome.WRONG,
            f"This is not the right option. For you, the letter {letter} stands for: “{option.text}”",
            example=Example(name, repr(answer)),
            misconception=misconception,
        )


def _wrong(text: str, name: str, hint: str) -> Option:
    return Option(text, Misconception(name, hint))


QUESTIONS = {
    question.name: question
    for question in (
        Question(
            "equal_weights",
            (
                _wrong(
                    "They soon differ, since every image is different.",
                    "different images, different units",
                    "Every image is shown to all units of the layer. What would make two of them react "
                    "differently to it?",
                ),
                _wrong(
                    "They differ after some steps, since the mini-batches are drawn at random.",
                    "chance in the batches",
                    "A mini-batch goes through all units of the layer alike, however it was drawn.",
                ),
                Option("They stay equal to each other, whatever the images are."),
                _wrong(
                    "Nothing happens to them: all gradients of the net are 0.",
                    "equal taken for zero",
                    "Let your function compute the gradients of such a net: are they 0?",
                ),
            ),
        ),
        Question(
            "zero_relu",
            (
                Option("Only the biases of the output layer."),
                _wrong(
                    "All weights and biases, by the same amount.",
                    "the same amount everywhere",
                    "Which numbers are multiplied in the gradient of a weight? What are they in this net?",
                ),
                _wrong(
                    "Only the weights of the first layer, since it sees the images.",
                    "the first layer learns alone",
                    "The images are there, but the gradient has a second factor: what comes down here?",
                ),
                _wrong(
                    "Nothing at all.",
                    "no gradient anywhere",
                    "At the output p - y is not 0. Which parameters feel it without any weight in between?",
                ),
            ),
        ),
        Question(
            "large_weights",
            (
                _wrong(
                    "The outputs of its units grow without limit, until the numbers overflow.",
                    "outputs without limit",
                    "That may happen to z. Which values can the sigmoid of it take?",
                ),
                _wrong(
                    "All units of a layer give nearly the same output, 1.",
                    "everything near 1",
                    "The weights have both signs, and so has z. Draw the outputs of a layer as a histogram.",
                ),
                _wrong(
                    "The gradient of most weights becomes very large, so that every step goes too far.",
                    "large weights, large gradients",
                    "Large weights are one kind of factor in the gradient, but there is another one. What "
                    "does your picture of the typical sizes show?",
                ),
                Option(
                    "For most units |z| is large. There the sigmoid is flat, and little gradient is left."
                ),
            ),
        ),
        Question(
            "keras_default",
            (
                _wrong(
                    "Zeros, so that no unit is preferred.",
                    "zeros by default",
                    "Biases begin like this. What happened to a net whose weights do, too?",
                ),
                Option("Uniform within ±sqrt(6 / (fan_in + fan_out))."),
                _wrong(
                    "Truncated normal with the standard deviation sqrt(2 / fan_in).",
                    "he_normal by default",
                    "That one has to be asked for, as in Dense(..., kernel_initializer=...). Look at the "
                    "documentation of Dense.",
                ),
                _wrong(
                    "Normal with the standard deviation 1, whatever the size of the layer.",
                    "one deviation for all layers",
                    "This is what you called too large before: it takes no notice of the number of inputs.",
                ),
            ),
        ),
        Question(
            "he_factor",
            (
                _wrong(
                    "A unit has two kinds of parameters: weights and a bias.",
                    "weights and bias",
                    "The biases begin with 0 and have no part in this. What does ReLU do to z?",
                ),
                _wrong(
                    "ReLU doubles the numbers that it lets through.",
                    "ReLU doubles",
                    "Positive numbers pass ReLU as they are. What becomes of the others?",
                ),
                _wrong(
                    "The truncation takes away half of the numbers.",
                    "half is cut off",
                    "The cut at two deviations takes away 4.6 % of them, and has a correction of its own.",
                ),
                Option("ReLU sets about half of the numbers to 0, which halves their mean square."),
            ),
        ),
        Question(
            "seen_large",
            (
                _wrong(
                    "It stays where it began, like the nets with equal weights.",
                    "no learning at all",
                    "Follow the curve to its end and read the axis: does it stay near 0.1?",
                ),
                Option("It learns, but more slowly than with Glorot's, and it is still behind at the end."),
                _wrong(
                    "It is ahead in the first epochs, since larger weights learn faster.",
                    "larger weights, faster learning",
                    "Compare the two curves at epochs 1 and 2.",
                ),
                _wrong(
                    "It only starts later: at the end both have the same accuracy.",
                    "the same in the end",
                    "Compare the two curves at the last epoch, in numbers if need be.",
                ),
            ),
        ),
        Question(
            "seen_activation",
            (
                _wrong(
                    "The sigmoid's is higher, since it uses negative z, too.",
                    "sigmoid ahead",
                    "Read the two curves at epoch 1 from the pictures (or from the printed table).",
                ),
                _wrong(
                    "The two curves lie on each other: with Glorot's weights the activation plays no role.",
                    "activation without effect",
                    "The two pictures have the same axes: read both curves at epochs 1 to 3.",
                ),
                Option("ReLU's is higher from the first epoch on."),
                _wrong(
                    "ReLU's stays near 0.1, since it is flat for negative z.",
                    "ReLU does not learn",
                    "Some units are silent for some images. Is that so for all units and all images?",
                ),
            ),
        ),
        Question(
            "seen_he",
            (
                Option("They lie so close together that another seed could change their order."),
                _wrong(
                    "He is better by more than 5 points at the end, since it was made for ReLU.",
                    "He far ahead",
                    "That may be so in much deeper nets. Read both curves at the last epoch of this one.",
                ),
                _wrong(
                    "Glorot is better by more than 5 points at the end, since it is Keras' default.",
                    "Glorot far ahead",
                    "Read both curves at the last epoch: how far apart are they?",
                ),
                _wrong(
                    "Only one of the two learns.",
                    "one of them fails",
                    "Look for both names in the legend: the curves may hide each other.",
                ),
            ),
        ),
        Question(
            "seen_dropout",
            (
                _wrong(
                    "Dropout leaves out a share of the training images, which are then counted as wrong.",
                    "images dropped",
                    "All images are used in each epoch. What is it that dropout leaves out?",
                ),
                _wrong(
                    "The units that were dropped are gone for good, so the net becomes too small.",
                    "dropped for good",
                    "They are drawn anew in each step, and come back in the next one.",
                ),
                _wrong(
                    "Dropout is at work on the validation images only.",
                    "dropout in prediction",
                    "It is the other way round: at which time is it switched off?",
                ),
                Option(
                    "In each training step a share of the units is left out; for validation all of them work."
                ),
            ),
        ),
    )
}
