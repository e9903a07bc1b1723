import { serve } from "./calls.js";
import { prove } from "./proof-services.js";

const services = { prove };
export type ProofServices = typeof services;
serve(services);
