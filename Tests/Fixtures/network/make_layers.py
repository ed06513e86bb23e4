"""Reference values for the layers of NeuralNetworkTests: layers.h5.

Written in NumPy float64 from the formulae that PyTorch 2.13 documents (nn.Conv2d, nn.ConvTranspose2d, nn.Conv1d,
nn.BatchNorm2d, nn.LayerNorm, nn.Embedding, nn.LeakyReLU, nn.GELU, nn.Tanh, nn.Sigmoid), in the order of axes that
this project uses: maps (sample, y, x, channel), kernels (unit, line, column, channel).

    pip install numpy scipy h5py && python make_layers.py
"""
import h5py
import numpy as np
from scipy.special import erf


def windows(fine, kernel, stride, padding):
    """Every window: its place and the slice of the padded map under it."""
    height, width = ((fine[a] + 2 * padding[a] - kernel[a]) // stride[a] + 1 for a in (0, 1))
    for q in np.ndindex(height, width):
        yield q, tuple(slice(q[a] * stride[a], q[a] * stride[a] + kernel[a]) for a in (0, 1))


def padded(x, padding):
    return np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2, (0, 0)))


def cropped(x, padding):
    return x[:, padding[0]:x.shape[1] - padding[0], padding[1]:x.shape[2] - padding[1]]


def convolve(x, w, b, stride, padding):
    x = padded(x, padding)
    fine = (x.shape[1] - 2 * padding[0], x.shape[2] - 2 * padding[1])
    places = list(windows(fine, w.shape[1:3], stride, padding))
    y = np.zeros((len(x), *(n + 1 for n in places[-1][0]), len(w)))
    for q, under in places:
        y[:, q[0], q[1]] = np.einsum("bijc,uijc->bu", x[:, under[0], under[1]], w) + b
    return y


def convolve_back(x, w, stride, padding, dy):
    fine, x = x.shape[1:3], padded(x, padding)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for q, under in windows(fine, w.shape[1:3], stride, padding):
        dw += np.einsum("bu,bijc->uijc", dy[:, q[0], q[1]], x[:, under[0], under[1]])
        dx[:, under[0], under[1]] += np.einsum("bu,uijc->bijc", dy[:, q[0], q[1]], w)
    return cropped(dx, padding), dw, dy.sum((0, 1, 2))


def transposed(x, w, b, stride, padding, fine):
    y = padded(np.zeros((len(x), *fine, w.shape[3])), padding)
    for q, under in windows(fine, w.shape[1:3], stride, padding):
        y[:, under[0], under[1]] += np.einsum("bu,uijc->bijc", x[:, q[0], q[1]], w)
    return cropped(y, padding) + b


def transposed_back(x, w, stride, padding, dy):
    fine, dyp = dy.shape[1:3], padded(dy, padding)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for q, under in windows(fine, w.shape[1:3], stride, padding):
        dx[:, q[0], q[1]] = np.einsum("bijc,uijc->bu", dyp[:, under[0], under[1]], w)
        dw += np.einsum("bu,bijc->uijc", x[:, q[0], q[1]], dyp[:, under[0], under[1]])
    return dx, dw, dy.sum((0, 1, 2))


def normalize(x, gamma, beta, dy, axes, others):
    """Normalisation over `axes`, with its gradients; parameters belong to `others`."""
    n = np.prod([x.shape[a] for a in axes])
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    inverse = 1 / np.sqrt(var + 1e-5)
    xhat, g = (x - mean) * inverse, dy * gamma
    dx = inverse / n * (n * g - g.sum(axes, keepdims=True) - xhat * (g * xhat).sum(axes, keepdims=True))
    return gamma * xhat + beta, dx, (dy * xhat).sum(others), dy.sum(others), mean.squeeze(), var.squeeze() * n / (n - 1)


phi = lambda x: (1 + erf(x / np.sqrt(2))) / 2
sigmoid = lambda x: 1 / (1 + np.exp(-x))
activations = {
    "relu": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "leaky": (lambda x: np.where(x > 0, x, 0.2 * x), lambda x: np.where(x > 0, 1, 0.2)),
    "gelu": (lambda x: x * phi(x), lambda x: phi(x) + x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
}

# name: batch, map (height, width, channels), units, kernel, stride, padding
convolutions = {
    "square": (2, (9, 13, 2), 3, (4, 4), (2, 2), (1, 1)),
    "same": (2, (7, 6, 3), 4, (3, 3), (1, 1), (1, 1)),
    "oblong": (3, (6, 11, 2), 5, (2, 5), (1, 3), (0, 2)),
    "sequence": (2, (1, 11, 3), 5, (1, 4), (1, 2), (0, 1)),
    "point": (2, (3, 4, 5), 2, (1, 1), (2, 1), (0, 0)),
}


def main():
    rng = np.random.default_rng(31)
    out = h5py.File("layers.h5", "w")

    def draw(*shape, scale=1.0):
        """Values that a float32 holds exactly."""
        return (rng.standard_normal(shape) * scale).astype(np.float32).astype(np.float64)

    def put(group, **values):
        for name, value in values.items():
            out.create_dataset(f"{group}/{name}", data=np.asarray(value, dtype=np.float64), track_times=False)

    for name, (batch, fine, units, kernel, stride, padding) in convolutions.items():
        x, w, b = draw(batch, *fine), draw(units, *kernel, fine[2]), draw(units)
        y = convolve(x, w, b, stride, padding)
        dy = draw(*y.shape)
        dx, dw, db = convolve_back(x, w, stride, padding, dy)
        put(f"convolution/{name}", x=x, weight=w, bias=b, y=y, dy=dy, dx=dx, dweight=dw, dbias=db)
        # Transposed: from windows to the map.
        b, x = draw(fine[2]), draw(*y.shape)
        y = transposed(x, w, b, stride, padding, fine[:2])
        dy = draw(*y.shape)
        dx, dw, db = transposed_back(x, w, stride, padding, dy)
        put(f"transposed/{name}", x=x, weight=w, bias=b, y=y, dy=dy, dx=dx, dweight=dw, dbias=db)

    x, gamma, beta, dy = draw(4, 5, 6, 3, scale=2) + 1, draw(3), draw(3), draw(4, 5, 6, 3)
    y, dx, dgamma, dbeta, mean, var = normalize(x, gamma, beta, dy, (0, 1, 2), (0, 1, 2))
    put("map_norm", x=x, weight=gamma, bias=beta, y=y, dy=dy, dx=dx, dweight=dgamma, dbias=dbeta,
        statistics=np.concatenate([0.1 * mean, 0.9 + 0.1 * var]))
    x, gamma, beta, dy = draw(3, 4, 6, scale=2) + 1, draw(6), draw(6), draw(3, 4, 6)
    y, dx, dgamma, dbeta, _, _ = normalize(x, gamma, beta, dy, (2,), (0, 1))
    put("layer_norm", x=x, weight=gamma, bias=beta, y=y, dy=dy, dx=dx, dweight=dgamma, dbias=dbeta)

    x, dy = draw(4, 6, scale=2), draw(4, 6)
    for name, (f, derivative) in activations.items():
        put("activation/" + name, x=x, y=f(x), dy=dy, dx=dy * derivative(x))
    out.close()


if __name__ == "__main__":
    main()
