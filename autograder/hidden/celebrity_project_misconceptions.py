"""What students of celebrity_project get wrong: a short name for each mistake and a hint that teaches."""

from __future__ import annotations

from autograder.outcomes import Misconception

ABSENT_PEOPLE = Misconception(
    "absent people left out",
    "People without any image are missing from the result. There are always eight numbers, some may be 0.",
)
SHARES = Misconception("shares for counts", "These are shares of the whole. Count the images.")
SORTED = Misconception(
    "sorted by frequency", "The numbers are sorted by size. They stand in the order of the labels, 0 to 7."
)
OTHER_BINS = Misconception(
    "bins between other limits",
    "np.histogram puts its bins between the smallest and the largest label that occur. Name their limits.",
)
COUNTED_ONCE = Misconception(
    "one count for all", "The number of images was divided by 8. Count them person by person."
)
COUNTED_PEOPLE_FROM_ONE = Misconception(
    "people counted from 1", "The people are numbered from 0 to 7, in `y` as in the result."
)
COUNTER_TOO_SMALL = Misconception(
    "integer overflow",
    "Counts above 255 do not fit into `uint8`: take an array of `int` for the counts.",
)
EXCHANGED = Misconception("mean and deviation exchanged", "The means come first, then the deviations.")
IN_COLUMNS = Misconception(
    "a row for each channel", "Give two arrays, the means and the deviations, each with three numbers."
)
OTHER_AXES = Misconception(
    "averaged over the channels",
    "There is one number per image. Average over images, rows and columns: along which axes do they lie?",
)
MEDIAN = Misconception("median for mean", "This is the median of the pixels, not their mean.")
MIN_AND_MAX = Misconception(
    "minimum and maximum", "The images were scaled by their own minimum and maximum. Use `mean` and `std`."
)
ALL_PAIRS = Misconception(
    "everybody paired with everybody",
    "Each image was combined with all answers. Go through images and answers side by side, as with `zip`.",
)
MISTAKES_ONLY = Misconception(
    "right answers left out", "Right answers count, too: they stand on the diagonal."
)
CHANNELS_MIXED = Misconception(
    "channels mixed",
    "Red, green and blue share one number. Average over images, rows and columns, but not over channels.",
)
PER_PIXEL = Misconception(
    "per pixel",
    "Each pixel got its own numbers. Here all pixels of a colour channel share one mean and one deviation.",
)
PER_IMAGE = Misconception(
    "per image",
    "The deviation was taken within each image and then averaged. Take it over all pixels at once.",
)
DEVIATION_OF_MEANS = Misconception(
    "deviation of the images' means",
    "The deviation was taken of one mean per image, so all differences within an image are lost.",
)
CUT_IN_THREE = Misconception(
    "reshaped across the channels",
    "`reshape` moves no axis: its three rows hold all colours. The channels stay last in `reshape(-1, 3)`.",
)
BLUE_FIRST = Misconception(
    "channels in reverse order", "Red comes first, as in the images: do not turn them round."
)
VARIANCE = Misconception("variance for deviation", "This is the variance; the deviation is its square root.")
SAMPLE_DEVIATION = Misconception(
    "divided by n - 1", "Use numpy's `std` as it is: the mean of the squared distances, without `ddof`."
)
SCALED = Misconception(
    "divided by 255",
    "The pixels were divided by 255. `mean` and `std` belong to pixels from 0 to 255, as they are given.",
)
OWN_STATISTICS = Misconception(
    "the batch's own statistics",
    "The function uses numbers of the images that it is given, instead of `mean` and `std`. A face must be "
    "prepared the same way whatever other images come with it.",
)
ONE_NUMBER_FOR_ALL = Misconception(
    "one number for all channels",
    "Each colour channel has its own mean and deviation: use all three of them.",
)
MEAN_ONLY = Misconception("not divided", "The mean was subtracted, but nothing was divided by `std`.")
DIVIDED_ONLY = Misconception(
    "mean not subtracted", "Something was divided by `std`, but the mean is still in it."
)
SWAPPED = Misconception(
    "mean and deviation exchanged", "Subtract `mean` and divide by `std`, not the reverse."
)
NO_BRACKETS = Misconception(
    "brackets missing", "Division comes before subtraction: `a - b / c` divides only `b`. Set brackets."
)
UNSIGNED = Misconception(
    "integer overflow",
    "Numbers below zero wrapped around, as in arrays of unsigned integers. Calculate in floats.",
)
TRUNCATED = Misconception(
    "integer truncation", "Decimal places got lost: the results were kept in integers. Return floats."
)
TRANSPOSED = Misconception(
    "rows and columns exchanged", "Rows stand for who is shown, columns for what the model answered."
)
NORMALISED = Misconception(
    "shares for counts",
    "These are shares. The matrix counts images, so all its numbers add up to their number.",
)
RIGHT_ONLY = Misconception(
    "mistakes left out", "Only right answers are counted. Off the diagonal stand the mistakes: who for whom?"
)
PAIRS_ONCE = Misconception(
    "each pair counted once",
    "Pairs that occur several times were counted once: `matrix[a, b] += 1` with arrays adds only once per "
    "place. A loop or `np.add.at` adds each time.",
)
CHANGED_IN_PLACE = Misconception(
    "input changed in place",
    "The function writes into an array that it was given, so the caller's data changes. Work on a new array.",
)

NO_SOFTMAX = Misconception(
    "rows do not sum to one",
    "Probabilities of the eight people add up to one for each image. Does the model end with a softmax, and "
    "were several models averaged, not added?",
)
ROUNDED = Misconception(
    "rounded probabilities",
    "Rounded to one or two decimals they no longer add up to one. Leave them as they are.",
)
PERCENT = Misconception("percentages", "The rows add up to 100. Probabilities add up to one.")
LOGARITHMS = Misconception("logarithms of probabilities", "Take `np.exp` of them first.")
COUNTED_FROM_ONE = Misconception("people counted from 1", "The labels go from 0 to 7, as those in `y_train`.")
NAMES = Misconception(
    "names for numbers", "Answer with probabilities or with numbers from 0 to 7, not with names."
)
WRONG_AXIS = Misconception(
    "images in columns", "The result is turned: each image is a row, each person a column."
)
BATCH_DROPPED = Misconception(
    "no row for a single image",
    "One image is a batch of one: its answer has the shape (1, 8). Did `squeeze` or `[0]` remove the axis?",
)
ONE_ROW_FOR_ALL = Misconception(
    "one answer for all images",
    "There is a single row. Each image needs a row of its own: is the mean taken over images?",
)
CHANCE = Misconception(
    "chance in predict",
    "The same question gets different answers. Is dropout or a random change of the images at work when "
    "predicting? Use `model.predict` or `training=False`, and change images in fixed ways only.",
)
BATCH_STATISTICS = Misconception(
    "depends on the batch",
    "An image's answer must not depend on the images beside it. Standardise with numbers of the training "
    "images, call the model with `training=False`, and keep the rows in the order of the images.",
)

MASK = Misconception(
    "mask for indices",
    "This marks all training images with True or False. Give the indices, the most suspicious first.",
)
WRONG_END = Misconception(
    "least suspicious first", "The list is the wrong way round: its other end is where the wrong labels are."
)
INDEX_FROM_ONE = Misconception("indices counted from 1", "The first training image has the index 0.")
