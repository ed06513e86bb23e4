"""Steps of training one model in PyTorch, as its users write them, for train.py: prints seconds of
each step and the largest memory as JSON.

Data are in memory. AdamW is the fused one, gradients are clipped, memory formats are an argument;
the allocator is whatever is preloaded.
"""

import json
import sys
import time

import torch
from torch import nn


class VAE(nn.Module):
    """Encoder, two heads, decoder; `expand` goes from latents to what the decoder takes."""

    def __init__(self, encoder, flat, latent, expand, decoder):
        super().__init__()
        self.encoder, self.expand, self.decoder = encoder, expand, decoder
        self.mean, self.logvar = nn.Linear(flat, latent), nn.Linear(flat, latent)

    def forward(self, x):
        h = self.encoder(x).flatten(1)
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + torch.exp(0.5 * logvar) * torch.randn_like(mean)
        return self.decoder(self.expand(z)), mean, logvar


def convolutional(shape, channels, latent, dropout):
    two = len(shape) == 3
    Conv, Transposed, Norm = (
        (nn.Conv2d, nn.ConvTranspose2d, nn.BatchNorm2d) if two
        else (nn.Conv1d, nn.ConvTranspose1d, nn.BatchNorm1d))
    widths, sizes = [shape[0], *channels], [shape[1:]]
    for _ in channels:
        sizes.append(tuple(size // 2 for size in sizes[-1]))

    def block(layer, width):
        after = [nn.Dropout(dropout)] if dropout else []
        return [layer, Norm(width), nn.ReLU(inplace=True), *after]

    encoder, decoder = [], []
    for a, b in zip(widths, channels):
        encoder += block(Conv(a, b, 4, 2, 1), b)
    for i in reversed(range(len(channels))):
        extra = tuple(large - 2 * small for large, small in zip(sizes[i], sizes[i + 1]))
        layer = Transposed(widths[i + 1], widths[i], 4, 2, 1, output_padding=extra)
        decoder += block(layer, widths[i]) if i else [layer]
    flat = channels[-1] * torch.Size(sizes[-1]).numel()
    expand = nn.Sequential(
        nn.Linear(latent, flat), nn.Unflatten(1, (channels[-1], *sizes[-1])))
    return VAE(nn.Sequential(*encoder), flat, latent, expand, nn.Sequential(*decoder))


class Multimodal(nn.Module):
    """A convolutional VAE whose encoder's columns ask a vector by attention."""

    def __init__(self, vae, width, second, latent, heads=8):
        super().__init__()
        self.encoder, self.expand, self.decoder = vae.encoder, vae.expand, vae.decoder
        self.second = nn.Sequential(nn.Linear(second, width), nn.LayerNorm(width), nn.GELU())
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.mean, self.logvar = nn.Linear(2 * width, latent), nn.Linear(2 * width, latent)

    def forward(self, x, other):
        tokens = self.encoder(x).mean(2).transpose(1, 2)
        token = self.second(other)
        answer, _ = self.attention(tokens, token[:, None], token[:, None], need_weights=False)
        h = torch.cat([self.norm(tokens + answer).mean(1), token], 1)
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + torch.exp(0.5 * logvar) * torch.randn_like(mean)
        return self.decoder(self.expand(z)), mean, logvar


def dense(features, hidden, latent):
    def layers(widths):
        return [part for a, b in zip(widths, widths[1:])
                for part in (nn.Linear(a, b), nn.ReLU(inplace=True))]

    encoder = nn.Sequential(*layers([features, *hidden]))
    decoder = nn.Sequential(
        *layers([latent, *reversed(hidden)]), nn.Linear(hidden[0], features))
    return VAE(encoder, hidden[-1], latent, nn.Identity(), decoder)


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(0)
    shape, batch = settings["shape"], settings["batch"]
    if "channels" in settings:
        model = convolutional(shape, settings["channels"], settings["latent"], settings["dropout"])
    else:
        model = dense(shape[0], settings["hidden"], settings["latent"])
    if settings["second"]:
        model = Multimodal(
            model, settings["channels"][-1], settings["second"], settings["latent"])
    data = torch.rand(settings["clips"], *shape)
    other = torch.randn(settings["clips"], settings["second"])
    if settings["channels_last"]:
        model = model.to(memory_format=torch.channels_last)
        data = data.to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=1e-4, fused=True)
    times = []
    for step in range(settings["steps"] + 2):
        start = time.perf_counter()
        rows = torch.randperm(len(data))[:batch]
        x = data[rows]
        optimizer.zero_grad(set_to_none=True)
        reconstruction, mean, logvar = model(x, other[rows]) if settings["second"] else model(x)
        error = nn.functional.mse_loss(reconstruction, x, reduction="sum")
        divergence = -0.5 * (1 + logvar - mean.pow(2) - logvar.exp()).sum()
        ((error + divergence) / batch).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        times.append(time.perf_counter() - start)
    with open("/proc/self/status") as file:
        peak = next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))
    print(json.dumps({
        "parameters": sum(p.numel() for p in model.parameters()), "seconds": times[2:],
        "peak": peak, "version": torch.__version__}))
