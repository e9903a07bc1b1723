import { serve } from "./calls.js";
import { keep, measured, open } from "./bench-services.js";

const services = { keep, measured, open };
export type BenchServices = typeof services;
serve(services);
