"""Training by one process and by two with the same batches: time of a step, the largest difference of the
loss curves, and what follows for more processes. Then gathering, splitting, training and scoring 10,000
generated songs: time and memory. Features, audio tables and fingerprints are made up; all else is done by the
programs.
"""

import json
import os
import subprocess
import sys

import fakes
import h5py
import numpy as np

CORES = os.cpu_count()
REPEATS = 3
NETWORKS = {
    # Many parameters for their work: a step is mostly the sum of gradients and the optimiser.
    "dense": (
        (2000,), 64, "kind: basic-vae\nhidden: [1024, 512]\nlatent: 32\nbatch_norm: false\n"),
    # Much work for their parameters.
    "convolutions": (
        (64, 128), 32, "kind: conv-vae\nchannels: [32, 64, 128]\nlatent: 32\n"),
}
# Bytes a second and seconds to begin a message, of networks between machines.
NETWORKS_OF_MACHINES = {"10 Gbit/s Ethernet": (1.1e9, 30e-6), "100 Gbit/s InfiniBand": (11e9, 2e-6)}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


def timed(command, environment={}):
    """Runs a command: what it says, wall time in s, the largest process in MiB."""
    process = subprocess.run(
        ["/usr/bin/time", "-f", "%e %M", *command], stderr=subprocess.PIPE, text=True,
        env={**os.environ, **environment})
    if process.returncode:
        raise SystemExit(process.stderr)
    lines = process.stderr.splitlines()
    wall, memory = map(float, lines[-1].split())
    return lines[:-1], wall, memory / 1024


def made_up(folder, songs, shape, per_shard, clips=1):
    """Shards of songs and their features."""
    random = np.random.default_rng(1)
    width = int(np.prod(shape))
    ways = random.normal(size=(4, width))
    names = []
    for start in range(0, songs, per_shard):
        numbers = range(start, min(start + per_shard, songs))
        ids = [f"song-{i:06}" for i in numbers]
        labels = {"language": [["ar", "en", "es", "hi"][i % 4] for i in numbers]}
        name = f"{start // per_shard:03}.h5"
        names.append(name)
        fakes.audio(
            f"{folder}/audio/{name}", ids,
            [random.integers(0, 1 << 32, 1440, dtype=np.uint32) for _ in numbers], labels,
            artist=[f"artist {i}" for i in numbers], title=[f"title {i}" for i in numbers])
        lean = ways[np.repeat([i % 4 for i in numbers], clips)]
        values = lean + random.normal(size=(len(ids) * clips, width))
        fakes.features(f"{folder}/features/made-up/{name}", ids, labels, values, clips, shape)
    return names


def split(folder, names):
    settings = write(f"{folder}/split.yaml", "stratify: [language]\n")
    return timed(
        ["bin/cantus-split", "make", "--quiet", "--configuration", settings, "--output",
         f"{folder}/split.h5", *[f"{folder}/audio/{name}" for name in names]])


def train(folder, model, features, output, processes, threads):
    """Trains: seconds of a step (median), and the validation loss by epoch."""
    several = ["mpirun", "-np", str(processes), "--bind-to", "core", "--quiet"]
    said, _, _ = timed(
        (several if processes > 1 else [])
        + ["bin/cantus-train", "--json", "--threads", str(threads), "--configuration", model,
           "--features", features, "--split", f"{folder}/split.h5", "--seed", "1", "--output", output],
        {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
    events = [json.loads(line) for line in said if line.startswith("{")]
    step = next(event["step_median"] for event in events if event["event"] == "timing")
    return step, [event["validation_total"] for event in events if event["event"] == "epoch"]


def parameters(place, model, features):
    said = subprocess.run(
        ["bin/cantus-train", "--estimate", "--configuration", model, "--features", features, "--split",
         f"{place}/split.h5", "--seed", "1", "--output", f"{place}/none.h5"],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    return int(said.split()[1])


def predict(count, batch, fixed, per_clip):
    """What more processes would give: the gradient passes twice around a ring of them."""
    one = fixed + per_clip * batch
    for network, (bandwidth, latency) in NETWORKS_OF_MACHINES.items():
        same, larger = [], []
        for machines in (2, 4, 8, 16, 32, 64):
            ring = 2 * (machines - 1) * (4 * count / machines / bandwidth + latency)
            same.append(one / (machines * (fixed + per_clip * batch / machines + ring)))
            larger.append(one / (one + ring))
        for kind, shares in ("the same batch", same), ("a batch a machine", larger):
            print(f"  {network:22} {kind:18}" + "".join(f"{100 * share:6.0f} %" for share in shares))


def processes(folder):
    print(f"Seconds of a step, medians of {REPEATS} runs in turns; load {os.getloadavg()[0]:.1f}")
    for name, (shape, batch, yaml) in NETWORKS.items():
        place = f"{folder}/{name}"
        names = made_up(place, 640, shape, 640)
        split(place, names)
        models = [
            write(
                f"{place}/models/{name}-{size}.yaml",
                yaml + f"training: {{batch: {size}, epochs: 2, early_stopping: {{patience: 0}}}}\n")
            for size in (batch, batch // 2)]
        features = f"{place}/features/made-up/{names[0]}"
        ways = {
            "one": (models[0], 1, 1), "two": (models[0], 2, 1), "threads": (models[0], 1, 2),
            "half": (models[1], 1, 1)}
        steps = {way: [] for way in ways}
        losses = {}
        for _ in range(REPEATS):
            for way, (model, number, threads) in ways.items():
                step, losses[way] = train(place, model, features, f"{place}/{way}.h5", number, threads)
                steps[way].append(step)
        one, two, threads, half = (float(np.median(steps[way])) for way in ways)
        per_clip = 2 * (one - half) / batch
        fixed = max(one - per_clip * batch, 0)
        count = parameters(place, models[0], features)
        difference = max(abs(a - b) / abs(b) for a, b in zip(losses["two"], losses["one"]))
        ratios = [a / b for a, b in zip(steps["one"], steps["two"])]
        print(
            f"{name}, {count:,} parameters, batches of {batch}: one process {one:.4f}, two {two:.4f}, "
            f"{one / two:.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f}); one of two threads "
            f"{threads:.4f}; losses differ by {difference:.1e}")
        print(
            f"  a step {1e3 * fixed:.2f} ms and {1e3 * per_clip:.3f} ms a clip; summing "
            f"{4e-6 * count:.1f} MB over two processes {1e3 * (two - half):.1f} ms")
        print(f"  efficiency that follows   on{'':15} 2       4       8      16      32      64 machines")
        predict(count, batch, fixed, per_clip)


def songs(folder, count):
    print(f"\n{count:,} generated songs in shards of 250, three clips of 100 numbers each, {CORES} cores")
    print(f"{'':10} {'s':>7} {'MiB':>7}")
    names = made_up(folder, count, (100,), 250, 3)

    def show(name, result):
        print(f"{name:10} {result[1]:7.1f} {result[2]:7.0f}")

    features = f"{folder}/features/made-up.h5"
    shards = [f"{folder}/features/made-up/{name}" for name in names]
    show("gather", timed(["bin/cantus-featurize", "gather", "--quiet", "--output", features, *shards]))
    show("split", split(folder, names))
    model = write(
        f"{folder}/models/made-up/vae.yaml",
        "kind: basic-vae\nhidden: [256]\nlatent: 16\n"
        "training: {epochs: 10, batch: 128, early_stopping: {patience: 0}}\n")
    inputs = ["--features", features, "--split", f"{folder}/split.h5"]
    show("train", timed(
        ["bin/cantus-train", "--quiet", "--configuration", model, *inputs, "--seed", "1", "--output",
         f"{folder}/models/made-up/vae/seed-1.h5"]))
    evaluation = write(
        f"{folder}/evaluation.yaml",
        "evaluated: [train, validation, test]\ntasks: [{label: language}]\nclusterings: [{kind: kmeans}]\n")
    show("evaluate", timed(
        ["bin/cantus-evaluate", "--quiet", "--configuration", evaluation, "--model",
         f"{folder}/models/made-up/vae/seed-1.h5", *inputs, "--output",
         f"{folder}/scores/made-up/vae/seed-1.h5"]))


if __name__ == "__main__":
    processes(sys.argv[1])
    songs(f"{sys.argv[1]}/songs", 10_000)
