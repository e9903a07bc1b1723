/** Numbers and their uncertainty; knows no physiology. */
export { formatEstimate, formatNumber, type Estimate, type Interval } from "./estimate.js";
