"""Writes clustering.h5: clusterings by scikit-learn 1.9.1 and SciPy 1.17.1 of data rounded to float32."""

from pathlib import Path

import h5py
import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.linalg import eigh
from scipy.sparse.csgraph import laplacian
from scipy.spatial.distance import pdist, squareform

from sklearn.cluster import DBSCAN, HDBSCAN, KMeans, SpectralClustering
from sklearn.cluster._hdbscan import hdbscan
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import kneighbors_graph

rng = np.random.default_rng(5)
n, d, k = 160, 6, 4
truth = rng.integers(0, k, n)
x = (rng.standard_normal((k, d))[truth] * 2.2 + rng.standard_normal((n, d)) + 10).astype(np.float32)
x64 = x.astype(np.float64)

with h5py.File(Path(__file__).with_name("clustering.h5"), "w") as file:
    file["x"] = x
    start = x64[[3, 50, 111, 140]]
    lost = start.copy()
    lost[3] = 100  # no row is nearest to it
    for name, init, options in (
        ("one_iteration", start, dict(max_iter=1)),
        ("default", start, dict()),
        ("no_tolerance", start, dict(tol=0.0)),
        ("empty_cluster", lost, dict()),
    ):
        fit = KMeans(k, init=init, n_init=1, **options).fit(x64)
        group = file.create_group(f"kmeans/{name}")
        group["start"] = init.astype(np.float32)
        group["centres"] = fit.cluster_centers_
        group["labels"] = fit.labels_
        group["inertia"] = fit.inertia_
        group["iterations"] = fit.n_iter_

    merges = linkage(x64, "ward")
    file["ward/children"] = merges[:, :2].astype(np.int32)
    file["ward/heights"] = merges[:, 2]
    file["ward/sizes"] = merges[:, 3].astype(np.int32)
    for clusters in (2, 4, 7):
        file[f"ward/labels_{clusters}"] = fcluster(merges, clusters, "maxclust")

    for linkage_name in ("single", "complete", "average"):
        merges = linkage(x64, linkage_name)
        file[f"{linkage_name}/heights"] = merges[:, 2]
        file[f"{linkage_name}/children"] = merges[:, :2].astype(np.int32)
        file[f"{linkage_name}/labels"] = fcluster(merges, 5, "maxclust")
    for name, eps, rows in (("noise_only", 0.5, 5), ("sparse", 1.7, 4), ("usual", 2.1, 5), ("one", 50.0, 5), ("alone", 1.2, 1)):
        fit = DBSCAN(eps=eps, min_samples=rows).fit(x64)
        group = file.create_group(f"dbscan/{name}")
        group["eps"], group["min_samples"] = eps, rows
        group["labels"], group["core"] = fit.labels_, fit.core_sample_indices_.astype(np.int32)

    weights = np.array([0.1, 0.2, 0.3, 0.4])
    means = start + 0.1
    factors = [rng.standard_normal((d, d)) * 0.3 for _ in range(k)]
    covariances = np.stack([a @ a.T + 1.2 * np.eye(d) for a in factors])
    group = file.create_group("mixture")
    group["weights"], group["means"], group["covariances"] = weights, means, covariances
    begin = GaussianMixture(k)
    begin.weights_, begin.means_ = weights, means
    begin.precisions_cholesky_ = np.stack([np.linalg.inv(np.linalg.cholesky(c)).T for c in covariances])
    group["log_densities"] = begin.score_samples(x64)
    group["responsibilities"] = begin.predict_proba(x64)
    for name, iterations in (("one_step", 1), ("fit", 200)):
        fit = GaussianMixture(
            k, weights_init=weights, means_init=means, precisions_init=np.linalg.inv(covariances), max_iter=iterations
        ).fit(x64)
        group = file.create_group(f"mixture/{name}")
        group["weights"], group["means"], group["covariances"] = fit.weights_, fit.means_, fit.covariances_
        group["labels"] = fit.predict(x64)
        group["lower_bound"] = fit.lower_bound_
        group["iterations"] = fit.n_iter_
        group["bic"], group["aic"] = fit.bic(x64), fit.aic(x64)

    shapes = {
        "diag": np.stack([np.diag(c) for c in covariances]),
        "tied": covariances.mean(0),
        "spherical": np.array([np.trace(c) / d for c in covariances]),
    }
    for shape, values in shapes.items():
        precisions = np.linalg.inv(values) if shape == "tied" else 1 / values
        group = file.create_group(f"mixture_{shape}")
        group["start"] = values
        for name, iterations in (("one_step", 1), ("fit", 200)):
            fit = GaussianMixture(
                k, covariance_type=shape, weights_init=weights, means_init=means, precisions_init=precisions, max_iter=iterations
            ).fit(x64)
            group = file.create_group(f"mixture_{shape}/{name}")
            group["weights"], group["means"], group["covariances"] = fit.weights_, fit.means_, fit.covariances_
            group["labels"] = fit.predict(x64)
            group["lower_bound"] = fit.lower_bound_
            group["iterations"] = fit.n_iter_
            group["bic"], group["aic"] = fit.bic(x64), fit.aic(x64)

    # Edges of the spanning tree tie often; scikit-learn leaves their order to an unstable sort.
    hdbscan._process_mst = lambda tree: hdbscan.make_single_linkage(tree[np.argsort(tree["distance"], kind="stable")])
    for name, size, rows in (("usual", 5, None), ("large", 12, 3), ("smooth", 6, 10), ("alone", 8, 1)):
        fit = HDBSCAN(min_cluster_size=size, min_samples=rows, copy=True).fit(x64)
        group = file.create_group(f"hdbscan/{name}")
        group["min_cluster_size"], group["min_samples"] = size, rows or size
        group["labels"], group["probabilities"] = fit.labels_, fit.probabilities_

    neighbours = kneighbors_graph(x64, 10, include_self=True)
    affinities = {
        "neighbours": (0.5 * (neighbours + neighbours.T)).toarray(),
        "radial": np.exp(-0.1 * squareform(pdist(x64, "sqeuclidean"))),
    }
    for name, affinity in affinities.items():
        group = file.create_group(f"spectral/{name}")
        group["eigenvalues"] = eigh(laplacian(affinity, normed=True))[0][:12]
        fit = SpectralClustering(k, affinity="precomputed", random_state=0).fit(affinity)
        group["labels"] = fit.labels_
