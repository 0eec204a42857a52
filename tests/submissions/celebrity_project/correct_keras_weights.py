# The trained network as Keras' weights file, and the probabilities for the suspects as arrays.
# expect: full
# file: faces.weights.h5 = celebrity_trained
# file: out_of_fold.npz = celebrity_out_of_fold
