import { serve } from "./calls.js";
import { run, stop } from "./run-services.js";

const services = { run, stop };
export type RunServices = typeof services;
serve(services);
