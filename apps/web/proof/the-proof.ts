/** The proof of the run on screen: its hash, and what one of its trials costs in arithmetic; kept when the view is left. */
import { createEffect, createMemo, createRoot, createSignal, on, type Accessor } from "solid-js";
import type { TrialRow } from "radiatum";
import type { ParameterRow } from "radiatum/model";
import { recordingHash } from "radiatum/recording";
import type { ProofPart } from "radiatum/rig";
import { CallFailure } from "../lab/calls.js";
import { failureOf, type Failure } from "../lab/failure.js";
import { prover, rig } from "../lab/threads.js";
import { reading, series } from "../rig/the-series.js";

export interface Proof {
  /** SHA-256 of what has come, and of how many trials that is. */
  readonly hash: Accessor<{ readonly text: string; readonly trials: number } | undefined>;
  /** Why there is no hash. */
  readonly unhashed: Accessor<Failure | undefined>;
  readonly parameters: Accessor<readonly ParameterRow[]>;
  /** The trial that is repeated, and its row in what was measured. */
  readonly place: Accessor<number | undefined>;
  readonly row: Accessor<TrialRow | undefined>;
  readonly parts: Accessor<readonly ProofPart[]>;
  readonly working: Accessor<ProofPart["kind"] | undefined>;
  readonly failure: Accessor<Failure | undefined>;
  /** Stopped by hand before its end. */
  readonly stopped: Accessor<boolean>;
  /** Proves the trial, unless that has been done. */
  readonly begin: () => void;
  readonly stop: () => void;
}

function createProof(): Proof {
  const [hash, setHash] = createSignal<{ readonly text: string; readonly trials: number }>();
  const [unhashed, setUnhashed] = createSignal<Failure>();
  const [parameters, setParameters] = createSignal<readonly ParameterRow[]>([]);
  const [parts, setParts] = createSignal<readonly ProofPart[]>([]);
  const [working, setWorking] = createSignal<ProofPart["kind"]>();
  const [failure, setFailure] = createSignal<Failure>();
  const [stopped, setStopped] = createSignal(false);
  const [proven, setProven] = createSignal<{ readonly of: string; readonly place: number }>();

  /** The first trial that was called a success, since one in which nothing happened proves little; else the one in sight. */
  const candidate = createMemo(() => {
    const came = series.shown().filter(({ stale }) => !stale).map(({ place }) => place);
    return came.find((place) => reading.rowOf(place)?.call === "success") ?? (came.includes(series.place()) ? series.place() : came[0]);
  });
  const place = (): number | undefined => (proven()?.of === series.text() ? proven()?.place : candidate());

  let hashing = false;
  const hashAnew = async (): Promise<void> => {
    if (hashing) return;
    hashing = true;
    for (let done: unknown; ;) {
      const recording = series.recording();
      if (!recording || recording === done) break;
      done = recording;
      try {
        setHash({ text: await recordingHash(recording), trials: series.fresh() });
        setUnhashed(undefined);
      } catch (error) {
        setHash(undefined);
        setUnhashed(failureOf(error));
      }
    }
    hashing = false;
  };
  createEffect(on(series.recording, (recording) => {
    if (recording && series.fresh() > 0) void hashAnew();
    else setHash(undefined);
  }));
  createEffect(on(series.protocol, (protocol) => {
    if (!protocol) return;
    void rig.call("parameters", { protocol: { parameters: protocol.parameters, set: protocol.set } }).then(setParameters, () => setParameters([]));
  }));
  // A proof of another protocol than the one on screen is none.
  createEffect(on(series.text, (text) => {
    if (proven() !== undefined && proven()?.of !== text) stop(false);
  }));

  const begin = (): void => {
    const [protocol, one] = [series.protocol(), candidate()];
    if (!protocol || one === undefined || working() !== undefined || proven()?.of === series.text()) return;
    const now = { of: series.text(), place: one };
    setProven(now);
    setParts([]);
    setFailure(undefined);
    setStopped(false);
    setWorking("time step");
    prover.call("prove", { protocol, place: one, morphology: series.morphology() }, ({ working: what, found }) => {
      if (proven() !== now) return;
      setWorking(what);
      if (found) setParts((before) => [...before, found]);
    }).then(() => { if (proven() === now) setWorking(undefined); }, (error: unknown) => {
      if (!(error instanceof CallFailure)) throw error;
      if (proven() !== now) return;
      setWorking(undefined);
      if (error.failure.code !== "stopped") setFailure(error.failure);
    });
  };
  const stop = (byHand: boolean): void => {
    setProven(undefined);
    setWorking(undefined);
    setStopped(byHand);
    if (!byHand) setParts([]);
    prover.stop();
  };
  return {
    hash, unhashed, parameters, parts, working, failure, stopped, begin, place,
    stop: () => { stop(true); },
    row: () => { const one = place(); return one === undefined ? undefined : reading.rowOf(one); },
  };
}

export const proof = createRoot(createProof);
