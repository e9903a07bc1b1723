/**
 * Every reference number of oracles/expected that the statistics own, beside ours. Tolerances are those the reference states:
 * relative 1e-9 for closed forms, 1e-6 for root searches and optimisers.
 */
import {
  agreement, areaUnderRoc, boschlooExact, chanceOfAgreement, cohenKappa, cumulativeSumTest, detectability, discordance, envelopePValue,
  equivalence, exactCoverage, fisherExact, fisherPower, groupedJackknife, bootstrap, hitRate, hodgesLehmann, lackOfFit, leastErrorRate,
  line, lineAcrossGroups, logisticRegression, mannKendall, mcNemar, mean, meanWithInterval, mixedModel, mutualInformation, normalSurvival, oddsRatio,
  pairedDifference, pairedRatio, permutationTest, phi, poissonErrorBound, proportionInterval, proportionUpperBound,
  rankEnvelopeTest, rankHistogramTest, ratioOfMeans, runsTest, secondGivenFirst, signedRankCounts, signedRankTest, signFlipTest,
  signTest, smallestTwoSidedP, standardDeviation, trialsForHalfWidth, welchDifference, zeroEventBound,
  type Estimate, type Line, type PairedOutcomes, type ProportionMethod, type RandomEffects, type ResampleIndices,
} from "#statistics";
import { column, compare, compareTree, expectedJson, fileText, table, type Comparison, type Json } from "./comparison.js";

const ends = (estimate: Estimate): [number, number] => [estimate.interval?.low ?? Number.NaN, estimate.interval?.high ?? Number.NaN];
const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

const PROPORTION_METHODS: Record<string, ProportionMethod> = {
  wilson: "Wilson",
  jeffreys: "Jeffreys",
  clopper_pearson: "Clopper–Pearson",
  agresti_coull: "Agresti–Coull",
  mid_p: "mid-P",
  uniform_beta: "uniform Beta",
};

function asPrinted(fit: Line): Record<string, unknown> {
  const { slope, intercept } = fit;
  return {
    n: fit.n, slope: slope.estimate.value, intercept: intercept.estimate.value, se_slope: slope.estimate.standardError,
    se_intercept: intercept.estimate.standardError, resid_sd: fit.residualStandardDeviation, t: slope.t, df: slope.degreesOfFreedom,
    p_two_sided: slope.pValue, slope_ci95: ends(slope.estimate), r: fit.r, r2: fit.rSquared,
  };
}

/** Area 01: lines, lack of fit, NIST's Norris data, slopes across groups, Welch's test and equivalence. */
function regression(): Comparison[] {
  const units = { xUnit: "mV", yUnit: "%" };
  const one = table("oracles/inputs/01_vm_peak_one_spine.csv");
  const [x, y] = [column(one, "vm_mV"), column(one, "peak_dff_pct")];
  const levels = [...new Set(x)].sort((a, b) => a - b);
  const norrisRows = table("oracles/inputs/01_nist_norris.csv");
  const norris = line(column(norrisRows, "x"), column(norrisRows, "y"), units);
  const five = table("oracles/inputs/01_vm_peak_five_spines.csv");
  const [x5, y5, spine] = [column(five, "vm_mV"), column(five, "peak_dff_pct"), column(five, "spine")];
  const grouped = lineAcrossGroups(x5, y5, spine, units);
  const across = grouped.slope;
  const tiny = { x: [1, 2, 3, 4, 5], y: [2, 4, 5, 4, 5] };
  const lack = lackOfFit(x, y);
  const seed = welchDifference({ mean: 35, standardDeviation: 15, n: 5 }, { mean: 54, standardDeviation: 30, n: 6 }, { unit: "%" });
  const found = {
    one_spine: asPrinted(line(x, y, units)),
    one_spine_on_4_means_WRONG_DF: asPrinted(line(levels, levels.map((v) => mean(y.filter((_, i) => x[i] === v))), units)),
    one_spine_lack_of_fit: { F: lack.f, df1: lack.df1, df2: lack.df2, p: lack.pValue },
    tiny_exact: { ...tiny, ...asPrinted(line(tiny.x, tiny.y, units)) },
    norris: asPrinted(norris),
    norris_certified: asPrinted(norris),
    five_spines_per_spine: Object.fromEntries([...grouped.lines].map(([group, fit]) => [group, asPrinted(fit)])),
    five_spines_summary_measures: {
      slopes: [...grouped.lines.values()].map((fit) => fit.slope.estimate.value),
      mean: across.estimate.value, se: across.estimate.standardError, t: across.t, df: across.degreesOfFreedom, p: across.pValue,
      ci95: ends(across.estimate),
    },
    five_spines_pooled_WRONG: asPrinted(line(x5, y5, units)),
    seed_35pm15_n5_vs_54pm30_n6_SD: {
      diff: seed.estimate.value, se: seed.estimate.standardError, df: seed.degreesOfFreedom, t: seed.t, p: seed.pValue,
      ci95: ends(seed.estimate), tost_margin: 13.5, tost_p: equivalence(seed, 13.5),
    },
  };
  return compareTree("regression", found, expectedJson("01_regression.json"), (path) => (path.includes("certified") ? 1e-12 : 1e-9));
}

/**
 * Area 01: mixed models. lme4 prints ten digits of the criterion, which must agree; its optimiser stops up to 1e-4 away from the
 * optimum, so that its parameters are held to that, while 50-digit arithmetic holds ours to 1e-7 (1e-5 for degrees of freedom).
 */
function mixedModels(): Comparison[] {
  const rows = table("oracles/inputs/01_vm_peak_five_spines.csv");
  const x = column(rows, "vm_mV").map((v) => (v + 130) / 100);
  const [y, spine] = [column(rows, "peak_dff_pct"), column(rows, "spine")];
  const lme4 = expectedJson("01_mixed_effects_R_lme4.json");
  const exact = JSON.parse(fileText("reference/mixed_model.json")) as Record<string, Json>;
  const names: Record<string, RandomEffects> = {
    random_intercept: "intercept",
    uncorrelated_slope: "intercept and slope, uncorrelated",
    correlated_slope: "intercept and slope, correlated",
  };
  return Object.entries(names).flatMap(([key, random]) => {
    const fit = mixedModel(x, y, spine, { random, xUnit: "(100 mV)", yUnit: "%" });
    const common = { intercept: fit.intercept.estimate.value, slope: fit.slope.estimate.value };
    const errors = { se_intercept: fit.intercept.estimate.standardError, se_slope: fit.slope.estimate.standardError };
    const asLme4 = {
      fixed_intercept: common.intercept, fixed_slope_per_100mV: common.slope, ...errors, t_slope: fit.slope.t, reml_criterion: fit.remlCriterion,
      resid_sd: fit.residualStandardDeviation,
      varcorr: {
        "(Intercept)_sd": fit.interceptDeviation, "v_sd": fit.slopeDeviation, "(Intercept)_corr": fit.correlation,
        "resid_sd": fit.residualStandardDeviation,
      },
    };
    const asExact = {
      ...common, ...errors, df_intercept: fit.intercept.degreesOfFreedom, df_slope: fit.slope.degreesOfFreedom,
      intercept_sd: fit.interceptDeviation, slope_sd: fit.slopeDeviation, correlation: fit.correlation,
      residual_sd: fit.residualStandardDeviation, reml_criterion: fit.remlCriterion,
    };
    return [
      ...compareTree(`mixed model, lme4/${key}`, asLme4, lme4[key] ?? {}, (path) => (path.endsWith("reml_criterion") ? 1e-10 : 1e-4)),
      ...compareTree(`mixed model, 50 digits/${random}`, asExact, exact[random] ?? {}, (path) =>
        path.includes("/df_") ? 1e-5 : path.endsWith("reml_criterion") ? 1e-12 : 1e-7),
    ];
  });
}

/** Area 02: intervals of proportions, their exact coverage, and paired proportions. */
function proportions(): Comparison[] {
  const intervals = table("oracles/expected/02_proportion_ci95.csv").flatMap((row) => {
    const method = PROPORTION_METHODS[row["method"] ?? ""] ?? "Wilson";
    const { low, high } = proportionInterval(Number(row["k"]), Number(row["n"]), method);
    const name = `proportion/${row["k"]} of ${row["n"]}, ${method}`;
    return [compare(`${name}, low`, low, Number(row["lower"]), 1e-9), compare(`${name}, high`, high, Number(row["upper"]), 1e-9)];
  });
  const coverage = table("oracles/expected/02_exact_coverage_and_width.csv").flatMap((row) =>
    ["wilson", "jeffreys", "clopper_pearson", "mid_p"].flatMap((key) => {
      const method = PROPORTION_METHODS[key] ?? "Wilson";
      const found = exactCoverage(Number(row["n"]), Number(row["p"]), method);
      const name = `coverage/n = ${row["n"]}, p = ${row["p"]}, ${method}`;
      return [
        compare(name, found.coverage, Number(row[`${key}_cov`]), 1e-9),
        compare(`${name}, mean width`, found.meanWidth, Number(row[`${key}_width`]), 1e-9),
      ];
    }),
  );
  const reference = expectedJson("02_paired_pulse.json");
  const pulses = Object.entries(reference).flatMap(([name, expected]) => {
    const { SS, SF, FS, FF } = expected as Record<"SS" | "SF" | "FS" | "FF", number>;
    const outcomes: PairedOutcomes = { both: SS, firstOnly: SF, secondOnly: FS, neither: FF };
    const wald = pairedDifference(outcomes, { method: "Wald" });
    const ratio = pairedRatio(outcomes);
    const given = secondGivenFirst(outcomes);
    const n = SS + SF + FS + FF;
    const found = {
      SS, SF, FS, FF, p1: (SS + SF) / n, p2: (SS + FS) / n, diff: wald.value, wald_ci: ends(wald),
      newcombe10_ci: ends(pairedDifference(outcomes, { method: "Newcombe 10" })), ratio_PPR: ratio.value,
      log_ratio_se_paired: (ratio.standardError ?? Number.NaN) / ratio.value, ratio_ci: ends(ratio), mcnemar_exact_p: mcNemar(outcomes),
      p2_given_S1: given.afterSuccess.value, p2_given_F1: given.afterFailure.value,
      fisher_p_dependence: fisherExact(outcomes).twoSided, phi: phi(outcomes),
    };
    return compareTree(`paired proportions/${name}`, found, expected);
  });
  return [...intervals, ...coverage, ...pulses];
}

/** Area 03: 2×2 tables. */
function contingency(): Comparison[] {
  const reference = expectedJson("03_contingency.json");
  const tables = table("oracles/inputs/03_tables_opticalRow_electricalCol.csv").flatMap((row) => {
    const name = row["name"] ?? "";
    const outcomes: PairedOutcomes = {
      both: Number(row["optS_elS"]), firstOnly: Number(row["optS_elF"]), secondOnly: Number(row["optF_elS"]), neither: Number(row["optF_elF"]),
    };
    const fisher = fisherExact(outcomes);
    const odds = oddsRatio(outcomes);
    const apart = discordance(outcomes);
    const shared = mutualInformation(outcomes);
    const found = {
      fisher_two_sided: fisher.twoSided, fisher_greater: fisher.greater, fisher_less: fisher.less, cond_mle_or: odds.value,
      cond_or_ci95: ends(odds), boschloo_two_sided: boschlooExact(outcomes), phi: phi(outcomes), cohen_kappa: cohenKappa(outcomes),
      agreement: agreement(outcomes), mcnemar_exact: mcNemar(outcomes), discordance_ci_cp: ends(apart.estimate),
      discordance_upper95_one_sided: apart.upperBound,
      opt_success_without_el_upper95: proportionUpperBound(outcomes.firstOnly, outcomes.both + outcomes.firstOnly),
      mi_bits: shared.bits, mi_miller_madow_bits: shared.corrected, H_row: shared.entropyOfFirst, H_col: shared.entropyOfSecond,
      G: shared.g, G_p: shared.gPValue, mi_exact_permutation_p: shared.permutationPValue, mi_null_mean: shared.meanUnderIndependence,
    };
    return compareTree(`contingency/${name}`, found, reference[name] ?? {}, (path) => (/cond_|boschloo/.test(path) ? 1e-6 : 1e-9));
  });
  const coincidence = reference["coincidence_prob"] as Record<string, Json>;
  const chances = Object.keys(coincidence).map((key): [string, number] => {
    const [p = 0, n = 0] = (key.match(/[\d.]+/g) ?? []).map(Number);
    return [key, chanceOfAgreement(p, n)];
  });
  return [...tables, ...compareTree("contingency/coincidence", Object.fromEntries(chances), coincidence)];
}

/** Area 04: exact tests of paired differences. */
function paired(): Comparison[] {
  const reference = expectedJson("04_paired_exact.json");
  const rows = table("oracles/inputs/04_paired_differences.csv");
  const found: Record<string, unknown> = {
    min_two_sided_p_by_n: Object.fromEntries(range(9).map((i) => [i + 2, smallestTwoSidedP(i + 2)])),
    Wplus_counts: Object.fromEntries([4, 5, 6, 7, 8].map((n) => [n, signedRankCounts(n)])),
  };
  for (const name of new Set(rows.map((row) => row["set"] ?? ""))) {
    const d = rows.filter((row) => row["set"] === name).map((row) => Number(row["d"]));
    const ranks = signedRankTest(d);
    const t = meanWithInterval(d, { unit: "1" });
    const typical = hodgesLehmann(d, { unit: "1" });
    found[name] = {
      n_eff: ranks.n, Wplus: ranks.positiveRanks, Wminus: ranks.negativeRanks, p_two_sided: ranks.twoSided, p_greater: ranks.greater,
      p_less: ranks.less, sign_test_p: signTest(d), paired_t: t.t, paired_t_p: t.pValue, perm_mean_p: signFlipTest(d),
      hodges_lehmann: typical.value, hl_ci95: ends(typical), hl_ci_exact_level: typical.exactLevel,
    };
  }
  return compareTree("paired differences", found, reference);
}

/** Area 05, its generic parts: counts above a threshold, order and drift of a sequence of outcomes. */
function sequence(): Comparison[] {
  const all = expectedJson("05_classification.json");
  const rows = table("oracles/inputs/05_single_trial_amplitudes.csv");
  const [x, blank] = [column(rows, "amp_dff_pct"), column(rows, "baseline_amp_dff_pct")];
  const noise = Math.sqrt(mean(blank.map((b) => b * b)));
  const outcomes = x.map((v) => v > Number(all["posterior_half_threshold"]));
  const runs = runsTest(outcomes);
  const n = x.length;
  const drift = logisticRegression(range(n).map((i) => [(i - (n - 1) / 2) / n]), outcomes);
  const order = mannKendall(x);
  const cusum = cumulativeSumTest(x);
  const k = outcomes.filter(Boolean).length;
  const threshold = (times: number): unknown => {
    const above = x.filter((v) => v > times * noise).length;
    const { low, high } = proportionInterval(above, n, "Wilson");
    const empirical = blank.filter((b) => b > times * noise).length / n;
    return { k: above, pCa: above / n, wilson: [low, high], expected_fpr: normalSurvival(times), empirical_fpr: empirical };
  };
  const found: Record<string, unknown> = {
    "sd0_from_baseline_rms": noise,
    "threshold_2.0sd": threshold(2), "threshold_2.5sd": threshold(2.5), "threshold_3.0sd": threshold(3),
    "runs_test": { k, n, runs: runs.runs, expected: runs.expected, p_low: runs.few, p_high: runs.many, p_two_sided: runs.twoSided },
    "logistic_drift": {
      beta: drift.coefficients, se: drift.standardErrors,
      wald_z: (drift.coefficients[1] ?? Number.NaN) / (drift.standardErrors[1] ?? Number.NaN), lr_chi2: drift.likelihoodRatio, lr_p: drift.pValue,
    },
    "mann_kendall_amp": { tau_b: order.tau, p_asymptotic: order.pValue },
    "cusum_max_abs": cusum.largest, "cusum_argmax0": cusum.index, "cusum_p_kolmogorov": cusum.pValue,
  };
  const owned = Object.fromEntries(Object.keys(found).map((key) => [key, all[key] ?? Number.NaN]));
  return compareTree("sequence", found, owned);
}

/** Area 07: a ratio of means, its bootstrap on given resamples, and a permutation test. */
function resampling(): Comparison[] {
  const rows = table("oracles/inputs/07_supralinearity_trials.csv");
  const groups = ["epsp_only", "ap_only", "paired"].map((name) => column(rows, name));
  const [E = [], A = [], P = []] = groups;
  const indices: ResampleIndices = table("oracles/inputs/07_resample_indices_999x24.csv").map((row) => {
    const all = Object.values(row).map(Number);
    return [all.slice(0, 8), all.slice(8, 16), all.slice(16)];
  });
  const ratio = ([e = [], a = [], p = []]: readonly (readonly number[])[]): number => mean(p) / (mean(e) + mean(a));
  const interval = (method: "delta" | "log-delta" | "Fieller"): Estimate => ratioOfMeans(P, [E, A], { method, quantile: "normal" });
  const percentile = bootstrap(groups, ratio, indices, { method: "percentile", unit: "1", evenIfNarrow: true });
  const bca = bootstrap(groups, ratio, indices, { method: "BCa", unit: "1", evenIfNarrow: true });
  const onlyP = indices.map((resample) => resample.slice(2));
  // Three of these resamples tie with the mean exactly. The reference loses two ties to rounding, so its order of adding is kept.
  const numpyMean = ([p = []]: readonly (readonly number[])[]): number => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = p;
    return (a + b + (c + d) + (e + f + (g + h))) / p.length;
  };
  const meanOf = (method: "percentile" | "BCa"): typeof bca => bootstrap([P], numpyMean, onlyP, { method, unit: "%", evenIfNarrow: true });
  const shown = (b: typeof bca): unknown => ({ z0: b.bias, a: b.acceleration, alpha1: b.probabilities[0], alpha2: b.probabilities[1], ci: ends(b) });
  const [x, y] = [[61, 74, 55, 80], [30, 41, 57, 35]];
  const shuffled = permutationTest(x, y);
  const found = {
    R: bca.value, extra: mean(P) - mean(E) - mean(A), extra_pct_over_sum: 100 * (bca.value - 1), delta_se: interval("delta").standardError,
    delta_ci: ends(interval("delta")), log_delta_ci: ends(interval("log-delta")), fieller_z_ci: ends(interval("Fieller")),
    boot_mean: mean(bca.replicates), boot_sd: standardDeviation(bca.replicates), percentile_ci: ends(percentile), bca: shown(bca),
    jackknife_first3: groupedJackknife(groups, ratio).slice(0, 3),
    mean_paired: { theta: mean(P), percentile_ci: ends(meanOf("percentile")), bca: shown(meanOf("BCa")) },
    perm_4v4: { x, y, diff: shuffled.difference, n_perm: shuffled.ways, p_two_sided: shuffled.twoSided },
  };
  return compareTree("resampling", found, expectedJson("07_bootstrap.json"));
}

/** Area 11: detection, and the least error of an onset. */
function detection(): Comparison[] {
  const roc = expectedJson("11_detection.json")["roc"] ?? {};
  const found = Object.fromEntries([1, 2, 3, 4, 5].map((d) => [
    d,
    { fpr: [0.001, 0.01, 0.05], tpr: [0.001, 0.01, 0.05].map((f) => hitRate(d, f)), auc: areaUnderRoc(d), min_error_equal_prior: leastErrorRate(d) },
  ]));
  const times = range(200).map((i) => 2 * (i + 0.5));
  const bounds = table("oracles/expected/11_onset_crlb_dprime.csv").flatMap((row) => {
    const [rate, size, rise, decay] = ["photons_per_line", "A_dff", "tau_rise_ms", "tau_decay_ms"].map((name) => Number(row[name])) as [number, number, number, number];
    const transient = (onset: number): number[] =>
      times.map((t) => (t > onset ? size * (1 - Math.exp(-(t - onset) / rise)) * Math.exp(-(t - onset) / decay) : 0));
    const [before, at, after] = [transient(100.299), transient(100.3), transient(100.301)];
    const slope = after.map((s, i) => (rate * (s - (before[i] ?? 0))) / 0.002);
    const name = `detection/${rate} photons, ${size}, ${rise} and ${decay} ms`;
    return [
      compare(`${name}, d′`, detectability(at.map((s) => rate * s), at.map(() => rate)), Number(row["dprime_discrete_sum"]), 1e-9),
      compare(`${name}, onset`, poissonErrorBound(at.map((s) => rate * (1 + s)), slope), Number(row["onset_crlb_sd_ms"]), 1e-9),
    ];
  });
  return [...compareTree("detection/roc", found, roc), ...bounds];
}

/**
 * Area 13: simulation-based calibration. The reference's critical tail is a quantile of 4000 simulations, which know the 5 %
 * beyond it to ±0.34 % (three standard errors are 21 % of 5 %); ours is an exact sum.
 */
function calibration(): Comparison[] {
  const reference = expectedJson("13_sbc.json");
  const rows = table("oracles/inputs/13_sbc_ranks.csv");
  const critical = compare("calibration/chance to leave the critical envelope", envelopePValue(Number(reference["gamma_95_N500_L99"]), 500, 99), 0.05, 0.21);
  return [critical, ...["good", "overconfident", "biased"].flatMap((name) => {
    const ranks = column(rows, name);
    const bins = rankHistogramTest(ranks, { draws: 99, bins: 20 });
    const envelope = rankEnvelopeTest(ranks, { draws: 99 });
    const found = {
      hist20: bins.histogram, chi2: bins.chiSquare, df: bins.df, p: bins.pValue, min_tail_gamma: envelope.smallestTail,
      ecdf_pass: envelope.pValue >= 0.05, mean_rank: mean(ranks),
    };
    return compareTree(`calibration/${name}`, found, reference[name] ?? {});
  })];
}

/** Area 14: trials needed, power, zero-event bounds. */
function design(): Comparison[] {
  const widths = table("oracles/expected/14_n_for_wilson_expected_halfwidth.csv").map((row) =>
    compare(`design/±${row["half_width"]} at p = ${row["p"]}`, trialsForHalfWidth(Number(row["p"]), Number(row["half_width"])), Number(row["n_trials"]), 0),
  );
  const reference = expectedJson("14_design.json");
  const power = Object.keys(reference["fisher_power"] as Record<string, Json>).map((key): [string, number] => {
    const [p1 = 0, p2 = 0, n = 0] = (key.match(/[\d.]+/g) ?? []).map(Number);
    return [key, fisherPower(p1, p2, n)];
  });
  const bounds = Object.keys(reference["rule_of_three"] as Record<string, Json>).map((n): [string, number] => [n, zeroEventBound(Number(n))]);
  return [...widths, ...compareTree("design", { fisher_power: Object.fromEntries(power), rule_of_three: Object.fromEntries(bounds) }, reference)];
}

/** Every comparison, by area. */
export const statisticsAreas: Readonly<Record<string, () => Comparison[]>> = {
  "01 regression": regression,
  "01 mixed models": mixedModels,
  "02 proportions": proportions,
  "03 contingency": contingency,
  "04 paired differences": paired,
  "05 order and drift": sequence,
  "07 resampling": resampling,
  "11 detection": detection,
  "13 calibration": calibration,
  "14 design": design,
};
