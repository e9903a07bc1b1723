import type { Body, Loop, Program } from "../kernel/program.js";
import type { MemoryPlan } from "./memory-plan.js";

/** Loops as they are being put together: bodies by identity, records as addresses; calls name loops in order. */
export interface Draft {
  /** Appends a loop to a call; a loop without records is left out. */
  readonly loop: (call: string, body: Body, records: readonly (readonly number[])[]) => void;
  /** Shared doubles that must stand in memory at `at`. */
  readonly write: (at: number, values: readonly number[]) => void;
  /** Places records and closes the plan. `image`: memory as far as it is planned by then. */
  readonly finish: (plan: MemoryPlan) => Omit<Program, "bytes"> & { readonly image: ArrayBuffer };
}

export function draft(calls: readonly string[]): Draft {
  const bodies: Body[] = [];
  const loops = new Map<string, { readonly body: number; readonly records: readonly (readonly number[])[] }[]>(
    calls.map((call) => [call, []])
  );
  const writes: { readonly at: number; readonly values: readonly number[] }[] = [];
  return {
    loop: (call, body, records) => {
      if (records.length === 0) return;
      for (const record of records) {
        if (record.length !== body.pointers) {
          throw new Error(`broken invariant: ${body.name} takes ${body.pointers} addresses a record`);
        }
      }
      let index = bodies.indexOf(body);
      if (index < 0) index = bodies.push(body) - 1;
      const list = loops.get(call);
      if (!list) throw new Error(`broken invariant: no call ${call}`);
      list.push({ body: index, records });
    },
    write: (at, values) => void writes.push({ at, values }),
    finish: (plan) => {
      const placed: { at: number; values: readonly number[] }[] = [];
      // Loops over the same records share them, most often the very same.
      const same = new Map<readonly (readonly number[])[], number>();
      const known = new Map<string, number>();
      const place = (records: readonly (readonly number[])[]): number => {
        const at = same.get(records) ?? placeEqual(records);
        same.set(records, at);
        return at;
      };
      const placeEqual = (records: readonly (readonly number[])[]): number => {
        const values = records.flat();
        const key = values.join();
        const old = known.get(key);
        if (old !== undefined) return old;
        const at = plan.integers(values.length);
        known.set(key, at);
        placed.push({ at, values });
        return at;
      };
      const finished: Record<string, Loop[]> = {};
      for (const [call, list] of loops) {
        finished[call] = list.map(({ body, records }) => ({ body, records: place(records), count: records.length }));
      }
      const image = new ArrayBuffer(plan.bytes());
      for (const { at, values } of writes) new Float64Array(image, at, values.length).set(values);
      for (const { at, values } of placed) new Int32Array(image, at, values.length).set(values);
      return { bodies, calls: finished, image };
    },
  };
}
