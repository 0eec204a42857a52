# A scikit-learn pipeline, fitted at grading: scaling, principal components, logistic regression.
# expect: full
# file: out_of_fold.npz = celebrity_out_of_fold
# %% [training]
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def flat(images):
    return images.reshape(len(images), 24, 2, 24, 2, 3).mean(axis=(2, 4)).reshape(len(images), -1)


pipeline = make_pipeline(
    StandardScaler(), PCA(40, random_state=0), LogisticRegression(C=0.01, max_iter=300)
)
pipeline.fit(flat(X_train), y_train)
# %% [predict]
def predict(images):
    return pipeline.predict_proba(flat(images))
