"""Projections and the silhouette: those of cantus-evaluate against scikit-learn, umap-learn and NumPy, two threads.

Both work on the same rows with the same settings and are timed inside their own process, with the
rows in memory, everything imported and compiled; the memory is the largest size of the process.
Maps are compared by their trustworthiness, components by the variance that they explain.

    evaluate_projection.py FOLDER [NAME …]
"""

import json
import os
import sys
import time

import evaluate_clustering as clustering
import numpy as np

THREADS = clustering.THREADS

# What is compared: rows and columns, what we do, what the peer does, how often, and what must be reached.
WORKS = {
    "silhouette": (50_000, 128, {"silhouette": True}, "silhouette", 3, 4),
    "t-SNE": (20_000, 128, {"map": "tsne"}, "tsne", 1, 4),
    "UMAP": (20_000, 128, {"map": "umap"}, "umap", 3, 2),
    "UMAP, with a seed": (20_000, 128, {"map": "umap"}, "umap_seeded", 1, None),
    "UMAP by index": (50_000, 128, {"map": "umap"}, "umap", 1, None),
    "PCA-128, Gram matrix": (2_107, 165_376, {"components": True}, "pca_gram", 3, 1.5),
    "PCA-128, randomized": (2_107, 165_376, {"components": True}, "pca_randomized", 1, None),
}


def rows(n, columns, path):
    """Overlapping blobs; for many columns rows of falling variances, as spectrograms have."""
    if columns == 128:
        x, truth = clustering.blobs(n, k=8, spread=1)
    else:
        random = np.random.default_rng(n)
        truth = random.integers(0, 8, n)
        factors = random.standard_normal((n, 200), np.float32) / np.arange(1, 201, dtype=np.float32)
        x = 20 * factors @ random.standard_normal((200, columns), np.float32)
        x += random.standard_normal((n, columns), np.float32)
    x.tofile(path)
    return x, truth


def peer(name, path, columns, output, repeats):
    """Runs the peer in this process; prints its seconds and its largest size in MiB."""
    import resource
    import warnings

    warnings.filterwarnings("ignore")
    x = np.fromfile(path, np.float32).reshape(-1, columns)
    labels = np.arange(len(x)) % 8

    def silhouette():
        from sklearn.metrics import silhouette_score

        return np.array([silhouette_score(x, labels)])

    def tsne():
        from sklearn.manifold import TSNE

        return TSNE(init="pca", n_jobs=THREADS, random_state=0).fit_transform(x)

    def umap(seed=None, rows=x):
        import umap

        return umap.UMAP(random_state=seed, n_jobs=1 if seed else THREADS).fit_transform(rows)

    def pca_gram():
        centred = x - x.mean(0)
        values, vectors = np.linalg.eigh(centred @ centred.T)
        components = vectors[:, :-129:-1].T @ centred
        components /= np.linalg.norm(components, axis=1, keepdims=True)
        return values[:-129:-1] / (len(x) - 1)

    def pca_randomized():
        from sklearn.decomposition import PCA

        return PCA(128, svd_solver="randomized", random_state=0).fit(x).explained_variance_

    work = {
        "silhouette": silhouette,
        "tsne": tsne,
        "umap": umap,
        "umap_seeded": lambda: umap(seed=1),
        "pca_gram": pca_gram,
        "pca_randomized": pca_randomized,
    }[name]
    if name.startswith("umap"):
        umap(rows=x[:500])
    seconds = []
    for _ in range(int(repeats)):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    np.asarray(found, np.float64).tofile(output)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


def agreement(x, name, folder):
    """How both results compare, in words."""
    a, b = (np.fromfile(f"{folder}/{who}.f64") for who in ("ours", "peer"))
    if name == "silhouette":
        return f"{a[0]:.6f} and {b[0]:.6f}"
    if name.startswith("pca"):
        return f"variance explained {a.sum() / b.sum():.5f} of the peer's"
    from sklearn.manifold import trustworthiness

    # Of 5,000 rows: all pairs are compared.
    chosen = np.random.default_rng(0).choice(len(x), 5_000, replace=False)
    values = [trustworthiness(x[chosen], y.reshape(-1, 2)[chosen], n_neighbors=15) for y in (a, b)]
    return f"trustworthiness {values[0]:.4f} and {values[1]:.4f}"


def main(folder, names):
    # Not before, since it keeps this process to one thread, and peers are to have two.
    import common

    os.makedirs(folder, exist_ok=True)
    print(f"Projections and the silhouette, {THREADS} threads: seconds, and MiB of the process")
    print(common.machine())
    print(f"{'':22} {'rows':>7} {'cantus':>22} {'MiB':>6} {'peer':>24} {'MiB':>6} {'ratio':>6}  goal")
    for title, (n, columns, work, name, repeats, goal) in WORKS.items():
        if names and not any(wanted in title for wanted in names):
            continue
        path = f"{folder}/rows.f32"
        x, _ = rows(n, columns, path)
        mine = clustering.ours(folder, path, work, repeats, columns)
        theirs = clustering.run([
            sys.executable, __file__, "--peer", name, path, str(columns), f"{folder}/peer.f64",
            str(repeats)])
        ratio = np.median(theirs["seconds"]) / np.median(mine["seconds"])
        print(
            f"{title:22} {n:7} {common.spread(mine['seconds'], 2):>22} {mine['memory']:6.0f} "
            f"{common.spread(theirs['seconds'], 2):>24} {theirs['memory']:6.0f} {ratio:6.2f}"
            f"{f'  ≥ {goal}' if goal else ''}; {agreement(x, name, folder)}", flush=True)
        os.remove(path)


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        name, path, columns, output, repeats = sys.argv[2:7]
        peer(name, path, int(columns), output, repeats)
    else:
        main(sys.argv[1], sys.argv[2:])
