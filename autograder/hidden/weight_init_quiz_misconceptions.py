"""What students of weight_init_quiz get wrong in numbers and code; the questions have their own."""

from __future__ import annotations

from autograder.outcomes import Misconception

# two linear layers
ORDER_SWAPPED = Misconception(
    "order of the matrices", "x meets W1 first and W2 second. In which order do they stand in (x @ W1) @ W2?"
)
ELEMENT_BY_ELEMENT = Misconception(
    "element by element", "The matrices were multiplied element by element. In a layer, `@` is at work."
)
MATRICES_ADDED = Misconception(
    "matrices added", "The weights were added. What happens to x in the second layer?"
)
TRANSPOSED = Misconception(
    "transposed", "Rows and columns are exchanged: rows belong to inputs, columns to units."
)
BIAS_NOT_CARRIED = Misconception(
    "bias not carried through",
    "b1 was added as it is, or not in the right place. The second layer multiplies all that it gets, b1 too.",
)
FIRST_BIAS_LOST = Misconception("first bias lost", "The result does not depend on b1 as it should.")
SECOND_BIAS_LOST = Misconception("second bias lost", "The result does not depend on b2: where is it added?")

# numbers of parameters
BIASES_NOT_COUNTED = Misconception("biases not counted", "Each unit has a bias, too.")
BIAS_PER_INPUT = Misconception(
    "one bias per input", "A bias belongs to a unit, not to an input: how many units has the layer?"
)
NORM_ALONE = Misconception(
    "batch normalisation alone", "Asked for are all parameters of the net, with those of its three layers."
)
BIAS_PER_LAYER = Misconception("one bias per layer", "Each unit has its own bias, not one for the layer.")
NORM_TWO = Misconception(
    "two numbers per unit",
    "Batch normalisation learns two numbers per unit, but it keeps two more: with what does it normalise "
    "at prediction time?",
)
NORM_ALL_TRAINED = Misconception(
    "moving averages trained",
    "The moving mean and variance are averages that are kept up to date. Is a gradient used for them?",
)
NORM_ON_OUTPUT = Misconception(
    "normalised output layer", "Batch normalisation follows the two hidden layers, not the output layer."
)
NORM_PER_LAYER = Misconception(
    "four numbers per layer", "Each unit is normalised with numbers of its own, not a layer as a whole."
)
NORM_NOT_COUNTED = Misconception(
    "batch normalisation not counted", "These are the parameters without batch normalisation."
)
NORM_TRAINED_ONLY_SCALE = Misconception(
    "one learned number per unit", "After normalising, a unit's values are scaled and also shifted."
)

# a net of sigmoids
SIGMOID_MISSING = Misconception(
    "sigmoid missing", "These are the z of the layer: its output is sigmoid(z), for every hidden layer."
)
SIGMOID_ONCE = Misconception(
    "only the last layer has a sigmoid", "Each hidden layer passes its sigmoid on, not its z."
)
RELU_FOR_SIGMOID = Misconception("ReLU for sigmoid", "The hidden layers of this net use the sigmoid.")
TANH_FOR_SIGMOID = Misconception("tanh for sigmoid", "The hidden layers of this net use the sigmoid.")
SOFTMAX_FOR_SIGMOID = Misconception(
    "softmax for sigmoid", "Only the output layer uses softmax. The hidden layers use the sigmoid."
)
BRACKETS_MISSING = Misconception(
    "brackets missing", "1 / 1 + exp(-z) is 1 + exp(-z). The whole sum stands below the fraction line."
)
SIGMOID_BEFORE_WEIGHTS = Misconception(
    "sigmoid before the weights", "The sigmoid is taken of z = x @ W, not of what comes into the layer."
)
LAST_LAYER_ONLY = Misconception(
    "last hidden layer only", "The result is the output of one layer. Asked for is a list, with one for each."
)
SIGN_OF_EXPONENT = Misconception("sign in the exponent", "The sigmoid grows with z. Look at the sign in exp.")
INPUT_LISTED = Misconception(
    "input listed as a layer", "The list begins with x. It should begin with the first hidden layer."
)
OUTPUT_LISTED = Misconception(
    "output layer listed", "The list should end with the last hidden layer, without the output layer."
)
ALWAYS_FROM_X = Misconception(
    "every layer fed with x", "Each layer gets the output of the layer below it, not x again."
)
LIST_TOO_SHORT = Misconception(
    "list too short", "The list has fewer entries than there are layers. Is `return` inside the loop?"
)
REVERSED = Misconception(
    "list in reverse order", "The list begins with the layer at the output. It should begin at the input."
)
NOT_AVERAGED = Misconception(
    "sum for mean", "The cost is the mean over the images. These are the gradients of the sum."
)
AVERAGED_TWICE = Misconception(
    "divided by more than the images", "The mean runs over the images only, not over the classes too."
)
AVERAGED_OVER_CLASSES = Misconception(
    "divided by the classes", "The mean runs over the images, not over the classes: how many rows has y?"
)
SIGN_FLIPPED = Misconception(
    "sign flipped", "All signs are exchanged. A step against the gradient should lower the cost."
)
SLOPE_MISSING = Misconception(
    "slope forgotten", "On its way down through a layer, delta meets the slope of that layer's sigmoid."
)
SLOPE_OF_OUTPUT = Misconception(
    "slope taken at a instead of z",
    "sigmoid(a) * (1 - sigmoid(a)) applies the sigmoid twice, since a is its output already.",
)
SLOPE_OF_WRONG_LAYER = Misconception(
    "slope of another layer", "The slope belongs to the layer whose delta you compute. Which a is its output?"
)
SLOPE_AT_THE_OUTPUT = Misconception(
    "slope at the output layer",
    "With softmax and cross-entropy, delta of the output layer is p - y without any further factor.",
)
SIGMOID_FOR_SOFTMAX = Misconception(
    "sigmoid for softmax", "The output layer uses softmax: its outputs add up to 1 for each image."
)
SOFTMAX_MISSING = Misconception("softmax missing", "The output layer turns its z into p with softmax.")
SOFTMAX_WRONG_AXIS = Misconception(
    "softmax along the wrong axis", "The outputs of one image add up to 1. Along which axis is that?"
)
AVERAGED_AGAIN = Misconception(
    "divided by the images more than once",
    "The mean over the images is taken once, in delta of the output layer. All else follows from it.",
)
SOFTMAX_NOT_DERIVED = Misconception(
    "softmax left out of the derivative",
    "-y / p is the derivative with respect to p. With respect to z, softmax and cross-entropy give p - y.",
)
FACTOR_TWO = Misconception(
    "factor 2", "A factor 2 belongs to a squared error. The cost here is the cross-entropy."
)
SLOPE_OF_TANH = Misconception("slope of tanh", "1 - a² is the slope of tanh. The sigmoid's is a (1 - a).")
HIDDEN_OUTPUTS_WRONG = Misconception(
    "outputs wrong already",
    "These gradients follow from wrong outputs of the hidden layers: see Task 3.",
)

SPREAD_OF_ALL = Misconception(
    "all rows together", "Compare the units for each input on its own: numbers of one row, not of all rows."
)
SPREAD_OF_INPUTS = Misconception(
    "rows and columns mixed up", "The columns are the units: compare along a row."
)
SPREAD_PER_INPUT = Misconception(
    "one number per input", "There is a difference for each row. The largest of them is asked for."
)
FIRST_UNIT_ONLY = Misconception(
    "compared with the first unit only",
    "Any two units are to be compared, not only the first with the others.",
)
NEIGHBOURS_ONLY = Misconception(
    "neighbouring units only", "Any two units are to be compared, not only neighbours."
)
SPREAD_AVERAGED = Misconception(
    "mean for largest", "The largest difference is asked for, not the mean over the inputs."
)
SPREAD_ADDED = Misconception(
    "sum for largest", "The differences of all inputs were added. The largest of them is asked for."
)
ONE_INPUT_ONLY = Misconception(
    "one input only", "Only one row counts. Does each row replace the result of the row before it?"
)
DEVIATION_FOR_SPREAD = Misconception(
    "standard deviation", "This is a standard deviation. The largest difference is asked for."
)

ONE_END_ONLY = Misconception(
    "one end of the sigmoid", "The sigmoid is flat at both ends: near 1 and also near 0."
)
OUTPUT_FOR_SLOPE = Misconception(
    "output for slope", "0.01 is the limit for the slope a (1 - a), not for the output a."
)
DIVIDED_BY_IMAGES = Misconception(
    "divided by the images",
    "`len(a)` is the number of images. An array has as many numbers as images times units: `a.size`.",
)
SLOPE_SIGN = Misconception(
    "sign of the slope", "a (a - 1) is never above 0, so that all units seem to be saturated."
)
LAYERS_TOGETHER = Misconception(
    "all layers together", "There should be one number for each layer, also if there is only one layer."
)
COUNT_FOR_SHARE = Misconception("count for share", "This is how many there are. A share is between 0 and 1.")
PERCENT = Misconception("percent", "A share is between 0 and 1: 0.25, not 25.")
STEEP_SHARE = Misconception("the steep ones counted", "This is the share of those that are not saturated.")
OTHER_THRESHOLD = Misconception("another threshold", "A unit is saturated where the slope is below 0.01.")
MEAN_FOR_MEDIAN = Misconception(
    "mean for median", "A few large entries rule the mean. The median is the size of a typical entry."
)
UPPER_MEDIAN = Misconception(
    "one of the two in the middle",
    "Of an even number of entries, the median is the mean of the two in the middle, as `np.median` takes it.",
)
SIGN_KEPT = Misconception("signs kept", "The size is the absolute value: take it before the median.")
LARGEST_FOR_MEDIAN = Misconception(
    "largest for median", "This is the largest size, not that of a typical entry."
)
ROOT_MEAN_SQUARE = Misconception("root of the mean square", "This is no median: large entries rule it.")

# fans
FANS_SWAPPED = Misconception("fan_in and fan_out swapped", "fan_in counts what comes into one unit.")
WINDOW_FORGOTTEN = Misconception(
    "window forgotten", "One number of a feature map sees a whole window of the image, in every channel."
)
FIRST_TWO_SIDES = Misconception(
    "height and width taken for fans",
    "The first two sides of a conv kernel are its window, not its channels.",
)
PYTORCH_ORDER = Misconception(
    "PyTorch's order of the axes",
    "In PyTorch kernels are (c_out, c_in, height, width). Keras has (height, width, c_in, c_out).",
)
INPUT_CHANNELS_IN_FAN_OUT = Misconception(
    "input channels in fan_out",
    "fan_out counts the window and the output channels: see the rule in Task 7.",
)
WINDOW_ON_ONE_SIDE = Misconception(
    "window on one side only", "The window counts for fan_in and also for fan_out: see the rule in the task."
)
WINDOW_SIDE_ONLY = Misconception(
    "side for area", "A window of 3x5 has 15 places: height times width, which may differ."
)
BIAS_IN_FAN = Misconception("bias counted", "The bias is no input. Only weights count for the fans.")
OUTPUT_CHANNELS_IN_FAN = Misconception(
    "whole kernel counted", "This is the number of all weights of the layer."
)

SIDES_ADDED = Misconception(
    "sides added", "A window of 3x5 has 15 places, in each channel: the numbers are multiplied."
)

# limit and deviation
ROOT_FORGOTTEN = Misconception("root forgotten", "There is a square root in the formula.")
TOO_FEW_PLACES = Misconception(
    "too few decimal places", "This is nearly right, but rounded. Give at least four decimal places."
)
OTHER_LAYER = Misconception(
    "the other layer's shape",
    "This is the number of your other layer. Which shape goes with which question?",
)
ONE_FAN = Misconception("one fan only", "Glorot's limit depends on the sum of both fans.")
BRACKETS_OF_SUM = Misconception(
    "brackets missing", "6 / a + b is (6 / a) + b. The whole sum stands below the fraction line."
)
FANS_MULTIPLIED = Misconception("fans multiplied", "The fans are added, not multiplied.")
FANS_AVERAGED = Misconception(
    "fans averaged", "Glorot's 6 goes with the sum of the fans, not with their mean."
)
DEVIATION_FOR_LIMIT = Misconception(
    "deviation for limit",
    "sqrt(2 / (fan_in + fan_out)) is the standard deviation. How far does a uniform distribution with it go?",
)
LIMIT_FOR_DEVIATION = Misconception(
    "limit for deviation", "This would be the limit of a uniform distribution, not a standard deviation."
)
FAN_OUT_FOR_IN = Misconception("fan_out for fan_in", "He's formula uses the fan of what comes in.")
TWO_FORGOTTEN = Misconception("factor 2 forgotten", "He's formula for ReLU has a 2 where LeCun's has a 1.")
GLOROT_FOR_HE = Misconception("Glorot for He", "This deviation is Glorot's. He's uses fan_in only.")
BEFORE_CUTTING = Misconception(
    "deviation before the cut", "This is the deviation before the tails are cut off. Asked for is He's own."
)

# drawing
NOT_SCALED = Misconception(
    "not scaled", "These numbers have the same spread whatever the fans are. Where does the formula come in?"
)
ONE_SIDE_CUT = Misconception(
    "cut off on one side only", "Numbers that are too far below 0 are drawn again as well: look at |w|."
)
SET_TO_ZERO = Misconception(
    "set to 0", "Some numbers are exactly 0. What lies outside the limits is drawn again, not replaced by 0."
)
HALF_WIDTH = Misconception(
    "half as wide", "The numbers fill half the interval: it goes from -limit to limit."
)
NO_CORRECTION = Misconception(
    "correction missing",
    "The numbers are cut off, which makes their deviation smaller. Begin with one that is larger by the "
    "right factor.",
)
CORRECTED_TWICE = Misconception(
    "correction the wrong way", "The correction makes the deviation larger before the cut: divide by 0.8796."
)
CORRECTED_NOT_CUT = Misconception(
    "corrected, but not cut off", "The deviation was made larger, but nothing was cut off afterwards."
)
LIMITS_NOT_IN_DEVIATIONS = Misconception(
    "limits not in deviations", "scipy.stats.truncnorm takes its limits as multiples of the deviation."
)
ONE_SIDED = Misconception(
    "one sign only", "All numbers have the same sign. Half of the weights are negative."
)
NORMAL_FOR_UNIFORM = Misconception(
    "normal for uniform", "These numbers crowd around 0. In a uniform distribution all are equally likely."
)
UNIFORM_FOR_NORMAL = Misconception(
    "uniform for normal", "These numbers are spread evenly. A normal distribution crowds around 0."
)
NOT_CUT = Misconception(
    "not cut off", "Some numbers are farther from 0 than two deviations: the tails are still there."
)
CLIPPED = Misconception(
    "clipped",
    "Many numbers sit exactly at the limit. What lies outside is drawn again, not moved to the limit.",
)
DRAWN_AGAIN_ONCE = Misconception(
    "drawn again only once", "Some of the numbers drawn again lie outside, too. Repeat until none does."
)
ALL_DRAWN_AGAIN = Misconception(
    "all drawn again",
    "That all numbers of a large layer lie inside by chance never happens. Draw only those again that lie "
    "outside.",
)
CUT_ELSEWHERE = Misconception(
    "cut off elsewhere", "The cut is at two deviations of the distribution that you draw from (sigma, not s)."
)
REPEATED = Misconception(
    "numbers repeated",
    "The same numbers occur again and again: each weight is drawn on its own. Are they rounded?",
)
NOT_INDEPENDENT = Misconception(
    "neighbours depend on each other", "Numbers beside each other are alike. Each weight is drawn on its own."
)
TOO_EVEN = Misconception(
    "spread too evenly",
    "These numbers keep a distance from each other, as on a grid: each weight is drawn on its own.",
)
NOT_FROM_RNG = Misconception(
    "not drawn from rng",
    "Two generators with the same seed gave different numbers: some come from elsewhere, such as np.random.",
)
FIXED_NUMBERS = Misconception(
    "the same numbers for every generator",
    "Generators with different seeds gave the same numbers. Is `rng` used, or a seed of the function's own?",
)
GENERATOR_NOT_USED_UP = Misconception(
    "begins anew at each call",
    "Two calls with one generator gave the same numbers: draw from `rng` itself, not from a copy of it.",
)

OTHER_USER = Misconception(
    "numbers of another user",
    "The notebook worked with the numbers of another user name than that of this hand-in. "
    "If you work on another computer, set COURSE_USER to your name on the course server.",
)
