import { serve } from "./calls.js";
import { keep, measured, open } from "./bench-services.js";
import { grouped } from "./series-services.js";

const services = { grouped, keep, measured, open };
export type BenchServices = typeof services;
serve(services);
