import { chosen, mechanism } from "#engine";
const s = chosen("as the reference has it");
export const na3s = mechanism("na3s", {
  placed: "over membrane",
  parameters: { gMax: ["20 mS/cm²", s], ar2: ["0.5", s], reversal: ["55 mV", s], temperature: ["305.15 K", s] },
  reads: { v: "mV" }, states: { m: "1", h: "1", s: "1" },
  derivative: ({ m, h, s }, { v }, p, { exp, log, linoid, max, mV, ms, K }) => {
    const q = exp(log(2) * (p.temperature - 297.15 * K) / (10 * K));
    const a = 0.4 / ms * 7.2 * linoid(-(v + 30 * mV) / (7.2 * mV));
    const b = 0.124 / ms * 7.2 * linoid((v + 30 * mV) / (7.2 * mV));
    const mTau = max(0.02 * ms, 1 / (a + b) / q);
    const c = 0.03 / ms * 1.5 * linoid(-(v + 45 * mV) / (1.5 * mV));
    const d = 0.01 / ms * 1.5 * linoid((v + 45 * mV) / (1.5 * mV));
    const hTau = max(0.5 * ms, 1 / (c + d) / q);
    const hInf = 1 / (1 + exp((v + 50 * mV) / (4 * mV)));
    const e = 1 / (1 + exp((v + 58 * mV) / (2 * mV)));
    const sInf = e + p.ar2 * (1 - e);
    const k = 96480 * 1e-3 / 8.315 / ((p.temperature + 0.01 * K) / K) / mV;
    const sTau = max(10 * ms, exp(k * 2.4 * (v + 60 * mV)) / (0.0003 / ms * (1 + exp(k * 12 * (v + 60 * mV)))));
    return { m: (a / (a + b) - m) / mTau, h: (hInf - h) / hTau, s: (sInf - s) / sTau };
  },
  current: ({ m, h, s }, { v }, p) => ({ total: p.gMax * m * m * m * h * s * (v - p.reversal) }),
});
export const kdrm = mechanism("kdrm", {
  placed: "over membrane",
  parameters: { gMax: ["5 mS/cm²", s], reversal: ["-90 mV", s], temperature: ["305.15 K", s] },
  reads: { v: "mV" }, states: { n: "1" },
  derivative: ({ n }, { v }, p, { exp, max, mV, ms, K }) => {
    const k = 96480 * 1e-3 / 8.315 / ((p.temperature + 0.01 * K) / K) / mV;
    const a = exp(-3 * k * (v - 13 * mV));
    const tau = max(2 * ms, exp(-2.1 * k * (v - 13 * mV)) / (0.02 / ms * (1 + a)));
    return { n: (1 / (1 + a) - n) / tau };
  },
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * (v - p.reversal) }),
});
export const kaProx = mechanism("kaProx", {
  placed: "over membrane",
  parameters: { gMax: ["5 mS/cm²", s], reversal: ["-90 mV", s], temperature: ["305.15 K", s] },
  reads: { v: "mV" }, states: { n: "1", l: "1" },
  derivative: ({ n, l }, { v }, p, { exp, log, max, mV, ms, K }) => {
    const q = exp(log(5) * (p.temperature - 297.15 * K) / (10 * K));
    const k = 96480 * 1e-3 / 8.315 / ((p.temperature + 0.01 * K) / K) / mV;
    const z = -1.5 - 1 / (1 + exp((v + 40 * mV) / (5 * mV)));
    const a = exp(k * z * (v - 11 * mV));
    const tau = max(0.1 * ms, exp(k * z * 0.55 * (v - 11 * mV)) / (q * 0.05 / ms * (1 + a)));
    const lInf = 1 / (1 + exp(k * 3 * (v + 56 * mV)));
    const lTau = max(2 * ms, 0.26 * ms / mV * (v + 50 * mV));
    return { n: (1 / (1 + a) - n) / tau, l: (lInf - l) / lTau };
  },
  current: ({ n, l }, { v }, p) => ({ total: p.gMax * n * l * (v - p.reversal) }),
});
export const kaDist = mechanism("kaDist", {
  placed: "over membrane",
  parameters: { gMax: ["5 mS/cm²", s], reversal: ["-90 mV", s], temperature: ["305.15 K", s] },
  reads: { v: "mV" }, states: { n: "1", l: "1" },
  derivative: ({ n, l }, { v }, p, { exp, log, max, mV, ms, K }) => {
    const q = exp(log(5) * (p.temperature - 297.15 * K) / (10 * K));
    const k = 96480 * 1e-3 / 8.315 / ((p.temperature + 0.01 * K) / K) / mV;
    const z = -1.8 - 1 / (1 + exp((v + 40 * mV) / (5 * mV)));
    const a = exp(k * z * (v + 1 * mV));
    const tau = max(0.2 * ms, exp(k * z * 0.39 * (v + 1 * mV)) / (q * 0.1 / ms * (1 + a)));
    const lInf = 1 / (1 + exp(k * 3 * (v + 56 * mV)));
    const lTau = max(2 * ms, 0.26 * ms / mV * (v + 50 * mV));
    return { n: (1 / (1 + a) - n) / tau, l: (lInf - l) / lTau };
  },
  current: ({ n, l }, { v }, p) => ({ total: p.gMax * n * l * (v - p.reversal) }),
});
export const ih = mechanism("ih", {
  placed: "over membrane",
  parameters: { gMax: ["0.03 mS/cm²", s], reversal: ["-10 mV", s] },
  reads: { v: "mV" }, states: { n: "1" },
  derivative: ({ n }, { v }, _, { exp, mV, ms }) => {
    const tau = 2 * ms * (1 / (exp(-(v + 145 * mV) / (17.5 * mV)) + exp((v + 16.8 * mV) / (16.5 * mV))) + 5);
    return { n: (1 / (1 + exp((v + 90 * mV) / (8.5 * mV))) - n) / tau };
  },
  current: ({ n }, { v }, p) => ({ total: p.gMax * n * (v - p.reversal) }),
});
