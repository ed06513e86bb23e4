"""Reference values for NeuralNetworkTests and AutoencodersTests: network.h5.

Written in NumPy float64 from the formulae that PyTorch 2.13 documents (nn.Linear, nn.BatchNorm1d,
optim.AdamW, optim.Adam, nn.utils.clip_grad_norm_, optim.lr_scheduler.ReduceLROnPlateau), so that
PyTorch, a gigabyte, is not needed to regenerate it. Gradients of the autoencoder are taken by
complex-step differentiation: nobody's backward pass is involved.

    pip install numpy h5py && python make_network.py
"""
import h5py
import numpy as np

rng = np.random.default_rng(20)
out = h5py.File("network.h5", "w")


def draw(*shape, scale=1.0):
    """Values that a float32 holds exactly."""
    return (rng.standard_normal(shape) * scale).astype(np.float32).astype(np.float64)


def put(path, value):
    out.create_dataset(path, data=np.asarray(value, dtype=np.float64), track_times=False)


# Dense: y = x W' + b
x, w, b, dy = draw(4, 7), draw(5, 7), draw(5), draw(4, 5)
for name, value in dict(x=x, weight=w, bias=b, y=x @ w.T + b, dy=dy, dx=dy @ w, dweight=dy.T @ x,
                        dbias=dy.sum(0)).items():
    put("dense/" + name, value)

# Batch norm, training and evaluation
x, gamma, beta, dy = draw(6, 5, scale=2) + 1, draw(5), draw(5), draw(6, 5)
mean0, var0 = draw(5), np.abs(draw(5)).astype(np.float32).astype(np.float64) + 0.5
mean, var = x.mean(0), x.var(0)
inverse = 1 / np.sqrt(var + 1e-5)
xhat = (x - mean) * inverse
dxhat = dy * gamma
dx = inverse / 6 * (6 * dxhat - dxhat.sum(0) - xhat * (dxhat * xhat).sum(0))
for name, value in dict(x=x, weight=gamma, bias=beta, y=gamma * xhat + beta, dy=dy, dx=dx,
                        dweight=(dy * xhat).sum(0), dbias=dy.sum(0), mean_before=mean0,
                        variance_before=var0, mean_after=0.9 * mean0 + 0.1 * mean,
                        variance_after=0.9 * var0 + 0.1 * x.var(0, ddof=1),
                        y_evaluation=gamma * (x - mean0) / np.sqrt(var0 + 1e-5) + beta).items():
    put("norm/" + name, value)

# Three steps of AdamW and of Adam with an L2 penalty, each after clipping to norm 2
p0, gradients = draw(17), [draw(17) for _ in range(3)]
put("adam/start", p0)
for rule in ("adamw", "adam"):
    p, m, v = p0.copy(), np.zeros(17), np.zeros(17)
    rate, decay, b1, b2, eps = 1e-2, 0.05, 0.9, 0.999, 1e-8
    for t, g in enumerate(gradients, 1):
        norm = np.sqrt((g * g).sum())
        g = g * min(1, 2 / (norm + 1e-6))
        if rule == "adamw":
            p = p * (1 - rate * decay)
        else:
            g = g + decay * p
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        p = p - rate / (1 - b1**t) * m / (np.sqrt(v) / np.sqrt(1 - b2**t) + eps)
        if rule == "adamw":
            put(f"adam/gradient_{t}", gradients[t - 1])
            put(f"adam/norm_{t}", [norm])
        put(f"adam/{rule}_{t}", p)

# Plateau: relative threshold 1e-4, lowered after more than `patience` bad epochs
losses = [1.0, .9, .95, .91, .92, .93, .8, .8, .79995, .8, .8, .8, .8, .81, .7, .75, float("nan"), .75, .75, .75]
put("plateau/losses", losses)
for factor, patience in ((.5, 2), (.1, 0)):
    rate, best, bad, rates = 1e-2, np.inf, 0, []
    for loss in losses:
        if loss < best * (1 - 1e-4):
            best, bad = loss, 0
        else:
            bad += 1
        if bad > patience:
            if rate - rate * factor > 1e-8:
                rate *= factor
            bad = 0
        rates.append(rate)
    put(f"plateau/rates_{patience}", rates)

# A variational autoencoder 12-(8,6)-3 with batch norm: losses, and gradients by complex steps
B, D, Z, hidden, weight = 6, 12, 3, (8, 6), 0.7
layout = []


def block(name, inputs, outputs, norm=True):
    layout.append((name + ".weight", (outputs, inputs)))
    layout.append((name + ".bias", (outputs,)))
    if norm:
        layout.append((name + ".norm.weight", (outputs,)))
        layout.append((name + ".norm.bias", (outputs,)))


block("encoder.0", D, 8), block("encoder.1", 8, 6), block("latent", 6, 2 * Z, False)
block("decoder.0", Z, 6), block("decoder.1", 6, 8), block("output", 8, D, False)
sizes = [int(np.prod(shape)) for _, shape in layout]
values, x, noise = draw(sum(sizes), scale=0.4), draw(B, D), draw(B, Z)


def losses_of(flat):
    at, p = 0, {}
    for (name, shape), size in zip(layout, sizes):
        p[name] = flat[at:at + size].reshape(shape)
        at += size

    def dense(name, a):
        return a @ p[name + ".weight"].T + p[name + ".bias"]

    def hidden_layer(name, a):
        a = dense(name, a)
        centred = a - a.mean(0)
        a = centred / np.sqrt((centred * centred).mean(0) + 1e-5)
        a = p[name + ".norm.weight"] * a + p[name + ".norm.bias"]
        return np.where(a.real > 0, a, 0)

    code = dense("latent", hidden_layer("encoder.1", hidden_layer("encoder.0", x)))
    mu, logvar = code[:, :Z], code[:, Z:]
    z = mu + np.exp(logvar / 2) * noise
    xhat = dense("output", hidden_layer("decoder.1", hidden_layer("decoder.0", z)))
    return ((xhat - x) ** 2).sum() / B, 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).sum() / B, xhat, mu, logvar


reconstruction, divergence, xhat, mu, logvar = losses_of(values)
gradient = np.empty_like(values)
for i in range(values.size):
    step = values.astype(np.complex128)
    step[i] += 1e-30j
    r, d = losses_of(step)[:2]
    gradient[i] = (r + weight * d).imag / 1e-30
for name, value in dict(parameters=values, x=x, noise=noise, beta=[weight], reconstruction=[reconstruction],
                        divergence=[divergence], gradient=gradient).items():
    put("autoencoder/" + name, value)
out.create_dataset("autoencoder/names", data=[name for name, _ in layout], dtype=h5py.string_dtype(), track_times=False)
out.close()
