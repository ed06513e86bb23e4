"""Checks exported networks against PyTorch and ONNX Runtime.

    check_export.py MODEL.h5 FEATURES.h5 MODEL.onnx DECODER.onnx ENCODER.safetensors

Builds the network again in PyTorch from the artifact's own numbers, by the layout that docs/training.md
describes, and compares for all clips: PyTorch's latents with the artifact's, then with what ONNX Runtime
computes from raw features, then with an encoder whose weights come from the safetensors file; and
PyTorch's reconstructions with those of both ONNX files. Prints the largest differences relative to the
largest value, and exits with 1 if one exceeds 1e-4.

Needs torch, onnxruntime, onnx, safetensors, h5py and PyYAML. Written with 2.15, 1.31, 1.23, 0.8, 3.16, 6.0.
"""

import sys

import h5py
import numpy as np
import onnx
import onnxruntime
import torch
import yaml
from safetensors.numpy import load_file
from torch import nn

model, features, whole, decoder_file, weights = sys.argv[1:]
artifact = h5py.File(model)
settings = yaml.safe_load(artifact.attrs["configuration"])
raw = h5py.File(features)["features/values"][:]
values = artifact["parameters/values"][:]
slots = {
    name: values[offset : offset + rows * columns].reshape(rows, columns)
    for name, offset, rows, columns in zip(
        artifact["layout/name"].asstr()[:], artifact["layout/offset"][:],
        artifact["layout/rows"][:], artifact["layout/columns"][:])
}
running = artifact["fitted/running statistics"]
latents = artifact["latents/mean"][:]
latent = latents.shape[1]
is_variational = "log_variance" in artifact["latents"]

if settings["standardize"] == "feature":
    fitted = artifact["fitted/standardization"]
    mean = fitted["mean"][:].reshape(raw.shape[1:])
    scale = fitted["scale"][:].reshape(raw.shape[1:])
else:
    mean, scale = np.zeros(raw.shape[1:], "f"), np.ones(raw.shape[1:], "f")

networks = {"basic-vae": "dense", "conv-vae": "conv", "conv1d-vae": "conv1d"}
network = networks.get(settings["kind"]) or settings["network"]
activations = {
    "relu": nn.ReLU, "gelu": nn.GELU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid,
    "leaky-relu": lambda: nn.LeakyReLU(settings["slope"]),
}


def numbers(name):
    return torch.from_numpy(slots[name].copy())


def fill(layer, weight, bias):
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer


def norm(name, kind, channels):
    layer = fill(kind(channels), numbers(name + ".weight")[0], numbers(name + ".bias")[0])
    layer.running_mean.copy_(torch.from_numpy(running[name + ".running_mean"][:]))
    layer.running_var.copy_(torch.from_numpy(running[name + ".running_variance"][:]))
    return layer


def follow(name, kind, channels):
    layers = [norm(name + ".norm", kind, channels)] if name + ".norm.weight" in slots else []
    return layers + [activations[settings["activation"]]()]


def dense(name):
    weight = numbers(name + ".weight")
    return fill(nn.Linear(weight.shape[1], weight.shape[0]), weight, numbers(name + ".bias")[0])


class LastToFirst(nn.Module):
    """(N, C, …) to rows with channels innermost, as the artifact's dense layers have them."""

    def forward(self, x):
        return x.movedim(1, -1).flatten(1)


class FirstFromLast(nn.Module):
    """Back to (N, C, …)."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.unflatten(1, self.shape).movedim(-1, 1)


codes, told = {}, 0
feed = {"features": raw}
if artifact.attrs["conditioned_on"].size:
    label = artifact.attrs["conditioned_on"][0]
    told = artifact[f"songs/{label}"].asstr()[:][artifact["clips/song"][:]]
    rows = artifact["fitted/parameters/rows"][:]
    classes = sorted(set(told[rows]))
    index = np.array([classes.index(value) for value in told])
    table = slots.get("condition.weight", np.eye(len(classes), dtype="f"))
    place = settings["condition"]["place"]
    parts = {"both": ["encoder", "decoder"], "input-and-decoder": ["input", "decoder"]}
    codes = {part: torch.from_numpy(table[index]) for part in parts.get(place, [place])}
    told = table.shape[1] if "input" in codes else 0
    feed["class"] = index


def build():
    """Encoder, head, decoder, and the shape that features have for the encoder."""
    if network == "dense":
        encoder, decoder, i = [], [], 0
        while f"encoder.{i}.weight" in slots:
            layer = dense(f"encoder.{i}")
            encoder += [layer] + follow(f"encoder.{i}", nn.BatchNorm1d, layer.out_features)
            i += 1
        for j in range(i):
            layer = dense(f"decoder.{j}")
            decoder += [layer] + follow(f"decoder.{j}", nn.BatchNorm1d, layer.out_features)
        return encoder, dense("latent"), decoder + [dense("output")], (raw[0].size,)

    dimensions = 2 if network == "conv" else 1
    axes = raw.shape[1:]
    shape = axes if len(axes) > dimensions else (1, *axes)
    down, up, normal = (
        (nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d) if dimensions == 2
        else (nn.Conv1d, nn.ConvTranspose1d, nn.BatchNorm1d))
    kernel, stride, padding = settings["kernel"], settings["stride"], settings["padding"]
    window = (kernel,) * dimensions

    def convolution(name, kind, channels, **more):
        weight = numbers(name + ".weight")
        other = weight.shape[1] // kernel**dimensions
        weight = weight.reshape(weight.shape[0], *window, other).movedim(-1, 1)
        first, second = (weight.shape[1], weight.shape[0]) if kind is down else weight.shape[:2]
        assert channels == first
        layer = kind(first, second, kernel, stride, padding, **more)
        return fill(layer, weight, numbers(name + ".bias")[0])

    encoder, shapes = [], [shape]
    for i in range(len(settings["channels"])):
        entering = shapes[-1][0] + (told if i == 0 else 0)
        layer = convolution(f"encoder.{i}", down, entering)
        encoder += [layer] + follow(f"encoder.{i}", normal, layer.out_channels)
        with torch.no_grad():
            shapes.append(tuple(layer(torch.zeros(1, entering, *shapes[-1][1:])).shape[1:]))
    smallest = shapes[-1]
    decoder = [dense("decoder.0"), FirstFromLast((*smallest[1:], smallest[0]))]
    for j, target in enumerate(reversed(shapes[:-1]), start=1):
        name = "output" if j == len(shapes) - 1 else f"decoder.{j}"
        source = shapes[len(shapes) - j]
        extra = tuple(
            t - ((s - 1) * stride - 2 * padding + kernel) for s, t in zip(source[1:], target[1:]))
        layer = convolution(name, up, source[0], output_padding=extra)
        decoder += [layer] + ([] if name == "output" else follow(name, normal, layer.out_channels))
    return encoder + [LastToFirst()], dense("latent"), decoder, shape


encoder, head, decoder, shape = build()


def join(x, part):
    if part not in codes:
        return x
    code = codes[part]
    for _ in x.shape[2:]:
        code = code.unsqueeze(-1)
    return torch.cat([x, code.expand(-1, -1, *x.shape[2:])], 1)


def encode(layers, head):
    x = torch.from_numpy((raw - mean) / scale).reshape(len(raw), *shape)
    with torch.no_grad():
        x = join(x, "input")
        return head(join(nn.Sequential(*layers).eval()(x), "encoder")).numpy()


code = encode(encoder, head)
with torch.no_grad():
    decoded = nn.Sequential(*decoder).eval()(join(torch.from_numpy(code[:, :latent]), "decoder"))
reconstruction = decoded.numpy().reshape(raw.shape) * scale + mean

worst = 0.0


def compare(what, actual, expected):
    global worst
    difference = np.abs(actual - expected).max() / np.abs(expected).max()
    # A difference that is not a number is the worst.
    worst = worst if difference <= worst else difference
    print(f"{difference:.1e}  {what}")


def run(path, feed):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    wanted = {entry.name for entry in session.get_inputs()}
    outputs = session.run(None, {name: feed[name] for name in feed if name in wanted})
    return dict(zip([output.name for output in session.get_outputs()], outputs))


compare("PyTorch's mean and the artifact's", code[:, :latent], latents)
outputs = run(whole, feed)
compare("ONNX Runtime's mean and the artifact's", outputs["mean"], latents)
compare("ONNX Runtime's reconstruction and PyTorch's", outputs["reconstruction"], reconstruction)
if is_variational:
    expected = artifact["latents/log_variance"][:]
    compare("ONNX Runtime's log variance and the artifact's", outputs["log_variance"], expected)
if "clusters" in artifact:
    expected = artifact["clusters/probability"][:]
    compare("ONNX Runtime's cluster probabilities and the artifact's", outputs["clusters"], expected)
alone = run(decoder_file, feed | {"latent": latents})
compare("The decoder's reconstruction and PyTorch's", alone["reconstruction"], reconstruction)

tensors = {name: torch.from_numpy(array) for name, array in load_file(weights).items()}
layers = [layer for layer in encoder if not isinstance(layer, LastToFirst)]
for layer, name in zip(
        [layer for layer in layers if isinstance(layer, (nn.Linear, nn.Conv1d, nn.Conv2d))],
        sorted({n.rsplit(".", 1)[0] for n in tensors
                if n.startswith("encoder.") and ".norm" not in n},
               key=lambda n: int(n.split(".")[1]))):
    fill(layer, tensors[name + ".weight"].reshape(layer.weight.shape), tensors[name + ".bias"])
    following = layers[layers.index(layer) + 1]
    if name + ".norm.weight" in tensors:
        fill(following, tensors[name + ".norm.weight"], tensors[name + ".norm.bias"])
        following.running_mean.copy_(tensors[name + ".norm.running_mean"])
        following.running_var.copy_(tensors[name + ".norm.running_variance"])
loaded = fill(
    nn.Linear(tensors["latent.mean.weight"].shape[1], latent), tensors["latent.mean.weight"],
    tensors["latent.mean.bias"])
mean = tensors.get("standardization.mean", torch.zeros(1)).numpy()
scale = tensors.get("standardization.scale", torch.ones(1)).numpy()
compare("An encoder of the safetensors' weights and the artifact's mean",
        encode(layers + [nn.Flatten()], loaded), latents)
sys.exit(0 if worst <= 1e-4 else 1)
