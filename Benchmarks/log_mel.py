"""Log-mel spectrograms of 30-s clips on one core: `cantus-featurize extract` against librosa.

Ours is the processor time of the whole command: starting it, reading the decoded audio, and writing
the artifact. librosa's is the processor time of its two calls on samples that are in memory already,
with everything imported and called before.
"""

import os
import sys
import time

import common
import librosa
import numpy as np

SONGS = 16
SECONDS = 180
CLIP = 30 * 22050


def log_mel(samples):
    power = librosa.feature.melspectrogram(y=samples, sr=22050, n_fft=2048, hop_length=512, n_mels=128)
    return librosa.power_to_db(power, ref=np.max)


if __name__ == "__main__":
    folder = sys.argv[1]
    corpus = f"{folder}/wav"
    os.makedirs(corpus, exist_ok=True)
    for number in range(SONGS):
        if not os.path.exists(f"{corpus}/{number:02}.wav"):
            common.write(f"{corpus}/{number:02}.wav", common.song(number, SECONDS))
    configuration, shard, _ = common.scan(corpus, f"{folder}/work")
    common.decode(corpus, f"{folder}/work", configuration, shard, 2)
    songs = [librosa.load(f"{corpus}/{name}", sr=22050)[0] for name in sorted(os.listdir(corpus))]
    clips = [song[start : start + CLIP] for song in songs for start in range(0, len(song), CLIP)]
    for clip in clips[:3]:
        log_mel(clip)
    ours, theirs = [], []
    for _ in range(common.REPEATS):
        ours.append(1000 * common.extract(f"{folder}/work", 1)[1] / len(clips))
        start = time.process_time()
        for clip in clips:
            log_mel(clip)
        theirs.append(1000 * (time.process_time() - start) / len(clips))
    print(f"Log-mel of {len(clips)} clips of 30 s, processor time in ms a clip, one thread")
    print(common.machine())
    print(f"{'cantus-featurize':>22} {'librosa':>22} {'ratio':>6}")
    ratio = np.median(theirs) / np.median(ours)
    print(f"{common.spread(ours):>22} {common.spread(theirs):>22} {ratio:6.2f}")
