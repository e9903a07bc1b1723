/** The run on screen: its hash, what it takes to repeat it, and what is known of its numbers. */
import { For, Show, type JSX } from "solid-js";
import { Chip, Message } from "../controls/controls.js";
import { paperProtocols } from "../lab/paper-protocols.js";
import { version } from "../lab/built-from.js";
import { download } from "../lab/download.js";
import { tracedFile } from "../lab/traced-cells.js";
import { protocolFile, series } from "../rig/the-series.js";
import { CopyChip } from "../shell/tools.js";
import { hashGroups } from "./certificate.js";
import { proof } from "./the-proof.js";

/** "Chromium 147", as the browser calls itself. */
export function browserWords(): string {
  const agent = navigator.userAgent;
  for (const [name, pattern] of [["Firefox", /Firefox\/(\d+)/], ["Edge", /Edg\/(\d+)/], ["Chromium", /Chrom(?:e|ium)\/(\d+)/], ["Safari", /Version\/(\d+).*Safari/]] as const) {
    const found = pattern.exec(agent)?.[1];
    if (found !== undefined) return `${name} ${found}`;
  }
  return agent;
}

/** What gives the same run on the command line. */
export const repeatLine = (): string => `radiatum simulate ${protocolFile()} --seed ${series.protocol()?.seed ?? 0} --hash`;
export const outsideBounds = (): readonly string[] => proof.parameters().filter((row) => row.outsideBounds).map(({ name }) => name);

export function RunCard(): JSX.Element {
  const figure = (): string => paperProtocols.find(({ name }) => `${name}.yaml` === protocolFile())?.figure ?? series.protocol()?.name ?? "";
  const complete = (): boolean => series.fresh() === series.plans().length;
  return (
    <section class="section">
      <header><h2>The run on screen</h2><span class="unit">{figure()}, {series.fresh()} of {series.plans().length} trials</span></header>
      <Show when={proof.unhashed()}>{(failure) => <Message kind="caution" what="No hash here" where={failure().message} />}</Show>
      <Show when={proof.hash()} fallback={<Show when={proof.unhashed() === undefined}><p class="hash faint" aria-hidden="true">···· ···· ···· ····</p><p class="dim">Trials are coming; the hash follows.</p></Show>}>{(hash) => (
        <>
          <p class="hash" classList={{ stale: hash().trials !== series.fresh() }} data-hash={hash().text} data-trials={hash().trials}><For each={hashGroups(hash().text)}>{(group) => <span>{group}</span>}</For></p>
          <p class="dim" style={{ margin: "2px 0 4px" }}>{complete() ? "Same bytes in any browser, in Node, on one thread and on many: the command below prints the same hash." : `Of ${hash().trials} of ${series.plans().length} trials; when all have come, the command below prints the same hash.`}</p>
          <details class="whole-hash"><summary class="dim">All 64 digits</summary><p class="mono">{hash().text}</p></details>
        </>
      )}</Show>
      <dl>
        <dt>Seed</dt><dd>{series.protocol()?.seed}</dd>
        <dt>Parameters</dt><dd>{series.protocol()?.parameters}<Show when={proof.parameters().length > 0}>, {proof.parameters().length} values, {outsideBounds().length === 0 ? "none outside its bounds" : `${outsideBounds().length} outside ${outsideBounds().length === 1 ? "its" : "their"} bounds`}</Show><Show when={outsideBounds().length > 0}><span class="unit"> {outsideBounds().join(", ")}</span></Show></dd>
        <dt>Versions</dt><dd>radiatum {version}, {browserWords()}</dd>
        <dt>Repeat it</dt>
        <dd>
          <code class="mono repeat">{repeatLine()}</code>
          <Show when={tracedFile(series.protocol())}>{(file) => <p class="dim">With {file()}, in which the cell was traced, where the protocol file says: neither file nor link holds it.</p>}</Show>
          <span class="actions"><CopyChip what="command" text={repeatLine()}>Copy</CopyChip><Chip disabled={!series.written()} onClick={() => download(protocolFile(), series.text(), "application/yaml")}>Protocol file</Chip></span>
        </dd>
      </dl>
    </section>
  );
}
