/** What a sheet says of a virtual recording: by which seed it is made again, and by which hash one knows that it was. */
import { createResource, Show, type JSX } from "solid-js";
import type { Recording } from "radiatum";
import { recordingHash } from "radiatum/recording";
import { failureOf } from "../lab/failure.js";

/** `running`: trials are still to come, so that there is no hash of the whole yet. */
export function PrintedRecording(props: { readonly recording: Recording | undefined; readonly running?: boolean }): JSX.Element {
  const virtual = (): Recording | undefined => (props.recording?.provenance.simulated ? props.recording : undefined);
  const [hash] = createResource(() => (props.running ? undefined : virtual()), (recording) => recordingHash(recording).catch((error: unknown) => failureOf(error).message));
  return (
    <Show when={virtual()}>{(recording) => (
      <p class="print-only printed-recording">
        {recording().name}, virtual recording. Seed {recording().provenance.settings["seed"] ?? "not in the file"}, {trialsOf(recording())} {trialsOf(recording()) === 1 ? "trial" : "trials"}.
        {" "}<span class="mono">{props.running ? "Trials are still to come: no hash yet." : `Hash of all samples, SHA-256: ${hash.latest ?? "being taken"}`}</span>
      </p>
    )}</Show>
  );
}

/** Trials that there is anything of. */
const trialsOf = ({ sweeps, lineScans }: Recording): number =>
  new Set([...sweeps.map(({ trial }) => trial), ...lineScans.flatMap(({ trials }) => trials.map(({ trial }) => trial))]).size;
