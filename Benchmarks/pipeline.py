"""From files to log-mel artifacts by `cantus-ingest decode` and `cantus-featurize extract`, against
the sum of the parts measured alone: the library's decoding, mixing and resampling, and its log-mel
spectrograms, in memory. What is lost is what the commands add: processes, digests, loudness,
fingerprints, artifacts.
"""

import sys

import common

SONGS = 24
SECONDS = 180
THREADS = 2

if __name__ == "__main__":
    folder = sys.argv[1]
    print(f"Files to log-mel artifacts, {SONGS} songs of {SECONDS} s, {THREADS} threads, s")
    print(common.machine())
    for form in ("flac", "mp3"):
        corpus, work = f"{folder}/{form}", f"{folder}/{form}.work"
        common.songs(corpus, form, SONGS, SECONDS)
        configuration, shard, _ = common.scan(corpus, work)
        ingest, featurize, parts = [], [], []
        for _ in range(common.REPEATS):
            ingest.append(common.decode(corpus, work, configuration, shard, THREADS)[0])
            featurize.append(common.extract(work, THREADS)[0])
            clips = SONGS * (SECONDS // 30)
            parts.append(
                common.library("decode", corpus, THREADS)[0]
                + common.library("log-mel", corpus, THREADS)[0] * clips)
        together = [a + b for a, b in zip(ingest, featurize)]
        share = common.np.median(parts) / common.np.median(together)
        print(
            f"{form:5} ingest {common.spread(ingest, 2)}, featurize {common.spread(featurize, 2)},"
            f" parts alone {common.spread(parts, 2)}: {100 * share:.0f} % of their speed")
