"""Writes metrics.h5: labelings, ordinary and degenerate, with the scores of scikit-learn 1.9.1 and SciPy 1.17.1.

A score that scikit-learn refuses to give is stored as NaN.
"""

import warnings
from pathlib import Path

import h5py
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn import metrics

warnings.simplefilter("ignore")
rng = np.random.default_rng(11)
n = 120
truth = rng.integers(0, 4, n)
x = (2 * rng.standard_normal((4, 5))[truth] + rng.standard_normal((n, 5))).astype(np.float32)
noisy = truth.copy()
changed = rng.choice(n, 35, replace=False)
noisy[changed] = rng.integers(0, 4, 35)
noise = truth.copy()
noise[rng.choice(n, 20, replace=False)] = -1
zeros, numbers = np.zeros(n, int), np.arange(n)
labelings = {
    "perfect": (truth, truth),
    "permuted": (truth, np.array([2, 0, 3, 1])[truth]),
    "noisy": (truth, noisy),
    "random": (truth, rng.integers(0, 4, n)),
    "fine": (truth, truth * 3 + rng.integers(0, 3, n)),
    "coarse": (truth, truth // 2),
    "single_cluster": (truth, zeros),
    "single_class": (zeros, noisy),
    "both_single": (zeros, zeros),
    "singletons": (truth, numbers),
    "both_singletons": (numbers, numbers),
    "singletons_of_one_class": (zeros, numbers),
    "with_noise": (truth, noise),
    "imbalanced": (truth, np.where(rng.random(n) < 0.9, 0, rng.integers(1, 6, n))),
    "gaps": (truth, noisy * 10 + 5),
    "all_noise": (truth, np.full(n, -1)),
    "one_row": (np.array([0]), np.array([3])),
    "two_rows": (np.array([0, 1]), np.array([0, 0])),
    "nearly_singletons": (truth, np.maximum(numbers, 1)),
}


def score(function, *arguments):
    try:
        return function(*arguments)
    except ValueError:
        return np.nan


def pair_f1(classes, clusters):
    (_, apart), (missed, both) = metrics.cluster.pair_confusion_matrix(classes, clusters)
    return 2 * both / (2 * both + apart + missed) if both else 0.0


def dunn(rows, clusters):
    if not 2 <= len(np.unique(clusters)) < len(rows):
        return np.nan
    distances, together = cdist(rows, rows), clusters[:, None] == clusters
    diameter = distances[together].max()
    return distances[~together].min() / diameter if diameter > 0 else np.nan


def dbcv(rows, clusters):
    """Moulavi et al. 2014, with all edges and rows of a cluster whose tree has no inner ones."""
    if not 2 <= len(np.unique(clusters)) < len(rows):
        return np.nan
    distances, dimensions = cdist(rows, rows), rows.shape[1]
    parts = [np.flatnonzero(clusters == c) for c in np.unique(clusters)]
    parts = [part for part in parts if len(part) > 1]
    if len(parts) < 2:
        return np.nan
    core, inner, sparseness = np.zeros(len(rows)), [], []
    for part in parts:
        for row in part:
            others = distances[row, part]
            others = others[others > 0]
            density = np.sum(others**-dimensions) / (len(part) - 1)
            core[row] = density ** (-1 / dimensions) if density else 0
        reach = np.maximum(distances[np.ix_(part, part)], np.maximum(core[part][:, None], core[part]))
        # Reachabilities tie: the shorter distance decides.
        reach = [[(a, b) for a, b in zip(*rows)] for rows in zip(reach, distances[np.ix_(part, part)])]
        left, best, parent = set(range(1, len(part))), list(reach[0]), np.zeros(len(part), int)
        edges = []
        while left:
            following = min(left, key=lambda row: (best[row], row))
            left.remove(following)
            edges.append((parent[following], following, best[following][0]))
            for row in left:
                if reach[following][row] < best[row]:
                    best[row], parent[row] = reach[following][row], following
        degree = np.bincount(np.array([edge[:2] for edge in edges], int).ravel(), minlength=len(part))
        within = [edge[2] for edge in edges if degree[edge[0]] > 1 and degree[edge[1]] > 1]
        sparseness.append(max(within or [edge[2] for edge in edges]))
        inner.append(part[degree > 1] if (degree > 1).any() else part)
    total = 0
    for i, part in enumerate(parts):
        apart = min(
            np.maximum(distances[np.ix_(inner[i], inner[j])], np.maximum(core[inner[i]][:, None], core[inner[j]])).min()
            for j in range(len(parts))
            if j != i
        )
        larger = max(apart, sparseness[i])
        total += len(part) / len(rows) * ((apart - sparseness[i]) / larger if larger else 0)
    return total


with h5py.File(Path(__file__).with_name("metrics.h5"), "w") as file:
    file["x"] = x
    duplicates = x.copy()
    duplicates[:] = x[truth.argsort()[0]]
    duplicates[n // 2 :] = x[7]
    file["duplicates"] = duplicates
    for name, (classes, clusters) in labelings.items():
        group = file.create_group(f"labelings/{name}")
        group["classes"], group["clusters"] = classes.astype(np.int32), clusters.astype(np.int32)
        table = metrics.cluster.contingency_matrix(classes, clusters)
        group["ari"] = metrics.adjusted_rand_score(classes, clusters)
        group["ami"] = metrics.adjusted_mutual_info_score(classes, clusters)
        group["nmi"] = metrics.normalized_mutual_info_score(classes, clusters)
        for mean in ("geometric", "min", "max"):
            group[f"nmi_{mean}"] = metrics.normalized_mutual_info_score(classes, clusters, average_method=mean)
        group["homogeneity"], group["completeness"], group["v_measure"] = metrics.homogeneity_completeness_v_measure(
            classes, clusters
        )
        group["purity"] = table.max(axis=0).sum() / table.sum()
        group["inverse_purity"] = table.max(axis=1).sum() / table.sum()
        group["accuracy"] = table[linear_sum_assignment(-table)].sum() / table.sum()
        group["fowlkes_mallows"] = metrics.fowlkes_mallows_score(classes, clusters)
        group["pair_f1"] = pair_f1(classes, clusters)
        for points, suffix in ((x, ""), (duplicates, "_of_duplicates")):
            rows = points[: len(clusters)].astype(np.float64)
            group["silhouette" + suffix] = score(metrics.silhouette_score, rows, clusters)
            group["calinski_harabasz" + suffix] = score(metrics.calinski_harabasz_score, rows, clusters)
            group["davies_bouldin" + suffix] = score(metrics.davies_bouldin_score, rows, clusters)
            group["dunn" + suffix] = dunn(rows, clusters)
            group["dbcv" + suffix] = dbcv(rows, clusters)
