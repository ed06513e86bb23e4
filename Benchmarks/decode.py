"""Decoding, mixing down and resampling whole songs on two threads, against `librosa.load` in two
processes.

`library` is the same work as librosa's: decoded, mixed and resampled in memory, by threads that have
done so before. `command` is `cantus-ingest decode` with all that it does: starting it and its workers,
which a broken file cannot harm, the digests of file and signal, loudness, fingerprint, silence, and the
artifact on the disk. librosa's processes have imported everything and loaded a song before the clock
starts, and its signals are thrown away.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor

import common
import librosa

SONGS = 12
SECONDS = 180
THREADS = 2


def load(path):
    return librosa.load(path, sr=22050, mono=True, res_type="soxr_hq")[0].size


if __name__ == "__main__":
    folder = sys.argv[1]
    total = SONGS * SECONDS
    print(f"Decode + downmix + resample, {SONGS} songs of {SECONDS} s, 44.1 kHz stereo, × real time")
    print(common.machine())
    print(
        f"{'':5} {'library, 2 threads':>22} {'command, 2 threads':>22} {'librosa, 2 processes':>22}"
        f" {'ratios':>12}")
    with ProcessPoolExecutor(THREADS) as peers:
        for form in ("wav", "flac", "mp3", "ogg"):
            corpus = f"{folder}/{form}"
            paths = common.songs(corpus, form, SONGS, SECONDS)
            work = f"{folder}/{form}.work"
            configuration, shard, _ = common.scan(corpus, work)
            list(peers.map(load, paths[:4]))
            library, command, theirs = [], [], []
            for _ in range(common.REPEATS):
                library.append(total / common.library("decode", corpus, THREADS)[0])
                start = time.perf_counter()
                list(peers.map(load, paths))
                theirs.append(total / (time.perf_counter() - start))
                command.append(
                    total / common.decode(corpus, work, configuration, shard, THREADS)[0])
            median = common.np.median
            ratios = [median(ours) / median(theirs) for ours in (library, command)]
            print(
                f"{form:5} {common.spread(library, 0):>22} {common.spread(command, 0):>22}"
                f" {common.spread(theirs, 0):>22} {ratios[0]:6.2f} {ratios[1]:5.2f}")
