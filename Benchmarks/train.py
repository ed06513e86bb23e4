"""Steps of training against PyTorch on the same processor: same models, batches, threads, clips in
memory, in turns in one run.

PyTorch runs in each memory format, with the system's allocator and, where it is installed, with
tcmalloc: what it pays for fresh memory at every step depends on it. Ratios are to the fastest of
these. Ours are the steps of `cantus-train`, in the program TrainingSteps.
"""

import importlib.metadata
import json
import os
import statistics
import subprocess
import sys

OURS = ".build/release/TrainingSteps"
TCMALLOC = "/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4"
THREADS = 2
ROUNDS = 2
MORE_ROUNDS = 8  # Of what is short: the machine's speed wavers from one second to the next.

CONV = dict(kind="conv-vae", shape=[1, 128, 1292], channels=[32, 64, 128, 256], latent=128)
MODELS = {
    "conv-vae 128 × 1292, dropout": dict(CONV, dropout=0.2, steps=2),
    "conv-vae without dropout": dict(CONV, dropout=0, steps=2),
    "dense 165376–512–256–128": dict(
        kind="basic-vae", shape=[165376], hidden=[512, 256], latent=128, steps=5),
    "dense pooled, 5000": dict(
        kind="basic-vae", shape=[5000], hidden=[512, 256], latent=128, steps=40, clips=2107,
        rounds=MORE_ROUNDS),
    "multimodal, 128 × 1292 and 768": dict(
        CONV, kind="multimodal-vae", dropout=0.2, second=768, steps=2),
    "conv1d 40 × 430": dict(
        kind="conv1d-vae", shape=[40, 430], channels=[64, 128, 256], latent=64, dropout=0,
        steps=20, clips=512, rounds=MORE_ROUNDS),
    "MLP 52 → 16": dict(
        kind="basic-vae", shape=[52], hidden=[128, 64], latent=16, batch=64, steps=400, clips=2107,
        rounds=MORE_ROUNDS),
    "MLP 436 → 16": dict(
        kind="basic-vae", shape=[436], hidden=[256, 128], latent=16, batch=64, steps=400,
        clips=2107, rounds=MORE_ROUNDS),
}


def output(command, preload=None):
    environment = dict(os.environ, OMP_NUM_THREADS=str(THREADS))
    if preload:
        environment["LD_PRELOAD"] = preload
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(result.stderr)
    return json.loads(result.stdout)


def ours(folder, settings):
    path = f"{folder}/model.yaml"
    keys = {key: settings[key] for key in ("kind", "latent", "channels", "hidden") if key in settings}
    model = dict(keys, dropout=settings["dropout"], training=dict(batch=settings["batch"]))
    if "hidden" in settings:
        model["batch_norm"] = False
    with open(path, "w") as file:
        json.dump(model, file)  # JSON is YAML
    shape = settings["shape"][1:] if len(settings["shape"]) == 3 else settings["shape"]
    return output([
        OURS, "steps", path, "--shape", ",".join(map(str, shape)),
        "--second", str(settings["second"]), "--clips",
        str(settings["clips"]), "--steps", str(settings["steps"]), "--threads", str(THREADS)])


def spread(values):
    return f"{statistics.median(values):.4g} ({min(values):.4g}–{max(values):.4g})"


def measure(name, settings, folder, allocators):
    settings = dict(
        dict(batch=32, dropout=0, second=0, clips=128, threads=THREADS, rounds=ROUNDS),
        **settings)
    formats = [False, True] if len(settings["shape"]) == 3 else [False]
    peers = [(allocator, last) for allocator in allocators for last in formats]
    times, memory = {peer: [] for peer in [None, *peers]}, {}
    start = []
    for _ in range(settings["rounds"]):
        mine = ours(folder, settings)
        times[None] += mine["seconds"]
        memory[None] = max(mine["peak"], memory.get(None, 0))
        start.append(mine["start"])
        for allocator, last in peers:
            result = output(
                [sys.executable, "Benchmarks/train_peer.py",
                 json.dumps(dict(settings, channels_last=last))], allocator)
            assert result["parameters"] == mine["parameters"], (name, result, mine)
            times[allocator, last] += result["seconds"]
            peak = memory.get((allocator, last), 0)
            memory[allocator, last] = max(result["peak"], peak)
    print(f"{name}: {mine['parameters']:,} parameters, batch {settings['batch']}")
    print(f"  cantus {spread(times[None])} s, {memory[None]:.0f} MiB, "
          f"{spread(start)} s until the first step")
    middle = statistics.median(times[None])
    for allocator, last in peers:
        peer = times[allocator, last]
        print(f"  PyTorch{', channels last' if last else ''}{', tcmalloc' if allocator else ''} "
              f"{spread(peer)} s, {memory[allocator, last]:.0f} MiB: "
              f"ratio {statistics.median(peer) / middle:.2f} "
              f"({min(peer) / max(times[None]):.2f}–{max(peer) / min(times[None]):.2f})")
    best = min(peers, key=lambda peer: statistics.median(times[peer]))
    print(f"  ratio to the fastest {statistics.median(times[best]) / middle:.2f}; "
          f"memory of the leanest × {memory[None] / min(memory[peer] for peer in peers):.2f}\n",
          flush=True)


if __name__ == "__main__":
    folder, *wanted = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    allocators = [None]
    if os.path.exists(TCMALLOC):
        allocators.append(TCMALLOC)
    else:
        print("without tcmalloc (Debian: libtcmalloc-minimal4)")
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    print(f"{len(names)} × {names[0]}; load {os.getloadavg()[0]:.1f}; {THREADS} threads; "
          f"PyTorch {importlib.metadata.version('torch')}\n")
    for name, settings in MODELS.items():
        if not wanted or any(part in name for part in wanted):
            measure(name, settings, folder, allocators)
