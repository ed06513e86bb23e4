"""Tonal and rhythmic features of 30-s clips on one core: `cantus-featurize extract` against librosa.

Ours is the processor time of the whole command, for one kind of feature set after another: starting
it, reading the decoded audio, and writing the artifact. librosa's is the processor time of its calls
on samples that are in memory already, with everything imported and called before. Both must give the
same numbers.
"""

import sys
import time

import common
import h5py
import librosa
import numpy as np

SONGS = 8
SECONDS = 180
KINDS = {
    "chroma": ("kind: chroma", lambda y: librosa.feature.chroma_stft(y=y, sr=22050)),
    "chroma, constant-Q": ("kind: chroma\ntransform: constant-q", lambda y: librosa.feature.chroma_cqt(y=y, sr=22050)),
    "tonnetz of chroma": (
        "kind: tonnetz\ntransform: stft",
        lambda y: librosa.feature.tonnetz(chroma=librosa.feature.chroma_stft(y=y, sr=22050))),
    "constant-q": ("kind: constant-q", lambda y: np.abs(librosa.cqt(y, sr=22050))),
    "onset": ("kind: onset", lambda y: librosa.onset.onset_strength(y=y, sr=22050)[None]),
    "tempogram": ("kind: tempogram", lambda y: librosa.feature.tempogram(y=y, sr=22050)),
    "tempo": ("kind: tempo", lambda y: librosa.feature.tempo(y=y, sr=22050)),
}


def check(path, name, theirs):
    """Refuses to compare what is not the same; of tempo, the first column is librosa's."""
    with h5py.File(path) as file:
        ours = file["features/values"][0]
    ours = ours[:1] if name == "tempo" else ours
    worst = np.abs(ours - theirs).max() / np.abs(theirs).max()
    assert ours.shape == theirs.shape and worst < 1e-4, (name, ours.shape, theirs.shape, worst)


if __name__ == "__main__":
    work, clips = common.decoded_clips(sys.argv[1], SONGS, SECONDS)
    some = clips[:: max(1, len(clips) // 8)]
    rows = []
    for name, (settings, theirs) in KINDS.items():
        settings += "\nwindow: 30\nhop: 30\n"
        common.extract(work, 1, "kind", settings)
        check(f"{work}/kind.h5", name, theirs(clips[0]))
        ours, peer = [], []
        for _ in range(common.REPEATS):
            ours.append(1000 * common.extract(work, 1, "kind", settings)[1] / len(clips))
            start = time.process_time()
            for clip in some:
                theirs(clip)
            peer.append(1000 * (time.process_time() - start) / len(some))
        rows.append((name, ours, peer))
    print(f"Tonal and rhythmic features of {len(clips)} clips of 30 s, processor time in ms a clip, one thread")
    print(common.machine())
    print(f"{'':18} {'cantus-featurize':>22} {'librosa':>22} {'ratio':>6}")
    for name, ours, peer in rows:
        print(f"{name:18} {common.spread(ours):>22} {common.spread(peer):>22} {np.median(peer) / np.median(ours):6.2f}")
