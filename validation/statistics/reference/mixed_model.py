#!/usr/bin/env python3
"""Writes mixed_model.json: REML fits of inputs/01_vm_peak_five_spines.csv in 50-digit arithmetic (mpmath 1.3 or newer).

The likelihood is written plainly, with the full covariance matrix of all trials by spine (no Woodbury identity, no
profiling over sigma), and its optimum is where the gradient vanishes. Satterthwaite's degrees of freedom use exact
first and second derivatives (mpmath's numerical ones at 50 digits).
Run: python3 validation/statistics/reference/mixed_model.py
"""
import csv, json, os
import mpmath as mp

mp.mp.dps = 50
here = os.path.dirname(os.path.abspath(__file__))
rows = list(csv.DictReader(open(os.path.join(here, "..", "oracles", "inputs", "01_vm_peak_five_spines.csv"))))
groups = {}
for r in rows:
    groups.setdefault(r["spine"], []).append(((mp.mpf(r["vm_mV"]) + 130) / 100, mp.mpf(r["peak_dff_pct"])))
n = len(rows)


def pieces(g00, g01, g11, s2):
    """log|V|, X'V^-1 X, X'V^-1 y, y'V^-1 y with V = s2 I + Z G Z' per spine; values of x repeat, so V is block-patterned."""
    logdet, A, b, c = mp.mpf(0), mp.zeros(2, 2), mp.zeros(2, 1), mp.mpf(0)
    for pts in groups.values():
        k = len(pts)
        X = mp.matrix([[1, x] for x, _ in pts])
        y = mp.matrix([v for _, v in pts])
        V = X * mp.matrix([[g00, g01], [g01, g11]]) * X.T + s2 * mp.eye(k)
        L = mp.cholesky(V)
        logdet += 2 * mp.fsum(mp.log(L[i, i]) for i in range(k))
        def forward(v):
            out = []
            for i in range(k):
                out.append((v[i] - mp.fsum(L[i, j] * out[j] for j in range(i))) / L[i, i])
            return mp.matrix(out)
        W = [forward(X[:, 0]), forward(X[:, 1])]
        w = forward(y)
        for i in range(2):
            b[i] += mp.fdot(W[i], w)
            for j in range(2):
                A[i, j] += mp.fdot(W[i], W[j])
        c += mp.fdot(w, w)
    return logdet, A, b, c


def criterion(*v):
    logdet, A, b, c = pieces(*v)
    beta = A**-1 * b
    return logdet + mp.log(mp.det(A)) + c - (b.T * beta)[0] + (n - 2) * mp.log(2 * mp.pi)


forms = {
    "intercept": (lambda a, s: (a, mp.mpf(0), mp.mpf(0), s), (67.5, 74.9)),
    "intercept and slope, uncorrelated": (lambda a, d, s: (a, mp.mpf(0), d, s), (67.9, 54.8, 65.3)),
    "intercept and slope, correlated": (lambda a, c, d, s: (a, c, d, s), (67.05, -59.85, 56.78, 65.35)),
}
out = {}
for name, (full, start) in forms.items():
    f = lambda *p: criterion(*full(*p))
    m = len(start)
    h = mp.mpf("1e-12")
    def step(p, *moves):
        q = list(p)
        for i, by in moves:
            q[i] += by
        return f(*q)
    def grad(p):
        return mp.matrix([(step(p, (i, h)) - step(p, (i, -h))) / (2 * h) for i in range(m)])
    def hess(p):
        return mp.matrix([[(step(p, (i, h), (j, h)) - step(p, (i, h), (j, -h)) - step(p, (i, -h), (j, h)) + step(p, (i, -h), (j, -h))) / (4 * h * h)
                           for j in range(m)] for i in range(m)])
    p = [mp.mpf(v) for v in start]
    for _ in range(6):
        H = hess(p)
        move = mp.lu_solve(H, grad(p))
        p = [a - b for a, b in zip(p, move)]
    g00, g01, g11, s2 = full(*p)
    _, A, b, _ = pieces(g00, g01, g11, s2)
    cov = A**-1
    beta = cov * b
    C = 2 * hess(p)**-1
    df = []
    for k in range(2):
        var = lambda q: (pieces(*full(*q))[1]**-1)[k, k]
        g = mp.matrix([(var([v + (h if j == i else 0) for j, v in enumerate(p)]) - var([v - (h if j == i else 0) for j, v in enumerate(p)])) / (2 * h) for i in range(m)])
        df.append(2 * cov[k, k]**2 / (g.T * C * g)[0])
    r = dict(intercept=beta[0], slope=beta[1], se_intercept=mp.sqrt(cov[0, 0]), se_slope=mp.sqrt(cov[1, 1]), df_intercept=df[0], df_slope=df[1],
             intercept_sd=mp.sqrt(g00), residual_sd=mp.sqrt(s2), reml_criterion=f(*p))
    assert mp.norm(grad(p)) < mp.mpf("1e-30")
    if m > 2:
        r["slope_sd"] = mp.sqrt(g11)
    if m > 3:
        r["correlation"] = g01 / mp.sqrt(g00 * g11)
    out[name] = {k: float(v) for k, v in r.items()}
json.dump(out, open(os.path.join(here, "mixed_model.json"), "w"), indent=1)
print(json.dumps(out, indent=1))
