"""What students of keras_cnn get wrong: a short name for each mistake and a hint that teaches."""

from __future__ import annotations

from autograder.outcomes import Misconception

# standardize

ONE_NUMBER_FOR_ALL = Misconception(
    "one mean for all pixels",
    "There is one mean for the whole picture. Each pixel has its own: along which axis do the images lie?",
)
EACH_IMAGE_ALONE = Misconception(
    "each image by itself",
    "Every image was standardised with its own mean. The mean is taken over the images, for each pixel.",
)
OWN_STATISTICS = Misconception(
    "validation standardised by itself",
    "The validation images were standardised with their own mean and deviation. Which images may they know?",
)
JOINT_STATISTICS = Misconception(
    "validation in the statistics",
    "Mean and deviation were taken over all images together. The validation images must not take part.",
)
NO_EPSILON = Misconception(
    "0.0001 left out", "A pixel that never changes has the deviation 0. What is added before you divide?"
)
EPSILON_IN_VARIANCE = Misconception(
    "0.0001 added to the variance", "The 0.0001 is added to the standard deviation, after the square root."
)
EPSILON_OUTSIDE = Misconception(
    "0.0001 added to the quotient", "Brackets are missing: the 0.0001 belongs to what one divides by."
)
NO_BRACKETS = Misconception(
    "brackets missing", "Division comes before subtraction: `a - b / c` divides only `b`. Set brackets."
)
SCALED_FIRST = Misconception(
    "divided by 255 first",
    "The deviation is 255 times smaller then, so 0.0001 weighs more. Take the images as they are.",
)
OTHER_EPSILON = Misconception(
    "another number than 0.0001", "Something else than 0.0001 is added to the standard deviation."
)
MEDIAN = Misconception("median for mean", "The median of each pixel was subtracted, not its mean.")
VARIANCE = Misconception("divided by the variance", "One divides by the standard deviation, its square root.")
SAMPLE_DEVIATION = Misconception(
    "deviation with n - 1", "This is the deviation with n - 1 in the denominator. numpy's np.std takes n."
)
NOT_CENTRED = Misconception("mean not subtracted", "The values were divided, but their mean is still there.")
NOT_SCALED = Misconception(
    "not divided", "The mean was subtracted, but the values were not divided by the deviation."
)
SCALED_TO_ONE = Misconception(
    "divided by 255",
    "The values were brought to 0 to 1. Standardising takes mean and deviation of each pixel.",
)
MIN_AND_MAX = Misconception(
    "minimum and maximum", "The values were scaled by minimum and maximum. Take mean and standard deviation."
)
TRAINING_ONLY = Misconception(
    "validation unchanged", "The second result is the validation images as they were."
)
SWAPPED_RESULTS = Misconception(
    "results exchanged", "The training images come first, then the validation images."
)
ROUNDED = Misconception(
    "rounded to whole numbers",
    "The results lost their decimal places: were they written into an array of integers?",
)
CHANGED_IN_PLACE = Misconception(
    "input changed in place",
    "The function writes into an array that it was given, so the caller's images change. Make a new one.",
)

# build_model: convolutions and pooling

PADDING_SAME = Misconception(
    "'same' for 'valid'", "The maps keep the size of the image. In the picture the sizes shrink: 28, 26, 24."
)
KERNEL_SIZE = Misconception(
    "other kernel size", "A kernel of 3x3 makes a map two pixels smaller than the image."
)
STRIDES = Misconception("kernel in larger steps", "The kernel moves by one pixel. Its steps are `strides`.")
KERNELS = Misconception("other number of kernels", "How many maps does the picture show after a convolution?")
CONVOLUTION_MISSING = Misconception("one convolution only", "Two convolutions stand before the pooling.")
NO_CONVOLUTION = Misconception("no convolution", "Without convolutions it is a fully connected network.")
MORE_CONVOLUTIONS = Misconception(
    "more than two convolutions", "Two convolutions stand before the pooling, no more."
)
POOLING_MISSING = Misconception(
    "pooling missing", "In the picture 24x24 becomes 12x12. Which layer does this?"
)
AVERAGE_POOLING = Misconception(
    "mean for max", "This pooling takes the mean of each window, not the largest."
)
POOLING_SIZE = Misconception(
    "other pooling window", "24x24 should become 12x12: windows of 2x2, side by side."
)
POOLING_TWICE = Misconception("pooling twice", "There is one pooling, after both convolutions.")
RELU_MISSING = Misconception(
    "ReLU missing",
    "Without a ReLU between them, two layers in a row compute no more than one: both are linear.",
)
OTHER_ACTIVATION = Misconception("other activation", "The list names ReLU. Which activation did you choose?")
BIASES_MISSING = Misconception(
    "biases left out", "Each kernel and each unit has a bias; the skeleton leaves `use_bias` as it is."
)
NORMALISATION = Misconception(
    "batch normalisation added", "It may help, but it is another network, and its parameters are others."
)
OTHER_ORDER = Misconception("other order", "The layers are there, but in another order than in the list.")

# build_model: the fully connected part

FLATTEN_MISSING = Misconception(
    "flatten missing",
    "A Dense layer works along the last axis. What puts all numbers of the maps into one row before it?",
)
GLOBAL_POOLING = Misconception(
    "global pooling for flatten", "One number per map is left, 32 in all. The picture shows 4608."
)
DENSE_SIZE = Misconception("other number of units", "The list says how many fully connected units there are.")
DENSE_MISSING = Misconception("fully connected layer missing", "Two Dense layers follow after the maps.")
MORE_DENSE = Misconception("more fully connected layers", "Two Dense layers follow after the maps, no more.")
SOFTMAX_MISSING = Misconception(
    "softmax missing", "The outputs are no probabilities: they do not add up to 1. What turns them into some?"
)
SOFTMAX_OVER_IMAGES = Misconception(
    "softmax along the wrong axis",
    "The numbers of a class add up to 1 over all images. Those of an image should, over the classes.",
)
LOG_SOFTMAX = Misconception(
    "logarithms of probabilities", "These are the logarithms of a softmax. Here probabilities are asked for."
)
SOFTMAX_TWICE = Misconception(
    "softmax twice", "The softmax is applied to probabilities once more, which makes them nearly equal."
)
SOFTMAX_INSIDE = Misconception(
    "softmax in a hidden layer", "A softmax makes the units compete. It belongs at the end only."
)
SIGMOID_FOR_SOFTMAX = Misconception(
    "sigmoid for softmax",
    "With sigmoids the classes are independent, and their numbers need not add up to 1.",
)
RELU_BEFORE_SOFTMAX = Misconception(
    "ReLU before softmax",
    "The ReLU makes all classes equal whose number is negative. The softmax needs them.",
)
NUMBER_OF_CLASSES = Misconception("number of classes", "The last layer has one unit per class.")
CLASSES_FIXED = Misconception(
    "num_classes not used", "The number of outputs is always the same. Where is it set?"
)

UNKNOWN_LAYER = Misconception(
    "another kind of layer",
    "The skeleton names all kinds of layers that are needed. With another one, no part can be judged.",
)

# build_model: dropout

DROPOUT_MISSING = Misconception("dropout missing", "Numbers are left out at two places of the list.")
RATES_SWAPPED = Misconception("dropout rates exchanged", "A quarter at the maps, half at the 128 units.")
RATE_KEPT = Misconception(
    "share kept for share dropped",
    "The rate of Dropout is the share that is left out, not the one that is kept.",
)
RATE_OTHER = Misconception("other dropout rate", "The list says which share is left out.")
DROPOUT_PLACE = Misconception(
    "dropout at another place", "After which layer does the list leave numbers out?"
)
DROPOUT_TWICE = Misconception("too many dropouts", "Numbers are left out at two places of the list, no more.")
OTHER_DROPOUT = Misconception(
    "another kind of dropout", "This one does not leave out single numbers: see what its documentation says."
)
TRAINING_NOT_TAKEN = Misconception(
    "training not passed on",
    "fit tells a model that it is training only where `call` has the argument `training`. Pass it on.",
)
DROPOUT_ALWAYS = Misconception(
    "dropout at prediction",
    "The answers to the same image differ from call to call. Dropout must not be forced to be in training.",
)

# the summary

BIAS_NOT_COUNTED = Misconception("biases not counted", "Each kernel and each unit has a bias, too.")
CHANNELS_NOT_COUNTED = Misconception(
    "channels not counted", "A kernel of the second convolution reaches through all 32 maps of the first one."
)
MULTIPLIED = Misconception("multiplied for divided", "One divides by 0.0001, which makes the number larger.")
SHRUNK_ONCE = Misconception(
    "size of the maps", "How large are the maps after both convolutions? See the picture of the network."
)
WITH_POOLING = Misconception("pooling still there", "Without the pooling, the maps keep their 24x24 pixels.")

# labels and loss

CLASSES_COUNTED = Misconception(
    "classes counted in the data",
    "There are as many columns as labels that occur. A class may be missing: use `num_classes`.",
)
OTHER_CLASSES = Misconception(
    "another number of classes", "One-hot labels have `num_classes` columns, whatever the number is."
)
ONE_HOT_TRANSPOSED = Misconception("one-hot transposed", "Each image has a row, each class a column.")
LABELS_SHIFTED = Misconception("labels shifted", "The first class is 0, in the labels and as a column.")
ZERO_AND_ONE_EXCHANGED = Misconception(
    "0 and 1 exchanged", "The column of the right class is 1, the others are 0."
)
NOT_COMPILED = Misconception(
    "not compiled", "The model has not been compiled: does the function call compile?"
)
FROM_LOGITS = Misconception(
    "from_logits with a softmax",
    "With from_logits=True the loss applies a softmax itself, so that there are two of them.",
)
LOSS_OTHER_LABELS = Misconception(
    "loss for other labels",
    "This loss expects labels in the other form. Compare the table in the text with your prepare_labels.",
)
SQUARED_ERROR = Misconception(
    "squared error", "Probabilities are compared by the cross-entropy; this is the mean squared difference."
)
ABSOLUTE_ERROR = Misconception(
    "absolute error", "Probabilities are compared by the cross-entropy; this is the mean difference."
)
BINARY_CROSSENTROPY = Misconception(
    "binary cross-entropy",
    "This loss takes each class for a question of its own, answered by yes or no. Here one of ten is right.",
)
LOSS_SUMMED = Misconception("loss summed", "The loss was summed over the images. It is their mean.")
LABEL_SMOOTHING = Misconception("labels smoothed", "Label smoothing changes the loss: leave it out here.")
NO_ACCURACY = Misconception(
    "accuracy not asked for", "compile takes a list of metrics. Without it, only the loss is measured."
)
METRICS_BY_POSITION = Misconception(
    "metrics without their name",
    "The third argument of compile is `loss_weights`. Give the metrics by name: `metrics=[...]`.",
)
OTHER_ACCURACY = Misconception(
    "another accuracy", "This metric counts something else than the share of images that are read rightly."
)
OTHER_NAME = Misconception(
    "accuracy under another name",
    'The history will have that name, too. Write metrics=["accuracy"], or give your metric name="accuracy".',
)

# training

ANOTHER_MODEL = Misconception(
    "another model trained", "The weights of the given model are unchanged: which model is it that you train?"
)
EPOCHS_IGNORED = Misconception("epochs ignored", "The number of epochs is not that which was asked for.")
COMPILED_ANEW = Misconception(
    "compiled again", "The model comes compiled. To compile it again gives it another optimiser and loss."
)
EPOCHS_AND_BATCHES = Misconception(
    "epochs and batch size exchanged", "The network was trained for batch_size epochs. Which is which in fit?"
)
LAST_FIT_ONLY = Misconception(
    "history of the last fit only",
    "Each call of fit begins a new history. Call it once, with all epochs: it has a loop of its own.",
)
BATCH_SIZE_IGNORED = Misconception(
    "batch_size ignored", "The number of steps is that of other batches: is batch_size given to fit?"
)
NO_HISTORY = Misconception("no history returned", "fit returns the history; train has to return it, too.")
LAST_BATCH_MISSING = Misconception(
    "last batch left out",
    "The last batch of an epoch may be smaller. Its images belong to the training, too.",
)
NO_VALIDATION = Misconception(
    "no validation", "The history has no validation curve: fit needs validation data."
)
VALIDATED_ONCE = Misconception(
    "not validated after each epoch", "fit measures it after each epoch where it gets `validation_data`."
)
VALIDATED_ON_TRAINING = Misconception(
    "validated on training images",
    "The validation curve is measured on the images that the network learns from.",
)
VALIDATION_SPLIT = Misconception(
    "validation_split",
    "A part of the training images is held back. There are validation images of their own.",
)
TRAINED_ON_VALIDATION = Misconception(
    "trained on validation images", "The validation images take part in the training: then they say nothing."
)

# curves and maps

LEGEND_MISSING = Misconception("no legend", "Nobody can tell which line is which: label the lines.")
NAMES_EXCHANGED = Misconception(
    "names exchanged", "The legend calls the training curve validation, or vice versa."
)
VALIDATION_NOT_DRAWN = Misconception("validation not drawn", "Only the training curve is there.")
CURVES_TWICE = Misconception(
    "same curves twice", "Two pictures show the same numbers: was one copied from the other, and not changed?"
)
COUNTED_FROM_ZERO = Misconception("counted from 0", "The first epoch has the number 1.")
OF_TRAINING = Misconception("training accuracy", "The epoch is the best one in training. Validation counts.")
LAST_EPOCH = Misconception("last epoch", "The last epoch need not be the best one.")
LOWEST_LOSS = Misconception(
    "lowest loss", "Asked for is the highest validation accuracy, not the lowest loss."
)
WORST_EPOCH = Misconception("worst epoch", "This is the epoch with the lowest validation accuracy.")
LAST_OF_EQUALS = Misconception(
    "last of equals", "If several epochs are equally good, the first of them counts."
)
BEST_VALUE = Misconception("value for epoch", "This is the accuracy itself. Which epoch had it?")
OTHER_LAYER = Misconception("maps of another layer", "These are the maps of a later layer.")
OTHER_MODEL = Misconception(
    "another model's maps",
    "The maps are those of the trained model, not of the one that the function was given.",
)
BIAS_FORGOTTEN = Misconception(
    "bias left out", "Each map is the convolution with its kernel plus one number of its own, the bias."
)
MAPS_SCALED = Misconception(
    "maps scaled", "The maps were scaled for a picture. Give them as the layer computes them."
)
MAPS_FLIPPED = Misconception(
    "kernels flipped", "The kernels were turned by 180 degrees. A layer lays them on the image as they are."
)
MAPS_TRANSPOSED = Misconception(
    "maps transposed", "Rows and columns of the maps are exchanged: the rows come first."
)
CHANNELS_FIRST = Misconception(
    "channels first", "The 32 maps are along the first axis. They belong on the last."
)
KERNELS_FOR_MAPS = Misconception(
    "kernels for maps",
    "These are the weights of the layer. A map is what the layer makes of an image: call it with one.",
)
ONE_MAP = Misconception("one map only", "The layer makes 32 maps of an image.")
SIGNS_EXCHANGED = Misconception(
    "bright and dark exchanged", "The upper weights are positive: what must lie under them for a large sum?"
)
DIRECTION_EXCHANGED = Misconception(
    "rows and columns exchanged", "The weights change from top to bottom, not from left to right."
)
RELU_FORGOTTEN = Misconception(
    "ReLU forgotten", "On the opposite edge the sum is negative. What does ReLU make of it?"
)
WEIGHTS_ADD_UP_TO_0 = Misconception(
    "edge taken for area", "All weights together are 0. What is the sum on a patch that is bright everywhere?"
)
RUNS_EXCHANGED = Misconception(
    "overfitting and underfitting exchanged", "Overfitting: training goes up, validation does not follow."
)
HIGHER_IS_OVERFITTING = Misconception(
    "higher validation taken for overfitting",
    "Overfitting shows as a training accuracy above that of validation.",
)
TRAINED_ON_BOTH = Misconception(
    "validation taken for training",
    "The network is not trained on the validation images. What differs in training?",
)
