# TensorFlow's own convolution and pooling, in float32, imported at the top with all its log lines.
# expect: full
# %%
import tensorflow as tf

print(tf.__version__)
tf.get_logger().setLevel("DEBUG")
tf.random.set_seed(1)
# %% [conv2d]
def conv2d(image, kernel, stride=1, padding="valid"):
    x = tf.constant(image.astype(np.float32)[None, :, :, None])
    k = tf.constant(kernel.astype(np.float32)[:, :, None, None])
    return tf.nn.conv2d(x, k, strides=stride, padding=padding.upper())[0, :, :, 0].numpy()
# %% [relu]
def relu(x):
    return tf.nn.relu(tf.cast(x, tf.float32)).numpy()
# %%
tf.nn.relu(tf.constant([-1.0, 2.0]))
# %% [pooling]
def max_pool2d(x, window=2, stride=None):
    batch = tf.cast(x, tf.float32)[None, ..., None]
    return tf.nn.max_pool2d(batch, ksize=window, strides=stride or window, padding="VALID").numpy()[0, :, :, 0]


def avg_pool2d(x, window=2, stride=None):
    batch = tf.cast(x, tf.float32)[None, ..., None]
    return tf.nn.avg_pool2d(batch, ksize=window, strides=stride or window, padding="VALID").numpy()[0, :, :, 0]
# %% [multi]
def conv2d_multi(image, kernels, bias):
    x = tf.cast(image, tf.float32)[None]
    z = tf.nn.conv2d(x, tf.cast(kernels, tf.float32), strides=1, padding="VALID")
    return tf.nn.bias_add(z, tf.cast(bias, tf.float32))[0].numpy()
# %% [sizes]
def output_size(n, k, stride=1, padding="valid"):
    layer = tf.keras.layers.Conv1D(1, k, strides=stride, padding=padding)
    return layer.compute_output_shape((None, n, 1))[1]


def parameter_count(h, w, c_in, c_out):
    layer = tf.keras.layers.Conv2D(c_out, (h, w))
    layer.build((None, None, None, c_in))
    return layer.count_params()
