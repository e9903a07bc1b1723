import { serve } from "./calls.js";
import { catalogue, parameters, run, stop } from "./rig-services.js";
import { cell, field } from "./scope-services.js";

const services = { catalogue, cell, field, parameters, run, stop };
export type RigServices = typeof services;
serve(services);
