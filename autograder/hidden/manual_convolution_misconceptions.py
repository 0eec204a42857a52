"""What students of manual_convolution get wrong: a short name for each mistake and a hint that teaches."""

from __future__ import annotations

from autograder.outcomes import Misconception

KERNEL_FLIPPED = Misconception(
    "kernel flipped",
    "A kernel turned by 180 degrees gives this. In deep learning the kernel is laid on the image as it is.",
)
KERNEL_MIRRORED = Misconception(
    "kernel mirrored",
    "The kernel's rows, or its columns, stand in reverse order, as `kernel[::-1]` gives them. "
    "The kernel is laid on the image as it is.",
)
MAP_TRANSPOSED = Misconception(
    "map transposed",
    "Rows and columns are exchanged. The first index counts downwards, the second to the right.",
)
KERNEL_TRANSPOSED = Misconception(
    "kernel transposed",
    "The kernel's rows were used as its columns. Which index of the kernel goes with the image's rows?",
)
SAME_FOR_VALID = Misconception(
    "'same' for 'valid'",
    "Zeros were put around the image. Without padding, the kernel stays inside the image.",
)
VALID_FOR_SAME = Misconception(
    "'valid' for 'same'", "No zeros were put around the image: is `padding` used at all?"
)
STRIDE_IGNORED = Misconception("stride ignored", "The result is that of stride 1: is `stride` used at all?")
STRIDE_ONE_WAY = Misconception(
    "stride in one direction only",
    "There are steps to the right and down, and the stride is the length of both.",
)
STRIDE_SIZE_ONLY = Misconception(
    "stride changes the size only",
    "The size is right, but the numbers come from neighbouring places. Where does the second patch begin?",
)
PADDING_WRONG_SIDE = Misconception(
    "padding on the wrong side",
    "Where the number of zeros is odd, the extra one goes to the bottom and to the right.",
)
PADDING_IGNORES_STRIDE = Misconception(
    "padding ignores the stride",
    "How many zeros are needed depends on the stride too: see the rule for `total` in the task.",
)
PADDING_ONE_SIDE = Misconception(
    "padding on one side only",
    "All zeros stand on the same side of the image. The rule shares them out between both sides.",
)
PADDING_TOO_WIDE = Misconception(
    "padding too wide",
    "There are more zeros around the image than needed: see the rule for `total` in the task.",
)
PADDING_SYMMETRIC = Misconception(
    "same padding on both sides",
    "The number of zeros in all may be odd, as with even kernels: see the rule for `total` in the task.",
)
STRIDE_KEEPS_SIZE = Misconception(
    "size of the image kept",
    "Only with stride 1 is the map as large as the image: see the rule for `out` in the task.",
)
PADDING_NEGATIVE = Misconception(
    "negative padding",
    "With a stride larger than the kernel, fewer zeros than none would be needed. Then there are none: "
    "see `max(..., 0)` in the rule for `total`.",
)
PADDED_MAP = Misconception(
    "zeros around the map",
    "The zeros stand around the feature map. They belong around the image, before the kernel visits it.",
)
PADDING_NOT_ZERO = Misconception(
    "border repeated", "The border holds pixels of the image. It should hold zeros."
)
SQUARE_ONLY = Misconception(
    "square only",
    "The same number is used for both directions. Heights and widths may differ, of image and kernel.",
)
INTEGER_TRUNCATION = Misconception(
    "integer truncation",
    "Decimal places got lost, since the results were kept in an array of integers. What dtype does it have?",
)
INPUT_TRUNCATED = Misconception(
    "input made integer",
    "Image or kernel lost decimal places before they were multiplied, as with `astype(int)`. "
    "Calculate in floats.",
)
INTEGER_OVERFLOW = Misconception(
    "integer overflow",
    "The type of the image cannot hold such numbers, so they wrap around. Calculate in floats.",
)
OFF_BY_ONE = Misconception(
    "off by one",
    "The end of the range is one too early or too late. Try it with a kernel as large as the image.",
)
RELU_APPLIED = Misconception(
    "ReLU applied", "Negative numbers became 0. ReLU is a step of its own, after the convolution."
)
MEAN_FOR_SUM = Misconception("mean for sum", "The products were averaged. A convolution adds them.")
DIVIDED_BY_255 = Misconception(
    "divided by 255", "The image was scaled to 0 to 1. Calculate with its numbers as they are."
)
SUM_NOT_RESET = Misconception(
    "sum not set back",
    "Each number holds the ones before it, too. Where in the loops does the sum begin at 0 again?",
)
ROWS_ADDED = Misconception(
    "only rows added up",
    "Python's `sum` adds the rows of an array, so a row is left. `np.sum` adds all its numbers.",
)
SAME_ROW = Misconception(
    "one row many times",
    "All rows are the same. `[[0] * n] * m` is one row, m times: what is written into it appears in all of "
    "them. Make a new row for each, or begin with `np.zeros((m, n))`.",
)
LAST_PRODUCT = Misconception(
    "last product only",
    "Only the last product of each patch is left. Are they added (`+=`), or does each replace another?",
)
RETURN_IN_LOOP = Misconception(
    "return inside the loop",
    "The function ends after its first number or row. How far is `return` indented?",
)
SIZE_OF_IMAGE = Misconception(
    "map as large as the image",
    "The map was made in the size of the image. It has one number for each position of the kernel.",
)
MATRIX_PRODUCT = Misconception(
    "matrix product", "Patch and kernel were multiplied as matrices. They are multiplied element by element."
)
CHANGED_IN_PLACE = Misconception(
    "input changed in place",
    "The function writes into an array that it was given, so the caller's data changes. Work on a new array.",
)

NOT_EACH_NUMBER = Misconception(
    "array as a whole",
    "`max(x, 0)` and `if x > 0` look at the array as a whole, and `np.max` gives its largest number. "
    "`np.maximum` looks at each number.",
)
CUT_ABOVE = Misconception(
    "cut off above", "Large numbers became smaller. ReLU has no upper end: positive numbers stay as they are."
)
ABSOLUTE_VALUE = Misconception(
    "absolute value for ReLU", "Negative numbers became positive. ReLU replaces them by 0."
)
RELU_WRONG_SIDE = Misconception(
    "ReLU on the wrong side",
    "The negative numbers were kept and the positive ones replaced. It is the other way round.",
)
LEAKY_RELU = Misconception(
    "leaky ReLU", "Negative numbers became smaller but not 0. That is another activation, called leaky ReLU."
)
STEP_FOR_RELU = Misconception("step for ReLU", "All positive numbers became 1. ReLU leaves them as they are.")
NEGATIVES_DROPPED = Misconception(
    "negatives dropped", "Negative numbers were left out. They are replaced by 0, so that the shape stays."
)
RELU_SKIPPED = Misconception("ReLU skipped", "There should be no trace of negative numbers after ReLU.")

MEAN_FOR_MAX = Misconception(
    "mean for max", "This is the mean of each window. Max pooling keeps the largest number."
)
MIN_FOR_MAX = Misconception("minimum for max", "This is the smallest number of each window, not the largest.")
MAX_FOR_MEAN = Misconception("max for mean", "This is the largest number of each window, not the mean.")
SUM_FOR_MEAN = Misconception("sum for mean", "This is the sum of each window. How many numbers are in it?")
DIVIDED_BY_SIDE = Misconception(
    "divided by the side",
    "The sum was divided by the side of the window. How many numbers are in the window?",
)
ABSOLUTE_FOR_MAX = Misconception(
    "largest absolute value", "The signs got lost. The largest number counts, not the one farthest from 0."
)
MAX_FROM_ZERO = Misconception(
    "max starts at zero",
    "Windows that hold only negative numbers give 0. With which number does the search begin?",
)
STRIDE_IS_WINDOW = Misconception(
    "stride equals window", "The windows lie side by side, whatever the stride is: is `stride` used at all?"
)
STRIDE_IS_ONE = Misconception(
    "stride of one by default",
    "If no stride is given, the step is as large as the window, so nothing overlaps.",
)
STRIDE_IS_TWO = Misconception(
    "stride of two by default",
    "If no stride is given, the step is as large as the window, which is not always 2.",
)
STRIDE_FOR_WINDOW = Misconception(
    "window and stride exchanged", "`window` is the side of a window, `stride` is the step to the next one."
)
SIZE_FROM_STRIDE = Misconception(
    "windows counted by the stride alone",
    "The map has n // stride rows or columns for n. How many complete windows there are depends on `window`, "
    "too.",
)
RESHAPED = Misconception(
    "reshape in place of slices",
    "`reshape` counts through the numbers one after the other. It neither cuts out windows nor exchanges "
    "axes: slices and `transpose` do.",
)
FIRST_OF_WINDOW = Misconception(
    "first number of each window", "Only one number of each window was looked at, the one at its top left."
)
SLICED_TWICE = Misconception(
    "rows cut twice",
    "`x[a:b][c:d]` cuts the rows, then the rows of the result. `x[a:b, c:d]` cuts rows and columns.",
)
MEDIAN_FOR_MEAN = Misconception("median for mean", "This is the median of each window, not the mean.")
WINDOW_IGNORED = Misconception("window of 2x2 only", "The windows are 2x2, whatever `window` says.")
BORDER_KEPT = Misconception(
    "border window kept", "An incomplete window at the right or at the bottom should be left out."
)

FIRST_CHANNEL = Misconception(
    "only the first channel", "Only one input channel counts. Each has its own slice of the kernel."
)
LAST_CHANNEL = Misconception(
    "only the last channel",
    "Only the last input channel counts. Are the maps added (`+=`), or does each replace another?",
)
CHANNELS_AVERAGED = Misconception(
    "channels averaged", "The maps of the input channels were averaged. They are added."
)
DEPTHWISE = Misconception(
    "depthwise",
    "Each input channel got a map of its own. The maps of all input channels are added into one per kernel.",
)
AXES_SWAPPED = Misconception(
    "kernel axes swapped",
    "Input and output channels of `kernels` are exchanged. The last axis counts the kernels.",
)
FIRST_KERNEL = Misconception(
    "one kernel only", "There is only one map. Each kernel, along the last axis of `kernels`, gives one."
)
CHANNELS_FIRST = Misconception(
    "channels first", "The maps are stacked along the first axis. The channels come last here."
)
BIAS_PER_CHANNEL = Misconception(
    "bias added per channel", "The bias was added once for each input channel. Each map gets it only once."
)
BIAS_PER_WEIGHT = Misconception(
    "bias added per weight", "The bias was added with each product. Each number of the map gets it only once."
)
BIAS_MISSING = Misconception("bias missing", "The result is the same as without bias: is `bias` used at all?")
BIAS_SUBTRACTED = Misconception("bias subtracted", "The bias has the wrong sign: it is added.")
BIAS_MULTIPLIED = Misconception("bias multiplied", "The map was multiplied by the bias. It is added.")
ONE_BIAS = Misconception("one bias for all kernels", "All maps got the same bias. Each kernel has its own.")

ROUNDED_UP = Misconception(
    "rounded up", "A place where the kernel would stick out was counted. Without padding it is left out."
)
ROUNDED_NEAREST = Misconception(
    "rounded to the nearest", "A place where the kernel would stick out is sometimes counted. Round down."
)
SAME_ROUNDED_NEAREST = Misconception(
    "rounded to the nearest", "With 'same', the size is always rounded up, also where the rest is small."
)
ROUNDED_DOWN = Misconception(
    "rounded down", "With 'same', the size is rounded up if the division does not come out even."
)
NOT_WHOLE = Misconception(
    "not rounded", "A size cannot have decimal places. Which places does the kernel find?"
)
BIAS_NOT_COUNTED = Misconception("bias not counted", "Each kernel has a bias too.")
BIAS_COUNTED_PER_CHANNEL = Misconception(
    "bias counted per channel", "A kernel has one bias, not one for each of its slices."
)
ONE_BIAS_COUNTED = Misconception(
    "one bias for all kernels", "Each kernel has its own bias. Only one was counted for all."
)
ONE_KERNEL = Misconception("one kernel only", "This counts a single kernel. There are `c_out` of them.")
CHANNELS_NOT_COUNTED = Misconception(
    "only the first channel", "Each kernel has one slice for every input channel."
)

MISPRINTED_KERNEL = Misconception(
    "misprinted kernel",
    "These are the responses of a kernel with one weight more in its last row. Use `curve_kernel` as it is.",
)
NO_KERNEL = Misconception("kernel not used", "The pixels were added up without the weights of the kernel.")
RESPONSES_SWAPPED = Misconception(
    "responses exchanged", "Each number stands under the name of the other patch."
)
ROW_COL_SWAPPED = Misconception("row and column swapped", "The row comes first, then the column.")
CENTRE = Misconception(
    "centre instead of corner", "The place is the top left corner of the patch, not its centre."
)
OTHER_CORNER = Misconception(
    "another corner", "The place is the top left corner of the patch, not its bottom right one."
)
SEARCH_FROM_ZERO = Misconception(
    "search starts at zero",
    "The largest response can be negative. With which number does the search begin?",
)
WIDTH_OF_IMAGE = Misconception(
    "width of the image",
    "The number in the flattened map was turned into row and column with the image's width. "
    "The map is narrower.",
)
SMALLEST = Misconception(
    "smallest response", "This is the patch with the smallest response. Find the largest."
)
LARGEST_ABSOLUTE = Misconception(
    "largest absolute value",
    "A strong negative response means the opposite of the shape. The sign counts.",
)
BRIGHTEST_PIXEL = Misconception("brightest pixel", "This is the place of the brightest pixel of the image.")
BRIGHTEST_PATCH = Misconception(
    "brightest patch", "This is the brightest patch. The kernel's weights were not used."
)
COUNTED_FROM_ONE = Misconception("counted from 1", "Rows and columns are counted from 0.")
FLAT_INDEX = Misconception(
    "flat index",
    "This is the position in the flattened map. `np.unravel_index` turns it into row and column.",
)

OTHER_USER = Misconception(
    "numbers of another user",
    "The notebook worked with the numbers of another user name than that of this hand-in. "
    "If you work on another computer, set COURSE_USER to your name on the course server.",
)
