"""Hand-crafted features of 30-s clips on one core: `cantus-featurize extract` against librosa, called as
most do, each function on the samples, and called with one Fourier transform shared by all that can.

Ours is the processor time of the whole command: starting it, reading the decoded audio, and writing
the artifact. librosa's is the processor time of its calls on samples that are in memory already,
with everything imported and called before. All three must give the same numbers.
"""

import sys
import time

import common
import h5py
import librosa
import numpy as np

SONGS = 8
SECONDS = 180
FRAMES = dict(sr=22050, n_fft=2048, hop_length=512)
SETTINGS = """kind: handcrafted
window: 30
hop: 30
coefficients: 13
of: [mfcc, mfcc-delta, spectral, chroma, tempo]
statistics: [mean, sd]
columns: [mfcc, rms, zero, centroid, bandwidth, contrast, roll_off, flatness, chroma, tempo]
"""
EVERYTHING = "kind: handcrafted\nwindow: 30\nhop: 30\n"


def summary(*tracks):
    """The mean and the standard deviation of each row, row after row."""
    return np.concatenate([np.stack([t.mean(1), t.std(1)], axis=1).ravel() for t in tracks])


def tempo(strength):
    return librosa.feature.tempo(onset_envelope=strength, sr=22050, hop_length=512)


def usual(y):
    """Each function on the samples."""
    of = librosa.feature
    mfcc = of.mfcc(y=y, n_mfcc=13, **FRAMES)
    return np.concatenate([
        summary(
            mfcc, of.delta(mfcc), of.rms(y=y), of.zero_crossing_rate(y),
            of.spectral_centroid(y=y, **FRAMES), of.spectral_bandwidth(y=y, **FRAMES),
            of.spectral_contrast(y=y, **FRAMES), of.spectral_rolloff(y=y, **FRAMES),
            of.spectral_flatness(y=y), of.chroma_stft(y=y, **FRAMES)),
        tempo(librosa.onset.onset_strength(y=y, sr=22050))])


FILTERS = librosa.filters.mel(sr=22050, n_fft=2048, n_mels=128)


def shared(y):
    """One transform, one mel spectrogram, one centroid."""
    of = librosa.feature
    magnitude = np.abs(librosa.stft(y, n_fft=2048, hop_length=512))
    power = magnitude * magnitude
    level = librosa.power_to_db(FILTERS @ power)
    mfcc = of.mfcc(S=level, n_mfcc=13)
    centroid = of.spectral_centroid(S=magnitude, sr=22050)
    return np.concatenate([
        summary(
            mfcc, of.delta(mfcc), of.rms(y=y), of.zero_crossing_rate(y), centroid,
            of.spectral_bandwidth(S=magnitude, sr=22050, centroid=centroid),
            of.spectral_contrast(S=magnitude, sr=22050), of.spectral_rolloff(S=magnitude, sr=22050),
            of.spectral_flatness(S=magnitude), of.chroma_stft(S=power, sr=22050)),
        tempo(librosa.onset.onset_strength(S=level, sr=22050))])


def check(folder, theirs):
    """Refuses to compare what is not the same."""
    with h5py.File(f"{folder}/same.h5") as file:
        names = list(file["features/statistic"].asstr()[:])
        values = file["features/values"][:]
    assert values.shape == theirs.shape, (values.shape, theirs.shape)
    worst = (np.abs(values - theirs) / np.abs(theirs).max(0)).max(0)
    # Near half the sample rate resampling leaves nothing: the valleys there are rounding.
    rounding = np.array([name.startswith("contrast_7") for name in names])
    for some, limit in ((~rounding, 1e-3), (rounding, 2e-2)):
        column = np.flatnonzero(some)[worst[some].argmax()]
        print(f"largest difference: {worst[column]:.1e} of the largest value, {names[column]}")
        assert worst[column] < limit, "these are not the same features"


if __name__ == "__main__":
    work, clips = common.decoded_clips(sys.argv[1], SONGS, SECONDS)
    some = clips[:: max(1, len(clips) // 12)]
    common.extract(work, 1, "same", SETTINGS)
    check(work, np.array([usual(clip) for clip in clips]))
    shared(clips[0])
    ours, everything, apart, together = [], [], [], []
    for _ in range(common.REPEATS):
        ours.append(1000 * common.extract(work, 1, "same", SETTINGS)[1] / len(clips))
        everything.append(1000 * common.extract(work, 1, "all", EVERYTHING)[1] / len(clips))
        for function, times in ((usual, apart), (shared, together)):
            start = time.process_time()
            for clip in some:
                function(clip)
            times.append(1000 * (time.process_time() - start) / len(some))
    print(f"Hand-crafted features of {len(clips)} clips of 30 s, processor time in ms a clip, one thread")
    print(common.machine())
    print(f"{'cantus-featurize':>22} {'librosa':>22} {'ratio':>6} {'librosa, shared':>22} {'ratio':>6}")
    ratios = [np.median(times) / np.median(ours) for times in (apart, together)]
    print(
        f"{common.spread(ours):>22} {common.spread(apart):>22} {ratios[0]:6.2f} "
        f"{common.spread(together):>22} {ratios[1]:6.2f}")
    print(f"all that kind handcrafted has: {common.spread(everything)} ms")
