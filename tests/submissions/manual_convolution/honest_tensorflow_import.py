# TensorFlow imported at the top with all its log lines, not used for the answers.
# expect: full
# %%
import tensorflow as tf

print(tf.__version__)
tf.get_logger().setLevel("DEBUG")
tf.random.set_seed(1)
# %% [relu] keep
# %%
tf.nn.relu(tf.constant([-1.0, 2.0]))
