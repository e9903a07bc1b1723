import { serve } from "./calls.js";
import { cell, field } from "./scope-services.js";

const services = { cell, field };
export type ScopeServices = typeof services;
serve(services);
