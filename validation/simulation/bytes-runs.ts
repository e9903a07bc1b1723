/** The runs whose bytes are compared. */
import type { Request } from "#engine";
import { benchmarkRequest } from "./bytes-benchmark.js";
import { bytesRequest, type Stepping } from "./bytes-model.js";

interface ComparedRun {
  /** As the rows call it. */
  readonly words: string;
  readonly request: (step: Stepping) => Request;
  /** As much of it as the interpreter, a hundred times slower, can be asked for. */
  readonly brief: (step: Stepping) => Request;
}

export type Run = "benchmark" | "small cell";

export const RUNS: Readonly<Record<Run, ComparedRun>> = {
  benchmark: {
    words: "10 × 65 ms of bench:neuron's cell by chance",
    request: (step) => benchmarkRequest(step),
    brief: (step) => benchmarkRequest(step, { trials: 2, duration: "24 ms" }),
  },
  "small cell": {
    words: "10 × 10 ms of a small cell by chance",
    request: (step) => bytesRequest(step, "10 ms"),
    brief: (step) => bytesRequest(step, "5 ms"),
  },
};
