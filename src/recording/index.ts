/** What was recorded: plain data that formats write and the analysis reads. */
export type { Condition, Provenance, Recording, ReferenceImage, StimulusEvent, Sweep, Trial } from "./recording.js";
export type { Channel, LineScan, LineScanTrial, PixelArray, Region, ScanPath } from "./line-scan.js";
export { linePeriod, withUserPeriod, type LinePeriodCandidate, type LineTiming } from "./line-timing.js";
export { describeIssue, type Issue } from "./issue.js";
export { withElectrode } from "./join.js";
export { withTrialTable, type Exclusion } from "./trial-table.js";
export { checkedTiming, stimulusArtefacts, type StimulusArtefact } from "./stimulus-artefact.js";
export { stimulusMarks } from "./stimulus-marks.js";
export { recordingHash } from "./recording-hash.js";
