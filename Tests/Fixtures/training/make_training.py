"""Reference values from PyTorch for NeuralNetworkTests and AutoencodersTests: training.h5.

Attention, gradient descent, schedules; the whole losses of autoencoders with their gradients; ten steps of training.
Parameters are in the order, the names and the arrangement of this project (maps channels last, kernels by unit, line,
column, channel; maps flattened by position), and are rearranged for PyTorch inside of each model, so that its gradients
come out arranged as ours. Everything is computed in float64 from numbers that a float32 holds exactly.

    pip install torch h5py && python make_training.py
"""
import math

import h5py
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(41)
out = h5py.File("training.h5", "w")
out.attrs["torch"] = torch.__version__.split("+")[0]


def draw(*shape, scale=1.0):
    return torch.tensor((rng.standard_normal(shape) * scale).astype(np.float32).astype(np.float64))


def put(group, **values):
    for name, value in values.items():
        value = value.detach() if isinstance(value, torch.Tensor) else value
        value = np.asarray(value, dtype=np.float64)
        packing = dict(compression="gzip", shuffle=True) if value.size > 500 else {}
        out.create_dataset(f"{group}/{name}", data=value, track_times=False, **packing)


# ---------------------------------------------------------------------------------------- layers, rules


def attention(name, features, other_features, heads, tokens, others, seen=None):
    """nn.MultiheadAttention; our keys and values are one layer, keys first."""
    layer = torch.nn.MultiheadAttention(
        features, heads, batch_first=True, kdim=other_features, vdim=other_features)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(draw(*parameter.shape, scale=0.5))
    x, other = draw(2, tokens, features).requires_grad_(), draw(2, others, other_features).requires_grad_()
    hidden = None if seen is None else ~torch.tensor(seen)
    y, _ = layer(x, other, other, key_padding_mask=hidden)
    dy = draw(*y.shape)
    y.backward(dy)

    def ours(of):
        if layer.in_proj_weight is not None:
            q, k, v = of(layer.in_proj_weight).chunk(3)
        else:
            q, k, v = (of(p) for p in (layer.q_proj_weight, layer.k_proj_weight, layer.v_proj_weight))
        bq, bk, bv = of(layer.in_proj_bias).chunk(3)
        parts = [q, bq, k, v, bk, bv, of(layer.out_proj.weight), of(layer.out_proj.bias)]
        return torch.cat([part.reshape(-1) for part in parts])

    put("attention/" + name, x=x, other=other, y=y, dy=dy, dx=x.grad, dother=other.grad,
        parameters=ours(lambda p: p), gradient=ours(lambda p: p.grad))


attention("cross", 16, 16, 8, 3, 5)
attention("masked", 8, 8, 2, 3, 5, [[True, True, True, False, False], [True, True, True, True, False]])
attention("other_width", 8, 6, 4, 2, 3)

start, gradients = draw(17), [draw(17) for _ in range(3)]
put("descent", start=start, gradients=torch.stack(gradients))
for name, options in {"plain": dict(momentum=0.0), "momentum": dict(momentum=0.9, weight_decay=0.01),
                      "nesterov": dict(momentum=0.9, nesterov=True, weight_decay=0.01)}.items():
    parameter = torch.nn.Parameter(start.clone())
    rule, after = torch.optim.SGD([parameter], lr=0.1, **options), []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        torch.nn.utils.clip_grad_norm_([parameter], 2.0)
        rule.step()
        after.append(parameter.detach().clone())
    put("descent", **{name: torch.stack(after)})

for name, make in {"cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 10, eta_min=1e-4),
                   "step": lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5)}.items():
    rule = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1e-2)
    schedule, rates = make(rule), []
    for _ in range(11):
        rates.append(rule.param_groups[0]["lr"])
        rule.step()
        schedule.step()
    put("schedule", **{name: rates})


# ------------------------------------------------------------------------------------------------ models


class Model:
    """An autoencoder over named parameters in our arrangement."""

    def __init__(self, shape, latent, hidden=(), channels=(), variational=True, batch_norm=True, dropout=0.0,
                 extra=()):
        self.shape, self.latent, self.hidden, self.channels = shape, latent, hidden, channels
        self.variational, self.batch_norm, self.dropout = variational, batch_norm, dropout
        self.names, self.shapes, self.statistics, self.masks = [], [], {}, None
        codes = latent * (2 if variational else 1)
        if channels:
            self.maps = [(shape[0], 1, shape[1])] if len(shape) == 2 else [shape]
            for c in channels:
                _, h, w = self.maps[-1]
                self.maps.append((c, 1 if h == 1 else h // 2, w // 2))
            self.kernel = (1 if self.maps[0][1] == 1 else 4, 4)
            self.stride, self.padding = (1 if self.kernel[0] == 1 else 2, 2), (0 if self.kernel[0] == 1 else 1, 1)
            size = int(np.prod(self.maps[-1]))
            for i, c in enumerate(channels):
                self.block(f"encoder.{i}", (c, *self.kernel, self.maps[i][0]), c)
            self.add("latent", (codes, size), codes)
            self.add("decoder.0", (size, latent), size)
            for i in range(1, len(channels)):
                inner, outer = channels[-i], channels[-i - 1]
                self.block(f"decoder.{i}", (inner, *self.kernel, outer), outer)
            self.add("output", (channels[0], *self.kernel, self.maps[0][0]), self.maps[0][0])
        else:
            widths = [int(np.prod(shape)), *hidden]
            for i, (a, b) in enumerate(zip(widths, hidden)):
                self.block(f"encoder.{i}", (b, a), b)
            self.add("latent", (codes, widths[-1]), codes)
            back = [latent, *reversed(hidden)]
            for i, (a, b) in enumerate(zip(back, back[1:])):
                self.block(f"decoder.{i}", (b, a), b)
            self.add("output", (widths[0], back[-1]), widths[0])
        for name, size in extra:
            self.names.append(name)
            self.shapes.append(size)

    def add(self, name, weight, bias):
        self.names += [name + ".weight", name + ".bias"]
        self.shapes += [weight, (bias,)]

    def block(self, name, weight, bias):
        self.add(name, weight, bias)
        if self.batch_norm:
            self.names += [name + ".norm.weight", name + ".norm.bias"]
            self.shapes += [(bias,), (bias,)]
            self.statistics[name] = (torch.zeros(bias), torch.ones(bias))

    def values(self, scale):
        return [draw(*shape, scale=scale) for shape in self.shapes]

    def follow(self, name, x):
        """What follows an affine layer in a block."""
        if self.batch_norm:
            mean, variance = self.statistics[name]
            x = F.batch_norm(x, mean, variance, self.p[name + ".norm.weight"], self.p[name + ".norm.bias"], True)
        x = F.relu(x)
        return x * self.masks(name + ".dropout", x) if self.dropout else x

    def dense(self, name, x):
        return F.linear(x, self.p[name + ".weight"], self.p[name + ".bias"])

    def encode(self, p, x):
        self.p = p
        if not self.channels:
            for i in range(len(self.hidden)):
                x = self.follow(f"encoder.{i}", self.dense(f"encoder.{i}", x))
            return self.dense("latent", x)
        x = x.reshape(len(x), *self.maps[0])
        for i in range(len(self.channels)):
            name = f"encoder.{i}"
            weight = self.p[name + ".weight"].permute(0, 3, 1, 2)
            x = self.follow(name, F.conv2d(x, weight, self.p[name + ".bias"], self.stride, self.padding))
        return self.dense("latent", x.permute(0, 2, 3, 1).flatten(1))

    def decode(self, z):
        if not self.channels:
            for i in range(len(self.hidden)):
                z = self.follow(f"decoder.{i}", self.dense(f"decoder.{i}", z))
            return self.dense("output", z)
        c, h, w = self.maps[-1]
        x = self.dense("decoder.0", z).reshape(-1, h, w, c).permute(0, 3, 1, 2)
        for i in range(1, len(self.channels) + 1):
            name = f"decoder.{i}" if i < len(self.channels) else "output"
            (_, h, w), (_, H, W) = self.maps[-i], self.maps[-i - 1]
            extra = tuple(b - ((a - 1) * s - 2 * q + k) for a, b, s, q, k in
                          zip((h, w), (H, W), self.stride, self.padding, self.kernel))
            weight = self.p[name + ".weight"].permute(0, 3, 1, 2)
            x = F.conv_transpose2d(x, weight, self.p[name + ".bias"], self.stride, self.padding, extra)
            if name != "output":
                x = self.follow(name, x)
        return x.flatten(1)


def sample(code, noise):
    mean, logvar = code.chunk(2, 1)
    return mean, logvar, mean + torch.exp(logvar / 2) * noise


def standard(mean, logvar):
    return -0.5 * torch.sum(1 + logvar - mean**2 - logvar.exp()) / len(mean)


def mixture(mean, logvar, z, logits, centres, logvars):
    """KL(q(z, c|x) || p(z, c)), Jiang et al. 2017, gamma = p(c|z)."""
    prior = F.log_softmax(logits, 0)
    joint = prior - 0.5 * (math.log(2 * math.pi) + logvars + (z[:, None] - centres) ** 2 / logvars.exp()).sum(-1)
    log_gamma = F.log_softmax(joint, 1)
    gamma = log_gamma.exp()
    distances = (logvars + torch.exp(logvar[:, None] - logvars) + (mean[:, None] - centres) ** 2 / logvars.exp()).sum(-1)
    rows = 0.5 * (gamma * distances).sum(1) - (gamma * (prior - log_gamma)).sum(1) - 0.5 * (1 + logvar).sum(1)
    return rows.mean(), gamma


def finish(group, model, values, **terms):
    put(group, parameters=torch.cat([v.reshape(-1) for v in values]),
        gradient=torch.cat([torch.zeros(v.numel()) if v.grad is None else v.grad.reshape(-1) for v in values]), **terms)
    out.create_dataset(group + "/names", data=model.names, dtype=h5py.string_dtype(), track_times=False)
    put(group, statistics=torch.cat([torch.cat(pair) for pair in model.statistics.values()] or [torch.zeros(0)]))


def losses(group, model, rows, beta, scale=0.4, gaussian=False, clusters=None):
    values = [v.requires_grad_() for v in model.values(scale)]
    p = dict(zip(model.names, values))
    x, noise = draw(rows, int(np.prod(model.shape))), draw(rows, model.latent)
    code = model.encode(p, x)
    terms = dict(x=x, noise=noise, beta=[beta])
    if model.variational:
        mean, logvar, z = sample(code, noise)
        terms |= dict(mean=mean, log_variance=logvar)
    else:
        z = code
    error = ((model.decode(z) - x) ** 2)
    if gaussian:
        s = p["output.log_variance"]
        reconstruction = 0.5 * (math.log(2 * math.pi) + s + error / s.exp()).sum() / rows
    else:
        reconstruction = error.sum() / rows
    total = reconstruction
    if clusters == "mixture":
        divergence, gamma = mixture(
            mean, logvar, z, p["clusters.logits"].reshape(-1), p["clusters.mean"], p["clusters.log_variance"])
        terms |= dict(probabilities=gamma)
        total = total + beta * divergence
    elif clusters == "centres":
        kernel = 1 / (1 + ((z[:, None] - p["clusters.mean"]) ** 2).sum(-1))
        q = kernel / kernel.sum(1, keepdim=True)
        frequency = q.sum(0).detach()
        target = (q**2 / frequency).detach()
        target = target / target.sum(1, keepdim=True)
        divergence = F.kl_div(q.log(), target, reduction="batchmean")
        terms |= dict(probabilities=q, frequency=frequency)
        total = total + 0.3 * divergence
    else:
        divergence = standard(mean, logvar)
        total = total + beta * divergence
    total.backward()
    finish(group, model, values, reconstruction=[reconstruction.item()], divergence=[divergence.item()],
           total=[total.item()], **terms)


mixture_slots = lambda k, z: [("clusters.logits", (1, k)), ("clusters.mean", (k, z)), ("clusters.log_variance", (k, z))]
losses("vae/dense", Model((12,), 3, hidden=(8, 6)), 6, 0.7)
losses("vae/conv2d", Model((1, 16, 21), 3, channels=(3, 4)), 3, 1.0)
losses("vae/conv1d", Model((3, 27), 3, channels=(4, 5)), 3, 0.5)
losses("vae/gaussian", Model((12,), 3, hidden=(7,), extra=[("output.log_variance", (1, 1))]), 6, 0.7, gaussian=True)
losses("vae/vade", Model((12,), 3, hidden=(8, 6), extra=mixture_slots(4, 3)), 6, 1.0, clusters="mixture")
losses("vae/idec", Model((12,), 3, hidden=(8,), variational=False, extra=[("clusters.mean", (4, 3))]), 6, 0.0,
       clusters="centres")


# ---------------------------------------------------------------- ten steps, with the project's own random masks

WORD = (1 << 64) - 1


def split_mix(state):
    state = (state + 0x9E3779B97F4A7C15) & WORD
    z = state
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return state, z ^ (z >> 31)


def stable_hash(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & WORD
    return split_mix(value)[1]


def first_word(seed, stream):
    """The first word of Generator(seed:stream:): xoshiro256**."""
    mixer = seed ^ stable_hash(stream)
    words = []
    for _ in range(4):
        mixer, word = split_mix(mixer)
        words.append(word)
    rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & WORD
    return (rotate((words[1] * 5) & WORD, 7) * 9) & WORD


def mixed(x):
    x = np.asarray(x, dtype=np.uint32)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return x ^ (x >> np.uint32(16))


def mask(seed, layer, step, rate, x):
    """Dropout's factors for a batch; elements are counted with channels innermost."""
    key = first_word(seed, f"{layer} {step}")
    first, second = np.uint32(key & 0xFFFFFFFF), np.uint32(key >> 32)
    index = np.arange(x.numel(), dtype=np.uint32)
    kept = mixed(mixed(index + first) ^ second) >= np.uint32(int(rate * 2**32))
    factors = torch.tensor(kept / (1 - rate))
    if x.dim() == 2:
        return factors.reshape(x.shape)
    b, c, h, w = x.shape
    return factors.reshape(b, h, w, c).permute(0, 3, 1, 2)


model = Model((1, 16, 21), 3, channels=(3, 4), dropout=0.2)
values = [v.requires_grad_() for v in model.values(0.2)]
rule = torch.optim.AdamW(values, lr=1e-2, weight_decay=1e-2)
rows, steps, seed = 5, 10, 7
x = draw(rows * steps, 336)
noise = draw(rows * steps, 3)
history, first = [], torch.cat([v.detach().reshape(-1) for v in values])
for step in range(steps):
    model.masks = lambda layer, x: mask(seed, layer, step, 0.2, x)
    batch, drawn = x[step * rows:(step + 1) * rows], noise[step * rows:(step + 1) * rows]
    rule.zero_grad()
    mean, logvar, z = sample(model.encode(dict(zip(model.names, values)), batch), drawn)
    reconstruction, divergence = ((model.decode(z) - batch) ** 2).sum() / rows, standard(mean, logvar)
    (reconstruction + 0.1 * step * divergence).backward()
    norm = torch.nn.utils.clip_grad_norm_(values, 50.0)
    rule.step()
    history.append([reconstruction.item(), divergence.item(), norm.item()])
put("trajectory", parameters=first, x=x, noise=noise, history=history,
    after=torch.cat([v.detach().reshape(-1) for v in values]),
    statistics=torch.cat([torch.cat(pair) for pair in model.statistics.values()]))
out.close()
