"""Writes statistics.h5: tests, intervals and quantiles by SciPy 1.17.1."""

import warnings
from pathlib import Path

import h5py
import numpy as np
from scipy import stats

warnings.simplefilter("ignore")
rng = np.random.default_rng(21)


def differences(n, tied=False, zeros=0):
    values = rng.standard_normal(n) + 0.4
    if tied:
        values = np.round(values * 2) / 2 + 0.25
    values[:zeros] = 0
    return values


pairs = {
    "two": differences(2),
    "five": differences(5),
    "twelve": differences(12),
    "thirteen_with_ties": differences(13, True),
    "ten_with_zeros": differences(10, True, 3),
    "fourteen_with_ties": differences(14, True),
    "forty_with_zeros": differences(40, True, 7),
    "fifty": differences(50),
    "fifty_one": differences(51),
    "many": differences(300),
}
with h5py.File(Path(__file__).with_name("statistics.h5"), "w") as file:
    for name, values in pairs.items():
        group = file.create_group(f"pairs/{name}")
        group["differences"] = values
        signed = stats.wilcoxon(values)
        group["wilcoxon"] = [signed.statistic, signed.pvalue]
        student = stats.ttest_1samp(values, 0)
        interval = student.confidence_interval(0.9)
        group["student"] = [student.statistic, student.pvalue, interval.low, interval.high]
        n, share = len(values), 0.25
        t = values.mean() / np.sqrt((1 / n + share) * values.var(ddof=1))
        group["corrected"] = [t, 2 * stats.t.sf(abs(t), n - 1)]

    for name, n, k, tied in (("small", 6, 3, False), ("large", 30, 5, False), ("tied", 8, 4, True), ("two", 9, 2, False)):
        values = rng.standard_normal((n, k)) + np.linspace(0, 0.8, k)
        values = np.round(values) if tied else values
        group = file.create_group(f"friedman/{name}")
        group["values"] = values
        if k > 2:
            test = stats.friedmanchisquare(*values.T)
            chi, p = test.statistic, test.pvalue
        else:
            wins = (values[:, 1] > values[:, 0]).sum()
            chi = (2 * wins - n) ** 2 / n
            p = stats.chi2.sf(chi, 1)
        f = (n - 1) * chi / (n * (k - 1) - chi)
        group["result"] = [chi, p, f, stats.f.sf(f, k - 1, (k - 1) * (n - 1))]
        group["mean_ranks"] = stats.rankdata(values, axis=1).mean(axis=0)
        q = stats.studentized_range.ppf([0.95, 0.9, 0.99], k, np.inf)
        group["critical"] = q * np.sqrt(k * (k + 1) / (12 * n))

    for name, n, slope, tied in (("three", 3, 1.0, False), ("few", 8, 1.0, False), ("many", 60, 0.3, False), ("tied", 25, -2.0, True), ("strong", 40, 9.0, False)):
        x = rng.standard_normal(n)
        y = slope * x + rng.standard_normal(n)
        if tied:
            x, y = np.round(x), np.round(y)
        group = file.create_group(f"correlation/{name}")
        group["x"], group["y"] = x, y
        pearson, spearman = stats.pearsonr(x, y), stats.spearmanr(x, y)
        interval = pearson.confidence_interval(0.95)
        group["pearson"] = [pearson.statistic, pearson.pvalue, interval.low, interval.high]
        group["spearman"] = [spearman.statistic, spearman.pvalue]

    p = np.array([0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9])
    order = p.argsort(kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    file["holm/p"], file["holm/adjusted"] = p, adjusted
    x, y = np.round(rng.standard_normal(17) * 2), np.round(rng.standard_normal(11) * 2 + 1)
    file["effect/x"], file["effect/y"] = x, y
    pooled = (16 * x.var(ddof=1) + 10 * y.var(ddof=1)) / 26
    file["effect/cohen"] = (x.mean() - y.mean()) / np.sqrt(pooled)
    file["effect/cliff"] = np.sign(x[:, None] - y[None, :]).mean()
