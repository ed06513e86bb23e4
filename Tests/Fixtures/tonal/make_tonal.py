"""Reference values of tonal and rhythmic features, from librosa 0.11.0.

    pip install librosa==0.11.0 h5py && python make_tonal.py

writes tonal.h5 beside this script. The signal is stored as 8-bit samples; everything else is
computed from those divided by 128, as float32.
"""

import pathlib
import warnings

import h5py
import librosa
import numpy as np

RATE = 22050
SECONDS = 8


def tone(pitch, seconds, generator, brightness):
    """A plucked tone of a semitone number (A4 = 69), with stretched, slightly uneven overtones."""
    t = np.arange(int(seconds * RATE)) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    sound = np.zeros_like(t)
    for h in range(1, 9):
        overtone = frequency * h * (1 + 0.0004 * h * h)
        if overtone < 9000:
            sound += brightness**h * np.sin(2 * np.pi * overtone * t + generator.uniform(0, 6)) * np.exp(-h * t)
    return sound * np.minimum(1, t / 0.004)


def signal():
    """Chords, a bass, a melody and drums in D minor at 97 beats a minute, tuned 17 cents high, in a room."""
    generator = np.random.default_rng(11)
    beat = 60 / 97
    y = np.zeros(RATE * (SECONDS + 2))

    def play(start, sound, level):
        first = int(start * RATE)
        part = y[first : first + len(sound)]
        part += level * sound[: len(part)]

    chords = [(50, 57, 62, 65), (46, 58, 62, 65), (43, 55, 58, 62), (45, 57, 61, 64)]
    for number in range(int(SECONDS / beat) + 1):
        chord = chords[number // 3 % 4]
        start = number * beat + generator.uniform(0, 0.01)
        play(start, tone(chord[0] - 12 + 0.17, 1.2, generator, 0.5), 0.5)
        for pitch in chord[1:]:
            play(start, tone(pitch + 0.17, 1.5, generator, 0.6), 0.2)
        for half in (0, 0.5):
            pitch = chord[1 + generator.integers(3)] + 12
            play(start + half * beat, tone(pitch + 0.17, 0.8, generator, 0.7), 0.25)
        drum = generator.standard_normal(RATE // 5) * np.exp(-np.arange(RATE // 5) / 900)
        play(start, drum, 0.5 if number % 2 else 0.2)
        kick = np.sin(2 * np.pi * np.cumsum(50 + 80 * np.exp(-np.arange(RATE // 4) / 700)) / RATE)
        play(start, kick * np.exp(-np.arange(RATE // 4) / 1500), 0.6)
    room = generator.standard_normal(RATE // 2) * np.exp(-np.arange(RATE // 2) / 2500)
    y = y + 0.05 * np.convolve(y, room / np.abs(room).max())[: len(y)]
    y = y[: RATE * SECONDS]
    return np.round(y / np.abs(y).max() * 127).astype(np.int8)


def correlations(chroma):
    """Of the mean chroma with the Krumhansl–Kessler profiles of the 12 major, then the 12 minor keys."""
    major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
    minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]
    mean = chroma.astype(np.float64).mean(axis=1)
    return [np.corrcoef(mean, np.roll(profile, key))[0, 1] for profile in (major, minor) for key in range(12)]


def main():
    samples = signal()
    y = samples.astype(np.float32) / 128
    frames = dict(n_fft=2048, hop_length=512)
    of = librosa.feature
    path = pathlib.Path(__file__).with_name("tonal.h5")
    with h5py.File(path, "w", libver="earliest") as file:

        def keep(name, value):
            value = np.asarray(value)
            value = value.astype(np.float32) if value.dtype == np.float64 and value.size > 100 else value
            packing = dict(compression="gzip", compression_opts=9, shuffle=True) if value.size > 64 else {}
            file.create_dataset(name, data=value, track_times=False, **packing)

        keep("samples", samples)
        chroma = of.chroma_stft(y=y, sr=RATE, **frames)
        power = np.abs(librosa.stft(y, **frames)) ** 2
        keep("tuning_of_power", librosa.estimate_tuning(S=power, sr=RATE, bins_per_octave=12))
        keep("tuning_of_magnitude", librosa.estimate_tuning(y=y, sr=RATE, bins_per_octave=36))
        keep("chroma_stft", chroma)
        keep("chroma_stft_tuned", of.chroma_stft(y=y, sr=RATE, tuning=-0.25, **frames)[:, ::8])
        keep("chroma_stft_short_frames", of.chroma_stft(y=y, sr=RATE, n_fft=1000, hop_length=300)[:, ::16])
        keep("tonnetz", of.tonnetz(chroma=chroma))
        keep("key_correlations", correlations(chroma))

        onset = librosa.onset.onset_strength(y=y, sr=RATE, **frames)
        keep("onset_mean", onset)
        keep("onset_median", librosa.onset.onset_strength(y=y, sr=RATE, aggregate=np.median, **frames))
        tempogram = of.tempogram(onset_envelope=onset, sr=RATE, hop_length=512)
        keep("tempogram", tempogram[:, ::24])
        window = int(librosa.time_to_frames(8.0, sr=RATE, hop_length=512))
        mean = of.tempogram(onset_envelope=onset, sr=RATE, hop_length=512, win_length=window).mean(axis=1)
        keep("pulse", mean)
        for start in (60, 120, 240):
            keep(f"tempo_{start}", of.tempo(onset_envelope=onset, sr=RATE, hop_length=512, start_bpm=start)[0])

        magnitude = np.abs(librosa.cqt(y, sr=RATE))
        keep("cqt", magnitude[:, ::12])
        keep("cqt_decibels", librosa.amplitude_to_db(magnitude, ref=np.max)[:, ::12])
        keep("cqt_tuned_24", np.abs(librosa.cqt(
            y, sr=RATE, hop_length=384, fmin=55, n_bins=100, bins_per_octave=24, tuning=0.2))[:, ::24])
        # At this rate librosa halves the signal before it begins; with this hop it cannot halve at all.
        keep("cqt_44100", np.abs(librosa.cqt(y, sr=44100, hop_length=1024, n_bins=60))[:, ::8])
        keep("cqt_odd_hop", np.abs(librosa.cqt(y, sr=RATE, hop_length=441, fmin=220, n_bins=36))[:, ::16])
        chroma = of.chroma_cqt(y=y, sr=RATE)
        keep("chroma_cqt", chroma[:, ::4])
        keep("tonnetz_cqt", of.tonnetz(y=y, sr=RATE)[:, ::4])
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main()
