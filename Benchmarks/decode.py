"""Decoding, mixing down and resampling whole songs: `cantus-ingest decode` on two threads against
`librosa.load` in two processes.

Ours is the whole command: starting it and its workers, and besides what librosa does the digests of
file and signal, loudness, fingerprint, silence, and writing the artifact. librosa's processes have
imported everything and loaded a song before the clock starts, and its signals are thrown away.
"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import common
import librosa

SONGS = 6
SECONDS = 180


def load(path):
    return librosa.load(path, sr=22050, mono=True, res_type="soxr_hq")[0].size


if __name__ == "__main__":
    folder = sys.argv[1]
    total = SONGS * SECONDS
    for number in range(SONGS):
        samples = None
        for form in ("wav", "flac", "mp3", "ogg"):
            os.makedirs(f"{folder}/{form}", exist_ok=True)
            path = f"{folder}/{form}/{number:02}.{form}"
            if not os.path.exists(path):
                samples = common.song(number, SECONDS) if samples is None else samples
                common.write(path, samples)
    print(f"Decode + downmix + resample, {SONGS} songs of {SECONDS} s, 44.1 kHz stereo, × real time")
    print(common.machine())
    print(f"{'':5} {'cantus, 2 threads':>24} {'librosa, 2 processes':>24} {'ratio':>6}")
    with ProcessPoolExecutor(2) as peers:
        for form in ("wav", "flac", "mp3", "ogg"):
            corpus = f"{folder}/{form}"
            paths = [f"{corpus}/{name}" for name in sorted(os.listdir(corpus))]
            work = f"{folder}/{form}.work"
            configuration, shard, _ = common.scan(corpus, work)
            list(peers.map(load, paths[:4]))
            ours, theirs = [], []
            for _ in range(common.REPEATS):
                ours.append(total / common.decode(corpus, work, configuration, shard, 2)[0])
                start = time.perf_counter()
                list(peers.map(load, paths))
                theirs.append(total / (time.perf_counter() - start))
            ratio = common.np.median(ours) / common.np.median(theirs)
            print(f"{form:5} {common.spread(ours, 0):>24} {common.spread(theirs, 0):>24} {ratio:6.2f}")
