import { serve } from "./calls.js";
import { mechanism } from "./mechanism-services.js";
import { catalogue, file, parameters, run, stop } from "./rig-services.js";
import { cell, field } from "./scope-services.js";

const services = { catalogue, cell, field, file, mechanism, parameters, run, stop };
export type RigServices = typeof services;
serve(services);
