/** The paper's own words for each finding, with the page of J Neurosci volume 19 on which they stand. */
export interface Quote {
  readonly page: number;
  /** Verbatim; "…" stands for what is left out. */
  readonly words: string;
}

const WORDS: readonly (readonly [id: string, page: number, words: string])[] = [
  ["M01", 1977, "we studied spines in secondary and tertiary dendritic branches in stratum radiatum from 136 CA1 "
    + "pyramidal neurons"],
  ["M02", 1976, "Artificial CSF (ACSF) contained (in mM): 124 NaCl, 3–5 KCl, 2 CaCl₂, 2 MgSO₄"],
  ["M03", 1976, "resistances were ~7 MΩ"],
  ["M04", 1976, "Holding Vm was −70 mV and was not corrected for junction potentials"],
  ["M05", 1976, "a modified Bio-Rad … MRC 600 microscope with a Ti:sapphire laser providing 100 fsec pulses at "
    + "100 MHz (830 nm wavelength"],
  ["M06", 1976, "a modified Olympus … Fluoview confocal microscope with a Ti:sapphire laser with 130 fsec pulses "
    + "at 75 MHz (810 nm"],
  ["M07", 1977, "line scans with each time point corresponding to 2 or 2.6 msec, and each spine corresponding to "
    + "~20–50 pixels"],
  ["M08", 1977, "In most cases ΔF/F data were filtered by smoothing 10–30 time points"],
  ["M09", 1977, "testing whether the slope of the best linear fit to all data is significantly different from the "
    + "null hypothesis of zero slope"],
  ["M10", 1977, "at a distance 75–200 µm from the soma, as measured along the dendritic tree"],
  ["M11", 1977, "at frequencies of 20–50 Hz for short times (50–200 msec)"],
  ["M12", 1977, "the small number (~30–50) of activated synaptic contacts that can bring the cell to threshold"],
  ["M13", 1977, "somatic action potentials reliably propagated to the imaged spines in stratum radiatum"],
  ["M14", 1976, "After break-in we waited ~30 min before imaging"],
  ["A01", 1977, "calcium accumulations are larger in spines than in adjacent dendritic shafts during AP stimulation"],
  ["A02", 1977, "there is no delay (<2 msec) observed between the onset of spike-induced accumulations in spines "
    + "or nearby dendritic shafts"],
  ["A03", 1986, "in unfiltered data, AP responses can peak in <2 msec"],
  ["A04", 1977, "In all spines tested … 1 mM Ni²⁺ abolished these accumulations"],
  ["A05", 1977, "without affecting action potential kinetics as determined from somatic recordings"],
  ["A06", 1977, "in none of the spines tested did 50 µM Ni²⁺ significantly reduce the AP-induced calcium influx"],
  ["A07", 1977, "even after hyperpolarizing prepulses to deinactivate low-threshold VSCC"],
  ["S01", 1978, "completely abolished synaptically induced calcium influxes into spines as well as the EPSPs or EPSCs"],
  ["S02", 1978, "in five of six spines from six cells … APV completely blocked synaptically induced but not "
    + "AP-induced calcium accumulations"],
  ["S03", 1980, "The spine still responds to the train of spikes"],
  ["S04", 1980, "the fluorescence response to EPSCs is blocked, although the EPSCs are still present"],
  ["S05", 1978, "application of CNQX alone (20 µM) blocked synaptically induced calcium accumulations in the "
    + "presence of extracellular Mg²⁺"],
  ["S06", 1978, "but not in experiments performed in Mg²⁺-free ACSF"],
  ["S07", 1978, "45 min after break-in, AP-induced calcium influx into spines and dendrites completely disappeared"],
  ["S08", 1978, "of comparable magnitude … 35 ± 15% ΔF/F, n = 5 for spines in zero ATP"],
  ["S09", 1978, "54 ± 30%, n = 6 for spines recorded in 5 mM ATP"],
  ["S10", 1979, "Only a minority of spines in the stratum radiatum appears to have this APV-resistant pathway"],
  ["S11", 1979, "we found a population of spines where calcium influxes could be elicited synaptically in the "
    + "presence of APV"],
  ["S12", 1979, "hyperpolarization increased the size of the EPSCs … and it also increased the calcium influx"],
  ["S13", 1979, "in four of five spines from five cells (ages P16–21), and it also increased the calcium influx "
    + "associated with synaptic stimulation"],
  ["S14", 1981, "Hyperpolarization of the soma produces an increase of the calcium influx into the spine (linear "
    + "regression t test, p < 0.02)"],
  ["S15", 1979, "Hyperpolarization removes the cell from the activation curve of VSCCs and thus reduces or "
    + "eliminates calcium influx through this pathway"],
  ["S16", 1986, "synaptic responses can peak in <50 msec from earliest possible time of EPSP onset"],
  ["S17", 1984, "such accumulations are restricted to individual spines"],
  ["S18", 1986, "we have not detected a second kinetic component"],
  ["Q01", 1980, "varied among spines and … ranged between 0.09 and 0.5"],
  ["Q02", 1980, "Paired-pulse stimulation increased pCa to ~0.5"],
  ["Q03", 1980, "increasing the extracellular calcium to 4 mM increased the pCa to 1"],
  ["Q04", 1980, "These numbers are similar to estimates of prelease derived from electrical measurements for the "
    + "same synaptic pathway"],
  ["Q05", 1980, "We never detected calcium accumulations that did not have concomitant EPSPs or EPSCs"],
  ["Q06", 1981, "The strict correlation (>30 trials) between calcium increase and EPSC"],
  ["Q07", 1981, "ranged from 2 to 7 pA"],
  ["C01", 1984, "The response to the second action potential is smaller, indicative of saturation of the dye"],
  ["C02", 1982, "both spikes produced similar increases in fluorescence when measurements were performed with "
    + "magnesium green"],
  ["C03", 1982, "a calibration relative to the binding constant can be performed by measuring the relative "
    + "fluorescence increases"],
  ["C04", 1983, "we estimated that the average [Ca²⁺]i increase per action potential corresponds to 240 nM"],
  ["C05", 1983, "the endogenous buffer capacity of CA1 dendrites to be ~150"],
  ["C06", 1983, "the calcium influx during a single AP would raise [Ca²⁺]i to as much as 2 µM under natural "
    + "conditions"],
  ["C07", 1983, "the additional Ca²⁺ buffering caused by 500 µM Mg-green is only ~50% of the endogenous value"],
  ["C08", 1981, "an indicator with low affinity for calcium (KD ~ 6 µM in the absence of magnesium"],
  ["C09", 1983, "using a resting [Ca²⁺]i for CA1 dendrites of 75 nM"],
  ["H01", 1983, "strongly supralinear fluorescence increases (>200% compared with the arithmetic sum of the EPSPs "
    + "and APs"],
  ["H02", 1983, "we can better estimate the [Ca²⁺]i reached during the pairing of AP and EPSP trains as being at "
    + "least 26 µM"],
  ["H03", 1983, "The calcium increases with preceding EPSPs were much larger than for the reverse temporal order"],
  ["H04", 1983, "estimated peak [Ca²⁺]i reached ~19 µM in the absence of exogenous buffer"],
  ["H05", 1983, "Both supralinearity and dependence of the total calcium influx on the temporal order were "
    + "abolished by the NMDA receptor blocker APV"],
  ["H06", 1983, "as in previous measurements with calcium green-1"],
  ["H07", 1986, "levels of at least 20 µM"],
  ["H08", 1976, "with peak calcium concentrations reaching >10 µM"],
  ["H09", 1976, "We find three different pathways for calcium influx"],
  ["H10", 1984, "That this block is only partially removed is demonstrated by the supralinear accumulation during "
    + "simultaneous APs"],
];

const quotes: ReadonlyMap<string, Quote> = new Map(WORDS.map(([id, page, words]) => [id, { page, words }]));

/** What the paper says of a finding; undefined for what is derived. */
export function quoteOf(id: string): Quote | undefined {
  return quotes.get(id);
}
