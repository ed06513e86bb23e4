"""The audit of an experiment of 10,000 songs: time and memory. Features are small and made up; split, models
and scores are made by the programs."""

import os
import sys

import common
import fakes

np = common.np
SONGS, SHARD, CLIPS, WIDTH = 10_000, 250, 3, 20


def write(folder):
    """Audio shards and a feature set whose values lean to a song's language."""
    random = np.random.default_rng(1)
    for start in range(0, SONGS, SHARD):
        numbers = range(start, start + SHARD)
        ids = [f"song-{i:05}" for i in numbers]
        labels = {
            "language": [["ar", "en", "es", "hi"][i % 4] for i in numbers],
            "genre": [["hip-hop", "pop", "rock"][i // 4 % 3] for i in numbers],
        }
        lengths = (random.integers(120, 360, SHARD) * 8).astype(int)
        shard = f"{start // SHARD:03}.h5"
        fakes.audio(
            f"{folder}/audio/{shard}", ids,
            [random.integers(0, 1 << 32, n, dtype=np.uint32) for n in lengths], labels,
            artist=[f"artist {i}" for i in numbers], title=[f"title {i}" for i in numbers],
            codec=[["mp3", "flac"][random.integers(2)] for _ in numbers],
            loudness=random.normal(-14, 3, SHARD))
        lean = np.repeat(np.array([[i % 4 == c for c in range(WIDTH)] for i in numbers]), CLIPS, 0)
        fakes.features(
            f"{folder}/features/made-up/{shard}", ids, labels,
            random.normal(size=(SHARD * CLIPS, WIDTH)) + 2 * lean, CLIPS)


def settings(folder, name, text):
    """A YAML file, made where it is missing."""
    path = f"{folder}/settings/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return path


if __name__ == "__main__":
    folder = sys.argv[1]
    write(folder)
    audio = sorted(os.listdir(f"{folder}/audio"))
    common.run(
        "featurize", "gather", "--output", f"{folder}/features/made-up.h5",
        *[f"{folder}/features/made-up/{name}" for name in audio])
    common.run(
        "split", "make", "--configuration",
        settings(folder, "split.yaml", "stratify: [language, genre]\n"), "--output",
        f"{folder}/split.h5", *[f"{folder}/audio/{name}" for name in audio])
    shared = ["--features", f"{folder}/features/made-up.h5", "--split", f"{folder}/split.h5"]
    evaluation = settings(
        folder, "evaluation.yaml",
        "evaluated: [test]\ntasks: [{label: language}, {label: genre}]\n"
        "clusterings: [{kind: kmeans}]\n")
    for kind in ("raw", "pca"):
        model, scores = (f"{folder}/{s}/made-up/{kind}/seed-42.h5" for s in ("models", "scores"))
        common.run(
            "train", "--configuration",
            settings(folder, f"models/made-up/{kind}.yaml", f"kind: {kind}\n"), *shared,
            "--seed", "42", "--output", model)
        common.run(
            "evaluate", "--configuration", evaluation, "--model", model, *shared,
            "--output", scores)
    wall, cpu, memory = common.run(
        "split", "audit", "--experiment", folder, "--output", f"{folder}/audit.h5", "--threads", "2",
        allowed=(0, 2))
    print(f"Audit of {SONGS:,} songs, {CLIPS} clips each, two models; two threads; {common.machine()}")
    print(f"{wall:.1f} s, {cpu:.1f} s of processor time, {memory:.0f} MiB")
