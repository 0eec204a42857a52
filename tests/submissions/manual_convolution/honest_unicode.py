# Greek letters and umlauts as names, emoji in the output.
# expect: full
# student: zoë-müller
# %% [conv2d]
def größe(n, k, schritt):
    return -(-n // schritt), max((-(-n // schritt) - 1) * schritt + k - n, 0)


def conv2d(image, kernel, stride=1, padding="valid"):
    Σ = np.sum
    bild = image.astype(float)
    if padding == "same":
        (_, oben), (_, links) = (größe(n, k, stride) for n, k in zip(image.shape, kernel.shape))
        bild = np.pad(bild, [(oben // 2, oben - oben // 2), (links // 2, links - links // 2)])
    höhe, breite = kernel.shape
    return np.array([
        [Σ(bild[ζ : ζ + höhe, σ : σ + breite] * kernel) for σ in range(0, bild.shape[1] - breite + 1, stride)]
        for ζ in range(0, bild.shape[0] - höhe + 1, stride)
    ])
# %% [relu]
def relu(χ):
    print("ReLU ✓ 🎉")
    return np.maximum(χ, 0)
# %% [markdown]
Fertig! 完了 تم
