"""Reference values of statistics over time, from NumPy 2.4 and SciPy 1.17.

    pip install numpy scipy h5py && python make_summary.py

reads the cepstral coefficients in features.h5 and writes summary.h5 beside this script.
"""

import pathlib

import h5py
import numpy as np
import scipy.signal
import scipy.stats

FRAME_RATE = 22050 / 512
EDGES = [1, 4, 10, 21.5]


def modulation(track):
    """The variance in bands of modulation frequency, of a Hann window."""
    count = len(track)
    window = scipy.signal.get_window("hann", count, fftbins=True)
    power = np.abs(np.fft.rfft((track - track.mean()) * window)) ** 2
    frequencies = np.fft.rfftfreq(count, 1 / FRAME_RATE)
    return [
        2 * power[(low <= frequencies) & (frequencies < high)].sum() / (count * (window**2).sum())
        for low, high in zip(EDGES, EDGES[1:])
    ]


def main():
    folder = pathlib.Path(__file__).parent
    with h5py.File(folder / "features.h5") as file:
        mfcc = file["music/mfcc_13"][()].astype(np.float64)
    rows = [
        [
            np.mean(x), np.std(x), np.min(x), np.max(x), np.median(x), scipy.stats.skew(x),
            np.mean(np.diff(x)), np.var(np.diff(x)), *modulation(x),
        ]
        for x in mfcc
    ]
    with h5py.File(folder / "summary.h5", "w", libver="earliest") as file:
        file.create_dataset("statistics", data=np.array(rows), track_times=False)
        covariance = np.cov(mfcc, bias=True)[np.triu_indices(13)]
        file.create_dataset("covariance", data=covariance, track_times=False)


if __name__ == "__main__":
    main()
