import { serve } from "./calls.js";
import { prove } from "./proof-services.js";
import { spread } from "./spread-services.js";

const services = { prove, spread };
export type ProofServices = typeof services;
serve(services);
