import { serve } from "./calls.js";
import { exported } from "./bench-exports.js";
import { analysed, calibrated, isTrialTable, keep, measured, paired, prepare } from "./bench-services.js";
import { grouped } from "./series-services.js";

const services = { keep, measured, prepare, isTrialTable, analysed, paired, calibrated, exported, grouped };
export type BenchServices = typeof services;
serve(services);
