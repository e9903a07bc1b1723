import { serve } from "./calls.js";
import { conclude, figure, method, page, plan, recording, spine } from "./paper-services.js";

const services = { conclude, figure, method, page, plan, recording, spine };
export type PaperServices = typeof services;
serve(services);
