"""The memory of ingest and featurize by the size of a corpus that is one shard: it must not grow."""

import os
import sys

import common

SECONDS = 10
SIZES = (200, 1000)

if __name__ == "__main__":
    folder = sys.argv[1]
    songs = [common.song(seed, SECONDS) for seed in range(8)]
    rows = []
    for size in SIZES:
        corpus = f"{folder}/{size}"
        os.makedirs(corpus, exist_ok=True)
        for number in range(size):
            path = f"{corpus}/{number:04}.flac"
            if not os.path.exists(path):
                common.write(path, common.np.roll(songs[number % 8], 997 * number, axis=0))
        work = f"{folder}/{size}.work"
        configuration, shard, scanned = common.scan(corpus, work)
        decoded = common.decode(corpus, work, configuration, shard, 2)
        extracted = common.extract(work, 2)
        rows.append((size, scanned[2], decoded[2], extracted[2], decoded[0], extracted[0]))
    print(f"Largest process of each command, MiB; songs of {SECONDS} s, two threads")
    print(common.machine())
    print(f"{'songs':>6} {'scan':>6} {'decode':>7} {'extract':>8} {'decode s':>9} {'extract s':>10}")
    for size, scanned, decoded, extracted, wall, wall2 in rows:
        print(f"{size:6} {scanned:6.0f} {decoded:7.0f} {extracted:8.0f} {wall:9.1f} {wall2:10.1f}")
