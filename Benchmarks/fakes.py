"""Artifacts made up for measuring later stages on corpora that would take long to decode."""

import contextlib
import hashlib
import os

import h5py
import numpy as np

TEXT = h5py.string_dtype()


def table(file, group, **columns):
    """A group of columns; texts are lists."""
    for name, values in columns.items():
        if isinstance(values, list):
            file.create_dataset(f"{group}/{name}", data=values, shape=(len(values),), dtype=TEXT)
        else:
            file[f"{group}/{name}"] = values


@contextlib.contextmanager
def start(path, schema, configuration):
    """A new artifact, which is sealed in the end."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with h5py.File(path, "w") as file:
        file.attrs.update(schema=schema, producer="made up", configuration=configuration)
        file.attrs.create("inputs", [], dtype=TEXT)
        yield file
    with open(path, "rb+") as file:
        pieces = iter(lambda: file.read(1 << 20), b"")
        digests = b"".join(hashlib.sha256(piece).digest() for piece in pieces)
        digest = hashlib.sha256(digests).hexdigest()
        file.write(f"cantus seal sha256/1MiB {digest}\n".encode())


def songs(file, ids, labels, **columns):
    """The table of songs, with labels by name."""
    table(file, "songs", song_id=ids, path=ids, **labels, **columns)
    file["songs"].attrs.create("labels", list(labels), dtype=TEXT)
    table(file, "quarantine", song_id=[], path=[], stage=[], reason=[])


def audio(path, ids, fingerprints, labels={}, **columns):
    """A shard of songs with fingerprints (eight values a second) and no samples."""
    with start(path, "cantus.audio/1", "max_quarantined: 1\n") as file:
        songs(
            file, ids, labels, audio_sha256=[f"digest of {i}" for i in ids],
            duration=np.array([len(f) for f in fingerprints]) / 8.0, **columns)
        file["audio/samples"] = np.zeros(0, np.float32)
        file["audio"].attrs["sample_rate"] = 22050
        file["audio/offsets"] = np.zeros(len(ids) + 1, np.int64)
        file["fingerprints/values"] = np.concatenate(fingerprints)
        file["fingerprints/offsets"] = np.cumsum([0] + [len(f) for f in fingerprints])


def features(path, ids, labels, values, clips, shape=None):
    """A feature set of named numbers, or of maps of a shape; each song has so many clips of 10 s."""
    shape = shape or values.shape[1:]
    axes = ["band", "frame"] if len(shape) == 2 else ["feature"]
    with start(path, "cantus.features/1", "kind: external\n") as file:
        songs(file, ids, labels)
        starts = [10.0 * clip for _ in ids for clip in range(clips)]
        owners = np.repeat(np.arange(len(ids)), clips)
        table(
            file, "clips", clip_id=[f"{ids[s]}@{t}" for s, t in zip(owners, starts)],
            song_id=[ids[s] for s in owners], song=owners, start=np.array(starts),
            duration=np.full(len(starts), 10.0))
        file["features/values"] = values.astype(np.float32).reshape(-1, *shape)
        file["features/values"].attrs["units"] = "1"
        for axis, size in zip(axes, shape):
            table(file, "features", **{axis: [f"number {i}" for i in range(size)]})
        file["features"].attrs.create("feature_axes", axes, dtype=TEXT)
