#!/usr/bin/env python3
"""Writes special_functions.csv: values of the laws to 17 digits, computed with 60 (mpmath 1.3 or newer).

Arguments are doubles taken exactly as printed, so the table holds what a perfect function of doubles returns.
Run: python3 validation/statistics/reference/special_functions.py
"""
import csv, itertools, os
import mpmath as mp

mp.mp.dps = 60
D = lambda x: mp.mpf(float(x))
rows = []


def put(name, arguments, value):
    rows.append([name, " ".join(repr(float(a)) for a in arguments), mp.nstr(value, 19, strip_zeros=False)])


def beta_tail(a, b, x, y):
    """I_x(a, b) with y = 1 - x known apart, by the hypergeometric series of the smaller side."""
    if x <= y:
        return x**a * y**b / (a * mp.beta(a, b)) * mp.hyp2f1(a + b, 1, a + 1, x)
    return 1 - beta_tail(b, a, y, x)


def student_sf(t, df):
    with mp.workdps(400):
        t, df = D(t), D(df)
        half = beta_tail(df / 2, mp.mpf(1) / 2, df / (df + t * t), t * t / (df + t * t)) / 2
        return half if t >= 0 else 1 - half


for x in [1e-10, 1e-3, 0.1, 0.3, 0.499, 0.5, 0.7, 0.99, 0.999999, 1.000001, 1.01, 1.3, 1.5, 1.9, 1.99999, 2.00001, 2.2, 2.5,
          2.51, 3, 3.7, 5, 7.25, 9.99, 10, 12.5, 30, 100.5, 1234.5, 1e6, 1e12]:
    put("logGamma", [x], mp.loggamma(D(x)))
for a, b in [(0.5, 0.5), (1, 3), (2.5, 0.01), (20, 30), (0.5, 1000), (12, 5000.5), (1e5, 1e5), (3, 1e8)]:
    put("logBeta", [a, b], mp.loggamma(D(a)) + mp.loggamma(D(b)) - mp.loggamma(D(a) + D(b)))
for z in [-37, -20, -10, -8.3, -5.7, -5.6, -3, -1.96, -1, -0.68, -0.6, -0.1, -1e-8, 0, 0.3, 0.7, 1.5, 3, 6, 8]:
    put("normalCdf", [z], mp.erfc(-D(z) / mp.sqrt(2)) / 2)
for x in [1e-9, 0.2, 0.46, 0.476, 0.5, 1, 2, 3.9, 4.1, 5, 10, 20, 26]:
    put("erfc", [x], mp.erfc(D(x)))
    put("erf", [x], mp.erf(D(x)))
for p in [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.025, 0.1, 0.25, 0.26, 0.4, 0.4999, 0.5001, 0.6, 0.8, 0.975, 0.999]:
    with mp.workdps(330):
        P = D(p)
        guess = mp.sqrt(-2 * mp.log(min(P, 1 - P))) * (1 if p > 0.5 else -1) * mp.mpf("0.9")
        if abs(p - 0.5) < 0.3:
            guess = (P - mp.mpf(1) / 2) * mp.sqrt(2 * mp.pi)
        put("normalQuantile", [p], mp.findroot(lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(P), guess))
for t, df in itertools.product([-3, -0.2, 0, 1e-6, 0.1, 0.9, 1.5, 2.5, 6, 30, 1000], [1, 2, 3, 4.5, 7.6, 10, 34, 134, 1000]):
    put("studentSurvival", [t, df], student_sf(t, df))
for p, df in itertools.product([1e-12, 1e-3, 0.025, 0.2, 0.4, 0.49, 0.975], [1, 2, 4, 7.6, 34, 500]):
    with mp.workdps(120):
        def student_sf_exact(t, d):
            h = beta_tail(d / 2, mp.mpf(1) / 2, d / (d + t * t), t * t / (d + t * t)) / 2
            return h if t >= 0 else 1 - h
        side = -1 if p < 0.5 else 1
        tail = min(D(p), 1 - D(p))
        a, b = mp.mpf("1e-9"), mp.mpf(2)
        while student_sf_exact(b, D(df)) > tail:
            b *= 2
        g = lambda t: mp.log(student_sf_exact(t, D(df)) / tail)
        root = mp.findroot(g, (a, b), solver="anderson", tol=1e-60, verify=False)
        put("studentQuantile", [p, df], side * root)
for x, df in itertools.product([1e-4, 0.1, 0.5, 1, 3.8, 10, 30, 128, 500], [1, 2, 5, 19, 40, 200]):
    put("chiSquareSurvival", [x, df], mp.gammainc(D(df) / 2, D(x) / 2, regularized=True))
    put("chiSquareCdf", [x, df], mp.gammainc(D(df) / 2, 0, D(x) / 2, regularized=True))
for x, d1, d2 in itertools.product([0.01, 0.7, 1.16, 4, 40, 900], [1, 2, 7], [1, 5, 32, 400]):
    with mp.workdps(400):
        w = D(d1) * D(x) + D(d2)
        put("fSurvival", [x, d1, d2], beta_tail(D(d2) / 2, D(d1) / 2, D(d2) / w, D(d1) * D(x) / w))
for x, a, b in itertools.product([1e-5, 0.01, 0.2, 0.5, 0.77, 0.99], [0.5, 1, 3.5, 27, 300.5], [0.5, 2, 30.5, 1000]):
    with mp.workdps(500):
        put("betaCumulative", [x, a, b], beta_tail(D(a), D(b), D(x), 1 - D(x)))
for p, a, b in itertools.product([1e-6, 0.025, 0.5, 0.975], [0.5, 1, 3.5, 30.5], [0.5, 2, 30, 700.5]):
    with mp.workdps(100):
        P = D(p)
        logit = lambda u: (1 / (1 + mp.exp(-u)), 1 / (1 + mp.exp(u)))
        g = lambda u: mp.log(beta_tail(D(a), D(b), *logit(u)) / P)
        low, high = mp.mpf(-80), mp.mpf(80)
        for _ in range(140):
            middle = (low + high) / 2
            low, high = (middle, high) if g(middle) < 0 else (low, middle)
        put("betaQuantile", [p, a, b], logit(low)[0])
for k, n, p in [(0, 1, 0.3), (1, 1, 0.3), (3, 10, 0.09), (0, 30, 0.09), (15, 30, 0.5), (27, 300, 0.09), (300, 300, 0.999),
                (50, 1000, 0.2), (5, 100000, 1e-4), (1, 7, 1e-12), (500, 1000, 0.5), (999, 1000, 0.3), (60, 120, 0.97)]:
    with mp.workdps(120):
        P = D(p)
        mass = lambda i: mp.binomial(n, i) * P**i * (1 - P) ** (n - i)
        put("binomialProbability", [k, n, p], mass(k))
        put("binomialCumulative", [k, n, p], mp.fsum(mass(i) for i in range(0, k + 1)))
        put("binomialSurvival", [k, n, p], mp.fsum(mass(i) for i in range(k + 1, min(n, 2000) + 1)))
for k, total, marked, drawn in [(3, 8, 4, 4), (12, 33, 12, 12), (9, 33, 23, 9), (0, 33, 12, 12), (10, 40, 15, 18), (60, 500, 100, 300),
                                (2, 10**6, 1000, 3000), (0, 5, 5, 0)]:
    put("hypergeometricProbability", [k, total, marked, drawn],
        mp.binomial(marked, k) * mp.binomial(total - marked, drawn - k) / mp.binomial(total, drawn))
for x in [0.1, 0.2, 0.5, 0.8, 0.905, 0.999, 1, 1.001, 1.36, 2, 5, 10]:
    X = D(x)
    put("kolmogorovSurvival", [x], mp.nsum(lambda k: 2 * (-1) ** (int(k) - 1) * mp.exp(-2 * k * k * X * X), [1, 200], method="direct")
        if x >= 0.5 else 1 - mp.sqrt(2 * mp.pi) / X * mp.fsum(mp.exp(-((2 * k - 1) ** 2) * mp.pi**2 / (8 * X * X)) for k in range(1, 40)))
for k, m in [(0, 0.5), (3, 0.2), (10, 10), (100, 80), (5, 300)]:
    put("poissonProbability", [k, m], mp.exp(-D(m)) * D(m) ** k / mp.factorial(k))
    put("poissonSurvival", [k, m], mp.gammainc(k + 1, 0, D(m), regularized=True))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "special_functions.csv"), "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["function", "arguments", "value"])
    w.writerows(rows)
print(len(rows))
