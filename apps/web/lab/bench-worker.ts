import { serve } from "./calls.js";
import { exported } from "./bench-exports.js";
import { analysed, calibrated, isTrialTable, keep, levels, paired, prepare } from "./bench-services.js";
import { planned } from "./plan-services.js";
import { grouped } from "./series-services.js";

const services = { keep, prepare, isTrialTable, analysed, levels, paired, calibrated, exported, grouped, planned };
export type BenchServices = typeof services;
serve(services);
