"""Clusterings of 128 columns: the clusterings of cantus-evaluate against scikit-learn, two threads.

Both cluster the same rows with the same settings and are timed inside their own process, with the
rows in memory and everything imported; the memory is the largest size of the process. A clustering
that has one answer must agree with the peer's; where starts are random, inertias are compared.

    evaluate_clustering.py FOLDER [NAME …]
"""

import json
import os
import subprocess
import sys

THREADS = 2
COLUMNS = 128
REPEATS = 3

# What is compared: rows, what we do, what the peer does, and what must be reached.
WORKS = {
    "K-means, n_init 10": (50_000, {"clustering": {"kind": "kmeans"}}, "kmeans", 1.5),
    "mini-batch K-means": (50_000, {"clustering": {"kind": "minibatch-kmeans"}}, "minibatch", None),
    "full mixture, 20 EM steps": (20_000, {"mixture_steps": 20}, "mixture", 4),
    "Ward": (20_000, {"clustering": {"kind": "ward"}}, "ward", 2.5),
    "Ward, 100,000 rows": (100_000, {"clustering": {"kind": "ward"}}, None, None),
    "DBSCAN": (50_000, {"clustering": {"kind": "dbscan", "min_samples": 5}}, "dbscan", 2),
    "HDBSCAN": (20_000, {"clustering": {"kind": "hdbscan", "min_cluster_size": 10}}, "hdbscan", 5),
    "spectral, against LOBPCG": (20_000, {"clustering": {"kind": "spectral"}}, "spectral_lobpcg", 1),
    "spectral, against ARPACK": (20_000, {"clustering": {"kind": "spectral"}}, "spectral", 20),
}


def blobs(n, k=4, spread=0.2):
    """Four clusters that overlap a little, as 32-bit floats, and the cluster of each row."""
    import numpy as np

    random = np.random.default_rng(n)
    centres = spread * random.standard_normal((k, COLUMNS))
    truth = random.integers(0, k, n)
    return (centres[truth] + random.standard_normal((n, COLUMNS))).astype(np.float32), truth


def radius(x):
    """The median distance to the fifth neighbour: about half of the rows become core."""
    import numpy as np
    from sklearn.neighbors import NearestNeighbors

    distances = NearestNeighbors(n_neighbors=6).fit(x).kneighbors(x[:2000])[0]
    return float(np.median(distances[:, 5]))


def peer(name, path, output, eps):
    """Runs the peer in this process; prints its seconds and its largest size in MiB."""
    import resource
    import time
    import warnings

    import numpy as np
    from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering, KMeans, MiniBatchKMeans
    from sklearn.cluster import SpectralClustering
    from sklearn.mixture import GaussianMixture

    warnings.filterwarnings("ignore")
    x = np.fromfile(path, np.float32).reshape(-1, COLUMNS)
    unit = np.stack([np.eye(COLUMNS, dtype=np.float32)] * 4)
    graph = dict(affinity="nearest_neighbors", n_neighbors=10, random_state=0, n_jobs=THREADS)
    model = {
        "kmeans": lambda: KMeans(4, n_init=10, random_state=0),
        "minibatch": lambda: MiniBatchKMeans(4, n_init=3, random_state=0),
        "mixture": lambda: GaussianMixture(
            4, means_init=x[:4], weights_init=np.full(4, 0.25, np.float32), precisions_init=unit,
            max_iter=20, tol=0, random_state=0),
        "ward": lambda: AgglomerativeClustering(4, linkage="ward"),
        "dbscan": lambda: DBSCAN(eps=eps, min_samples=5, n_jobs=THREADS),
        "hdbscan": lambda: HDBSCAN(min_cluster_size=10, n_jobs=THREADS, copy=True),
        "spectral_lobpcg": lambda: SpectralClustering(4, eigen_solver="lobpcg", **graph),
        "spectral": lambda: SpectralClustering(4, **graph),
    }[name]
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        fit = model().fit(x)
        seconds.append(time.perf_counter() - start)
        # Minutes need no repetition.
        if sum(seconds) > 30:
            break
    found = [fit.lower_bound_] if name == "mixture" else fit.labels_
    np.asarray(found, np.float64).tofile(output)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "memory": memory}))


def run(command):
    # A process that Python starts would count Python's own memory as its largest.
    timed = ["/usr/bin/time", "-f", "%M", *command]
    environment = dict(os.environ)
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
        environment[name] = str(THREADS)
    process = subprocess.run(
        timed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    if process.returncode:
        raise SystemExit(process.stderr)
    measured = json.loads(process.stdout.splitlines()[-1])
    measured.setdefault("memory", float(process.stderr.splitlines()[-1]) / 1024)
    return measured


def ours(folder, path, work, repeats=REPEATS, columns=COLUMNS):
    with open(f"{folder}/work.yaml", "w") as file:
        json.dump(work, file)
    return run([
        ".build/release/EvaluationBenchmark", "--work", f"{folder}/work.yaml", "--data", path,
        "--columns", str(columns), "--threads", str(THREADS), "--repeats", str(repeats),
        "--output", f"{folder}/ours.f64"])


def agreement(x, truth, name, folder):
    """How both results compare, in words."""
    import numpy as np
    from sklearn.metrics import adjusted_rand_score

    a, b = (np.fromfile(f"{folder}/{who}.f64") for who in ("ours", "peer"))
    if name == "mixture":
        return f"lower bounds {a[0]:.4f} and {b[0]:.4f}"
    if name in ("kmeans", "minibatch"):
        inertias = [
            sum(((x[found == c] - x[found == c].mean(0)) ** 2).sum() for c in np.unique(found))
            for found in (a, b)
        ]
        return f"inertias {inertias[0]:.6g} and {inertias[1]:.6g}"
    return f"ARI of both {adjusted_rand_score(a, b):.3f}"


def main(folder, names):
    import numpy as np

    sys.path.insert(0, os.path.dirname(__file__))
    import common

    os.makedirs(folder, exist_ok=True)
    print(f"Clusterings of {COLUMNS} columns, k = 4, {THREADS} threads: seconds, and MiB of the process")
    print(common.machine())
    print(f"{'':26} {'rows':>7} {'cantus':>22} {'MiB':>6} {'scikit-learn':>22} {'MiB':>6} {'ratio':>6}  goal")
    for title, (n, work, name, goal) in WORKS.items():
        if names and not any(wanted in title for wanted in names):
            continue
        path = f"{folder}/{n}.f32"
        x, truth = blobs(n)
        x.tofile(path)
        eps = radius(x) if name == "dbscan" else None
        if eps:
            work["clustering"]["eps"] = eps
        mine = ours(folder, path, work, repeats=1 if n == 100_000 else REPEATS)
        line = f"{title:26} {n:7} {common.spread(mine['seconds'], 2):>22} {mine['memory']:6.0f}"
        if name:
            theirs = run(
                [sys.executable, __file__, "--peer", name, path, f"{folder}/peer.f64", str(eps)])
            ratio = np.median(theirs["seconds"]) / np.median(mine["seconds"])
            line += f" {common.spread(theirs['seconds'], 2):>22} {theirs['memory']:6.0f}"
            line += f" {ratio:6.2f}  ≥ {goal}" if goal else f" {ratio:6.2f}"
            line += f"; {agreement(x, truth, name, folder)}"
        print(line, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        peer(*sys.argv[2:5], None if sys.argv[5] == "None" else float(sys.argv[5]))
    else:
        main(sys.argv[1], sys.argv[2:])
