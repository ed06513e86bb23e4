"""Writes maps.h5: t-SNE's similarities, divergence and gradient by scikit-learn 1.9.1, and UMAP's fuzzy graph and
curves by umap-learn 0.5.12, of small blobs."""

from pathlib import Path

import h5py
import numpy as np
import umap.umap_ as umap
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import TSNE, _t_sne

rng = np.random.default_rng(3)
group = np.repeat(np.arange(4), 25)
x = (3 * rng.standard_normal((4, 6))[group] + rng.standard_normal((100, 6))).astype(np.float32)
x[7] = x[6]  # rows that coincide

with h5py.File(Path(__file__).with_name("maps.h5"), "w") as file:
    file["x"] = x
    squares = squareform(pdist(x.astype(np.float64), "sqeuclidean"))
    for perplexity, extent in ((5, 0.1), (20, 2.0)):
        similarities = _t_sne._joint_probabilities(squares.astype(np.float32), perplexity, 0)
        y = (extent * rng.standard_normal((100, 2))).astype(np.float32)
        divergence, gradient = _t_sne._kl_divergence(y.astype(np.float64).ravel(), similarities, 1, 100, 2)
        file[f"tsne/{perplexity}/y"] = y
        file[f"tsne/{perplexity}/divergence"] = divergence
        file[f"tsne/{perplexity}/gradient"] = gradient.reshape(100, 2)
    start = (1e-4 * rng.standard_normal((100, 2))).astype(np.float32)
    fit = TSNE(2, perplexity=20, init=start, method="exact", learning_rate=50.0).fit(x)
    file["tsne/start"] = start
    file["tsne/divergence"] = fit.kl_divergence_

    distances = np.sqrt(squares).astype(np.float32)
    order = np.argsort(distances, axis=1, kind="stable")
    # The row itself comes first, also where another coincides with it.
    order = np.array([[i, *[j for j in row if j != i]] for i, row in enumerate(order)])[:, :12]
    near = np.take_along_axis(distances, order, 1)
    scales, nearest = umap.smooth_knn_dist(near, 12.0)
    graph, _, _ = umap.fuzzy_simplicial_set(
        x, 12, np.random.RandomState(0), "euclidean", knn_indices=order.astype(np.int32), knn_dists=near
    )
    graph = graph.tocoo()
    order = np.lexsort((graph.col, graph.row))
    file["umap/nearest"], file["umap/scales"] = nearest, scales
    file["umap/row"], file["umap/other"] = graph.row[order], graph.col[order]
    file["umap/membership"] = graph.data[order]
    for least, spread in ((0.1, 1.0), (0.0, 1.0), (0.5, 1.0), (0.25, 2.0)):
        file[f"umap/curves/{least}_{spread}"] = np.array(umap.find_ab_params(spread, least))
