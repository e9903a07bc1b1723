import { serve } from "./calls.js";
import { catalogue, parameters, run, stop } from "./rig-services.js";

const services = { catalogue, parameters, run, stop };
export type RigServices = typeof services;
serve(services);
