"""Losses of pairs of clips and of spreads, by their definitions and by differences: contrast.h5.

    python3 make_contrast.py
"""
import h5py
import numpy as np

rng = np.random.default_rng(7)


def contrast(p, songs, tau):
    """The sum over rows, one row at a time (Chen et al. 2020, arXiv 2002.05709)."""
    u = p / np.linalg.norm(p, axis=1, keepdims=True)
    total = 0.0
    for i in range(len(p)):
        j = i ^ 1
        others = [k for k in range(len(p)) if songs[k] != songs[i]]
        terms = np.array([u[i] @ u[k] / tau for k in [j] + others])
        total -= np.log(np.exp(terms[0]) / np.exp(terms).sum())
    return total


def spread(z, variance, covariance):
    """VICReg's two terms (Bardes, Ponce & LeCun 2022, arXiv 2105.04906)."""
    c = np.cov(z.T)
    hinge = np.maximum(0, 1 - np.sqrt(np.diag(c) + 1e-4)).mean()
    return variance * hinge + covariance * (c**2 - np.diag(np.diag(c**2))).sum() / z.shape[1]


def gradient(f, x, h=1e-5):
    g = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        g[index] = (f(x + step) - f(x - step)) / (2 * h)
    return g


songs = np.array([0, 0, 1, 1, 2, 2, 0, 0])
p = rng.normal(size=(8, 5)).astype(np.float32).astype(float)
z = (rng.normal(size=(9, 4)) * [0.3, 0.6, 1.5, 0.9]).astype(np.float32).astype(float)
z[:, 1] += 0.8 * z[:, 0]
z = z.astype(np.float32).astype(float)
with h5py.File("contrast.h5", "w") as file:
    file["songs"] = songs.astype(np.int64)
    file["projection"] = p.astype(np.float32)
    file["contrast"] = [contrast(p, songs, 0.5)]
    file["contrast_gradient"] = gradient(lambda p: contrast(p, songs, 0.5), p)
    file["latents"] = z.astype(np.float32)
    file["spread"] = [spread(z, 2.0, 3.0)]
    file["spread_gradient"] = gradient(lambda z: spread(z, 2.0, 3.0), z)
