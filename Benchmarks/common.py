"""What the benchmarks share: songs from a seed, and our programs run and measured."""

import os
import subprocess

# Before NumPy is imported: the peer's threads are the processes that we give it.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import h5py
import numpy as np
import soundfile

RATE = 44100
REPEATS = 3


def song(seed, seconds):
    """A stereo song: chords with overtones, a bass and drums of noise; the same every 30 s."""
    random = np.random.default_rng(seed)
    moments = np.arange(RATE * min(seconds, 30), dtype=np.float32) / RATE
    beat = 60 / random.uniform(70, 160)
    left = 0.01 * random.standard_normal(moments.size, np.float32)
    right = 0.01 * random.standard_normal(moments.size, np.float32)
    chord = (moments // (4 * beat)).astype(int) % 4
    roots = random.integers(45, 57, 4)
    phase = (moments % beat) / beat
    decay = np.exp(-phase)
    for interval in (-12, 0, 4, 7):
        pitch = 440 * 2 ** ((roots[chord] + interval - 69) / 12)
        cycle = 2 * np.pi * np.cumsum(pitch) / RATE
        share = random.uniform(0.3, 0.7)
        for overtone in range(1, 6):
            sound = np.sin(overtone * cycle) / overtone**1.5 * decay
            left += share * sound
            right += (1 - share) * sound
    drum = random.standard_normal(moments.size) * np.exp(-20 * phase)
    samples = np.stack([left + drum, right + 0.8 * drum], axis=1)
    samples = (samples / np.abs(samples).max() * 0.9).astype(np.float32)
    return np.resize(samples, (RATE * seconds, 2))


def write(path, samples):
    """Writes a sound file by its extension, in pieces, as long Ogg writes overflow libsndfile's stack."""
    extension = path.rsplit(".", 1)[1]
    form = {
        "wav": dict(format="WAV", subtype="PCM_16"),
        "flac": dict(format="FLAC", subtype="PCM_16"),
        "ogg": dict(format="OGG", subtype="VORBIS"),
        "mp3": dict(format="MP3", subtype="MPEG_LAYER_III"),
    }[extension]
    with soundfile.SoundFile(path, "w", RATE, samples.shape[1], **form) as file:
        for start in range(0, len(samples), RATE):
            file.write(samples[start : start + RATE])


def run(program, *arguments, allowed=(0,)):
    """Runs one of our programs: its wall time in s, processor time in s, largest process in MiB."""
    # A file that is replaced must be given back to the disk meanwhile.
    for option, path in zip(arguments, arguments[1:]):
        if option == "--output" and os.path.isfile(path):
            os.remove(path)
    # A process that Python starts would count Python's own memory as its largest.
    timed = ["/usr/bin/time", "-f", "%e %U %S %M", f"bin/cantus-{program}", *arguments, "--quiet"]
    process = subprocess.run(timed, stderr=subprocess.PIPE, text=True)
    if process.returncode not in allowed:
        raise SystemExit(process.stderr)
    wall, user, system, memory = map(float, process.stderr.splitlines()[-1].split())
    return wall, user + system, memory / 1024


def library(work, folder, threads):
    """What the library needs for some work on a folder's files, without the command around it, in s:
    by the clock, and of all processors."""
    arguments = [".build/release/LibraryBenchmark", work, folder, str(threads)]
    output = subprocess.run(arguments, stdout=subprocess.PIPE, check=True).stdout
    return tuple(map(float, output.split()))


def songs(folder, form, count, seconds):
    """Makes sure that a folder holds songs of a format; returns their paths."""
    os.makedirs(folder, exist_ok=True)
    paths = [f"{folder}/{number:02}.{form}" for number in range(count)]
    for number, path in enumerate(paths):
        if not os.path.exists(path):
            write(path, song(number, seconds))
    return paths


def scan(corpus, folder):
    """Makes the catalogue of a corpus, as one shard; returns the configuration and the shard."""
    os.makedirs(folder, exist_ok=True)
    configuration = f"{folder}/corpus.yaml"
    with open(configuration, "w") as file:
        file.write("decoding: {min_duration: 5}\n")
    measured = run(
        "ingest", "scan", "--configuration", configuration, "--corpus", corpus,
        "--output", f"{folder}/songs.csv", "--shards-folder", f"{folder}/songs", "--shards", "1")
    shard = os.listdir(f"{folder}/songs")[0]
    return configuration, f"{folder}/songs/{shard}", measured


def decode(corpus, folder, configuration, shard, threads):
    """Decodes a shard into audio.h5."""
    return run(
        "ingest", "decode", "--configuration", configuration, "--corpus", corpus,
        "--songs", shard, "--output", f"{folder}/audio.h5", "--threads", str(threads))


LOG_MEL = "kind: log-mel\nwindow: 30\nhop: 30\nbands: 128\nn_fft: 2048\nhop_length: 512\n"


def extract(folder, threads, name="mel", settings=LOG_MEL):
    """Computes a feature set of a decoded shard: log-mel spectrograms of 30-s clips, librosa's defaults."""
    configuration = f"{folder}/{name}.yaml"
    with open(configuration, "w") as file:
        file.write(settings)
    return run(
        "featurize", "extract", "--configuration", configuration, "--audio", f"{folder}/audio.h5",
        "--output", f"{folder}/{name}.h5", "--threads", str(threads))


def decoded_clips(folder, songs, seconds):
    """Makes and decodes songs; returns the folder of audio.h5 and their clips of 30 s."""
    corpus, work = f"{folder}/wav", f"{folder}/work"
    os.makedirs(corpus, exist_ok=True)
    for number in range(songs):
        if not os.path.exists(f"{corpus}/{number:02}.wav"):
            write(f"{corpus}/{number:02}.wav", song(number, seconds))
    configuration, shard, _ = scan(corpus, work)
    decode(corpus, work, configuration, shard, 2)
    with h5py.File(f"{work}/audio.h5") as file:
        samples, offsets = file["audio/samples"][:], file["audio/offsets"][:]
    decoded = [samples[a:b] for a, b in zip(offsets, offsets[1:])]
    size = 30 * 22050
    return work, [song[start : start + size] for song in decoded for start in range(0, len(song), size)]


def spread(values, digits=1):
    """The median, and the range in brackets."""
    return f"{np.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def machine():
    """The processor, for a table's heading."""
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    load = os.getloadavg()[0]
    return f"{len(names)} × {names[0]}; load {load:.1f}"
