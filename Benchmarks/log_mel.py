"""Log-mel spectrograms of 30-s clips on one core, against librosa, and torch.stft where PyTorch is
installed beside it.

`library` is the same work as theirs: samples in memory to decibels in memory. `command` is the
processor time of `cantus-featurize extract` with all that it does: starting it, the digest and the
checksums of the decoded audio that it reads, standardisation, and the artifact on the disk. The peers'
is the processor time of their calls, with everything imported and called before.
"""

import sys
import time

import common
import librosa
import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

SONGS = 16
SECONDS = 180
CLIP = 30 * 22050


def log_mel(samples):
    power = librosa.feature.melspectrogram(y=samples, sr=22050, n_fft=2048, hop_length=512, n_mels=128)
    return librosa.power_to_db(power, ref=np.max)


def torch_log_mel(samples, window, filters):
    spectrum = torch.stft(
        samples, 2048, 512, window=window, center=True, pad_mode="constant", return_complex=True)
    power = filters @ (spectrum.real**2 + spectrum.imag**2)
    level = 10 * torch.log10(torch.clamp(power, min=1e-10))
    level -= level.max()
    return torch.clamp(level, min=-80)


def measure(call, clips):
    """Processor time of a call for each clip, in ms."""
    start = time.process_time()
    for clip in clips:
        call(clip)
    return 1000 * (time.process_time() - start) / len(clips)


if __name__ == "__main__":
    folder = sys.argv[1]
    corpus = f"{folder}/wav"
    paths = common.songs(corpus, "wav", SONGS, SECONDS)
    configuration, shard, _ = common.scan(corpus, f"{folder}/work")
    common.decode(corpus, f"{folder}/work", configuration, shard, 2)
    songs = [librosa.load(path, sr=22050)[0] for path in paths]
    clips = [song[start : start + CLIP] for song in songs for start in range(0, len(song), CLIP)]
    peers = {"librosa": (log_mel, clips)}
    if torch:
        window = torch.hann_window(2048)
        filters = torch.from_numpy(librosa.filters.mel(sr=22050, n_fft=2048, n_mels=128))
        peers["torch.stft"] = (
            lambda clip: torch_log_mel(clip, window, filters), [torch.from_numpy(c) for c in clips])
    times = {name: [] for name in ["library", "command", *peers]}
    for name, (call, inputs) in peers.items():
        measure(call, inputs[:3])
    for _ in range(common.REPEATS):
        times["library"].append(1000 * common.library("log-mel", corpus, 1)[1])
        times["command"].append(1000 * common.extract(f"{folder}/work", 1)[1] / len(clips))
        for name, (call, inputs) in peers.items():
            times[name].append(measure(call, inputs))
    print(f"Log-mel of {len(clips)} clips of 30 s, processor time in ms a clip, one thread")
    print(common.machine())
    for name, values in times.items():
        print(f"{name:11} {common.spread(values):>18}", end="")
        for peer in peers:
            if name not in peers:
                print(f"  {np.median(times[peer]) / np.median(values):5.2f} × {peer}", end="")
        print()
