"""Chromaprint fingerprints of songs and of altered copies, for the duplicate search.

usage: make_fingerprints.py COMPOSED REAL OUTPUT.h5

COMPOSED is a corpus made by cantus-demo-corpus, of which 24 songs are taken; REAL is a folder of
other recordings, all different. Needs ffmpeg, libchromaprint, numpy and h5py. Datasets: `values`
(uint32, one fingerprint after another) and the columns `song`, `copy` (empty for the original) and
`end` (where its values end).
"""
import ctypes
import pathlib
import subprocess
import sys

import h5py
import numpy as np

chromaprint = ctypes.CDLL("libchromaprint.so.1")
chromaprint.chromaprint_new.restype = ctypes.c_void_p
RATE = 22050
SPEED = "aresample=44100,asetrate=44100*{0},aresample=44100"
# Of each copy: the filter, and the codec it passes through.
COPIES = {
    "MP3 at 64 kbit/s": ("anull", ["-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"]),
    "Ogg Vorbis at 64 kbit/s": ("anull", ["-c:a", "libvorbis", "-b:a", "64k", "-f", "ogg"]),
    "gain and equaliser": ("volume=-12dB,bass=g=4,treble=g=-3", None),
    "excerpt of 16 s": ("atrim=start=9.37:duration=16", None),
    "5 s of silence before": ("adelay=5000:all=1", None),
    "2 % slower": (SPEED.format(0.98), None),
    "2 % faster": (SPEED.format(1.02), None),
}


def ffmpeg(arguments, data=None):
    return subprocess.run(
        ["ffmpeg", "-v", "fatal", *arguments, "-"], input=data, stdout=subprocess.PIPE, check=True
    ).stdout


def samples(path, copy=None):
    source, data = ["-i", str(path)], None
    sound, codec = COPIES.get(copy, ("anull", None))
    if codec:
        data = ffmpeg([*source, "-af", sound, *codec])
        source, sound = ["-i", "-"], "anull"
    pcm = ffmpeg([*source, "-af", sound, "-ac", "1", "-ar", str(RATE), "-f", "s16le"], data)
    return np.frombuffer(pcm, dtype=np.int16)


def fingerprint(signal):
    context = ctypes.c_void_p(chromaprint.chromaprint_new(1))
    chromaprint.chromaprint_start(context, RATE, 1)
    chromaprint.chromaprint_feed(context, signal.tobytes(), len(signal))
    chromaprint.chromaprint_finish(context)
    values, count = ctypes.POINTER(ctypes.c_uint32)(), ctypes.c_int()
    chromaprint.chromaprint_get_raw_fingerprint(
        context, ctypes.byref(values), ctypes.byref(count))
    result = np.array(values[: count.value], dtype=np.uint32)
    chromaprint.chromaprint_free(context)
    return result


def main(composed, real, output):
    audio = {".mp3", ".ogg", ".flac", ".wav"}
    files = sorted(p for p in pathlib.Path(composed).iterdir() if p.suffix in audio)
    # The corpus has broken files, and the last song there is a copy of another.
    whole = []
    for path in files:
        try:
            if len(fingerprint(samples(path))) > 300:
                whole.append(path)
        except subprocess.CalledProcessError:
            pass
    rows = [(p.name, c, fingerprint(samples(p, c or None)))
            for p in whole[:: len(whole) // 24][:24] for c in ["", *COPIES]]
    rows += [(p.name, "", fingerprint(samples(p)))
             for p in sorted(pathlib.Path(real).iterdir()) if p.suffix in audio]
    text = h5py.string_dtype()
    with h5py.File(output, "w") as file:
        file["values"] = np.concatenate([r[2] for r in rows])
        file["end"] = np.cumsum([len(r[2]) for r in rows]).astype(np.int64)
        file.create_dataset("song", data=[r[0] for r in rows], dtype=text)
        file.create_dataset("copy", data=[r[1] for r in rows], dtype=text)


if __name__ == "__main__":
    main(*sys.argv[1:])
