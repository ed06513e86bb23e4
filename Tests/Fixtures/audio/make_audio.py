"""Writes small sound files in several formats, and decode.h5: what librosa makes of them.

    pip install librosa==0.11.0 h5py==3.16.0
    python make_audio.py

The signal is 0.1 s of stereo at 44.1 kHz: two gliding tones and a little noise, 16-bit exact.
resample/<in>_<out> holds a chirp from 50 Hz to 0.45 of the lower rate and its soxr_hq resampling.
"""
import h5py
import librosa
import numpy as np
import scipy.signal
import soundfile

RATE, FRAMES = 44100, 4410
t = np.arange(FRAMES) / RATE
noise = np.random.default_rng(7).standard_normal((FRAMES, 2)) * 0.01
signal = np.stack([0.5 * np.sin(2 * np.pi * (300 * t + 2000 * t**2)),
                   0.4 * np.sin(2 * np.pi * (900 * t + 5000 * t**2))], axis=1) + noise
signal = np.round(signal * 32768) / 32768

FILES = {
    "s16.wav": ("WAV", "PCM_16"), "s24.wav": ("WAV", "PCM_24"), "u8.wav": ("WAV", "PCM_U8"),
    "f32.wav": ("WAV", "FLOAT"), "s16.flac": ("FLAC", "PCM_16"), "s24.flac": ("FLAC", "PCM_24"),
    "vorbis.ogg": ("OGG", "VORBIS"), "layer3.mp3": ("MP3", "MPEG_LAYER_III"),
}

with h5py.File("decode.h5", "w", track_order=True) as out:
    out.attrs["producer"] = f"librosa {librosa.__version__}, libsndfile {soundfile.__libsndfile_version__}"
    for name, (container, encoding) in FILES.items():
        soundfile.write(name, signal, RATE, format=container, subtype=encoding)
        mono, _ = librosa.load(name, sr=22050, mono=True)
        out["mono/" + name.replace(".", "_")] = mono.astype(np.float32)
    for rate, target in [(44100, 22050), (48000, 22050), (8000, 22050)]:
        time = np.arange(rate // 10) / rate
        chirp = scipy.signal.chirp(time, 50, time[-1], 0.45 * min(rate, target)).astype(np.float32)
        resampled = librosa.resample(chirp, orig_sr=rate, target_sr=target, res_type="soxr_hq")
        out[f"resample/{rate}_{target}/input"] = chirp
        out[f"resample/{rate}_{target}/output"] = resampled.astype(np.float32)
