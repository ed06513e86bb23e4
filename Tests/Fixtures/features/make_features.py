"""Reference values of audio features, from librosa 0.11.0 and SciPy.

    pip install librosa==0.11.0 h5py && python make_features.py

writes features.h5 beside this script. The signal is stored as 16-bit samples; everything else is
computed from those divided by 32768, as float32.
"""

import pathlib

import h5py
import librosa
import numpy as np
import scipy.fft

RATE = 22050


def signal(samples):
    """A chord with harmonics, an exponential sweep, decaying clicks and a little noise."""
    generator = np.random.default_rng(5)
    t = np.arange(samples) / RATE
    y = sum(np.sin(2 * np.pi * f * h * t) / h for f in (196.0, 246.9, 293.7) for h in (1, 2, 3))
    y = 0.1 * y * (0.6 + 0.4 * np.cos(2 * np.pi * 1.3 * t))
    y += 0.1 * np.sin(2 * np.pi * 60 * 1.0 / np.log(150) * (150.0 ** (t / t[-1]) - 1))
    for click in (0.11, 0.43, 0.68):
        y += 0.4 * np.where(t >= click, np.exp(-60 * np.abs(t - click)), 0) * generator.standard_normal(samples)
    y += 0.002 * generator.standard_normal(samples)
    return np.round(y / np.abs(y).max() * 26000).astype(np.int16)


def statistics(mfcc):
    """Mean, sd, min and max of each coefficient: m1 s1 min1 max1 m2 …"""
    return np.stack([mfcc.mean(1), mfcc.std(1), mfcc.min(1), mfcc.max(1)], axis=1).ravel()


def decibel_cases(group, y, **mel):
    power = librosa.feature.melspectrogram(y=y, sr=RATE, **mel)
    group["mel_power"] = power
    group["decibels_max"] = librosa.power_to_db(power, ref=np.max, top_db=80)
    group["decibels_one"] = librosa.power_to_db(power, ref=1.0, top_db=80)
    group["decibels_one_all"] = librosa.power_to_db(power, ref=1.0, top_db=None)
    return group["decibels_one"][()]


def pooled(spectrogram, spans):
    """Means over spans of time that meet or overlap by one frame, PyTorch's adaptive_avg_pool1d."""
    frames = spectrogram.shape[1]
    edges = [(i * frames // spans, -(-(i + 1) * frames // spans)) for i in range(spans)]
    return np.stack([spectrogram[:, a:b].mean(1) for a, b in edges], axis=1)


def spectral(y):
    """Level and spectral shape of each frame: 13 tracks."""
    of, shape = librosa.feature, dict(n_fft=2048, hop_length=512)
    return np.concatenate([
        of.rms(y=y, frame_length=2048, hop_length=512),
        of.zero_crossing_rate(y, frame_length=2048, hop_length=512),
        of.spectral_centroid(y=y, sr=RATE, **shape),
        of.spectral_bandwidth(y=y, sr=RATE, **shape),
        of.spectral_contrast(y=y, sr=RATE, **shape),
        of.spectral_rolloff(y=y, sr=RATE, **shape),
        of.spectral_flatness(y=y, **shape),
    ]).astype(np.float32)


def main():
    samples = signal(16000)
    y = samples.astype(np.float32) / 32768
    path = pathlib.Path(__file__).with_name("features.h5")
    with h5py.File(path, "w", libver="earliest") as file:

        class Group:
            def __init__(self, name):
                self.name = name

            def __setitem__(self, key, value):
                value = np.asarray(value)
                packing = dict(compression="gzip", compression_opts=9, shuffle=True) if value.size > 64 else {}
                file.create_dataset(f"{self.name}/{key}", data=value, track_times=False, **packing)

            def __getitem__(self, key):
                return file[f"{self.name}/{key}"]

        scales = Group("scales")
        scales["frequency"] = np.linspace(0, 11025, 50)
        for name, htk in (("slaney", False), ("htk", True)):
            scales[f"{name}_mels"] = librosa.hz_to_mel(scales["frequency"][()], htk=htk)
            scales[f"{name}_130"] = librosa.mel_frequencies(n_mels=130, fmin=0, fmax=11025, htk=htk)
        scales["hann_512"] = librosa.filters.get_window("hann", 512, fftbins=True)
        scales["dct_128"] = scipy.fft.dct(np.eye(128), type=2, norm="ortho", axis=0)[:40].astype(np.float32)
        scales["bank_slaney_128"] = librosa.filters.mel(sr=RATE, n_fft=2048, n_mels=128)
        scales["bank_htk_40"] = librosa.filters.mel(sr=RATE, n_fft=512, n_mels=40, fmin=50, fmax=8000, htk=True)

        music = Group("music")
        music["samples"] = samples
        power = np.abs(librosa.stft(y, n_fft=2048, hop_length=512)) ** 2
        music["stft_frames"] = np.array([0, 1, 7, 20, power.shape[1] - 1])
        music["stft_power"] = power[:, music["stft_frames"][()]].T
        level = decibel_cases(music, y, n_fft=2048, hop_length=512, n_mels=128)
        music["mfcc_13"] = librosa.feature.mfcc(S=level, n_mfcc=13)
        music["mfcc_40"] = librosa.feature.mfcc(S=level, n_mfcc=40)
        for order in (1, 2):
            music[f"mfcc_13_delta_{order}"] = librosa.feature.delta(music["mfcc_13"][()], order=order)
        music["pooled_5"] = pooled(music["decibels_max"][()], 5)
        music["mfcc_13_statistics"] = statistics(music["mfcc_13"][()].astype(np.float64))

        impulse = np.zeros(4000, np.float32)
        impulse[1500] = 1
        for name, part in (("music", y), ("short", y[5000:6000]), ("impulse", impulse)):
            Group(name)["spectral"] = spectral(part)

        decibel_cases(Group("htk"), y, n_fft=512, hop_length=160, n_mels=40, fmin=50, fmax=8000, htk=True)
        short = Group("short")
        decibel_cases(short, y[5000:6000], n_fft=2048, hop_length=512, n_mels=128)
        decibel_cases(Group("impulse"), impulse, n_fft=2048, hop_length=512, n_mels=128)
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
