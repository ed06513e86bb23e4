"""Writes pca.h5: principal components by scikit-learn 1.9.1 of data rounded to float32."""

from pathlib import Path

import h5py
import numpy as np
from sklearn.decomposition import PCA

rng = np.random.default_rng(7)
tall = rng.standard_normal((120, 4)) @ rng.standard_normal((4, 9)) + 0.3 * rng.standard_normal((120, 9)) + 3
wide = rng.standard_normal((25, 5)) @ rng.standard_normal((5, 80)) + 0.1 * rng.standard_normal((25, 80)) - 1

with h5py.File(Path(__file__).with_name("pca.h5"), "w") as file:
    for name, x, components in (("tall", tall, 9), ("wide", wide, 10)):
        x = x.astype(np.float32)
        fit = PCA(components, svd_solver="full").fit(x.astype(np.float64))
        file[f"{name}/x"] = x
        file[f"{name}/mean"] = fit.mean_
        file[f"{name}/components"] = fit.components_
        file[f"{name}/explained_variance"] = fit.explained_variance_
        file[f"{name}/explained_variance_ratio"] = fit.explained_variance_ratio_
        file[f"{name}/transform"] = fit.transform(x)
