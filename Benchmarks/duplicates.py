"""The duplicate search of cantus-split make among many songs: time, memory, and what it finds.

Fingerprints are random, of real lengths (2 to 6 minutes); copies have 5 % of bits flipped, and are
whole or an excerpt of 20 s.
"""

import glob
import sys

import common
import fakes
import h5py

np = common.np
SONGS, COPIES, SHARD = 100_000, 1_000, 1_000


def copy(random, values):
    """A noisy copy, whole or an excerpt."""
    if random.random() < 0.5:
        start = random.integers(0, len(values) - 200)
        values = values[start : start + 162]
    flips = (random.random((len(values), 32)) < 0.05) @ (1 << np.arange(32, dtype=np.uint64))
    return values ^ flips.astype(np.uint32)


def write(folder):
    """Shards of songs with fingerprints and no audio; returns the pairs to be found."""
    random = np.random.default_rng(1)
    lengths = (random.integers(120, 360, SONGS - COPIES) * 8.08).astype(int)
    fingerprints = [random.integers(0, 1 << 32, n, dtype=np.uint32) for n in lengths]
    originals = random.choice(len(fingerprints), COPIES, replace=False)
    fingerprints += [copy(random, fingerprints[i]) for i in originals]
    ids = [f"song-{i:06}" for i in range(SONGS)]
    for start in range(0, SONGS, SHARD):
        part = slice(start, start + SHARD)
        fakes.audio(f"{folder}/audio/{start // SHARD:03}.h5", ids[part], fingerprints[part])
    return {(ids[o], ids[SONGS - COPIES + c]) for c, o in enumerate(originals)}


if __name__ == "__main__":
    folder = sys.argv[1]
    pairs = write(folder)
    with open(f"{folder}/split.yaml", "w") as file:
        file.write("strategy: song\n")
    wall, cpu, memory = common.run(
        "split", "make", "--configuration", f"{folder}/split.yaml", "--output",
        f"{folder}/split.h5", *sorted(glob.glob(f"{folder}/audio/*.h5")), "--threads", "2")
    with h5py.File(f"{folder}/split.h5") as file:
        links = zip(file["links/song_a"].asstr()[:], file["links/song_b"].asstr()[:])
        found = {tuple(sorted(link)) for link in links}
    print(f"Duplicates among {SONGS:,} songs of 2 to 6 minutes, two threads; {common.machine()}")
    print(f"{wall:.0f} s, {cpu:.0f} s of processor time, {memory:.0f} MiB")
    print(f"found {len(found & pairs)} of {len(pairs)} copies, and {len(found - pairs)} false pairs")
