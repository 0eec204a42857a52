# matplotlib with the usual magic, many figures, never closed, and an animation.
# expect: full
# %%
%matplotlib inline
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
# %% [conv2d] keep
# %%
for title, picture in {"image": image, "map": conv2d(image, kernel)}.items():
    plt.figure()
    plt.title(title)
    plt.imshow(picture, cmap="gray")
    plt.colorbar()
    plt.show()
# %%
figure, axes = plt.subplots()
shown = axes.imshow(image, cmap="gray")
FuncAnimation(figure, lambda i: [shown.set_data(np.roll(image, i))], frames=3, repeat=False)
