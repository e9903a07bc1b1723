/** What the address asks for, opened on the rig: an experiment of the paper or a whole protocol, whichever view is in sight. */
import { createRoot, createSignal } from "solid-js";
import { paperProtocols, type PaperProtocol } from "../lab/paper-protocols.js";
import { unpack } from "../lab/packed.js";
import { rig } from "../lab/threads.js";
import { said, say } from "../shell/address.js";
import { speak } from "../shell/tools.js";
import { numberIn } from "./edits.js";
import { FIRST, series } from "./the-series.js";

/** Of the paper; undefined for one's own. */
export const experimentSaid = (): PaperProtocol | undefined => paperProtocols.find(({ name }) => name === (said("experiment") || FIRST));

const key = (one: PaperProtocol | undefined, packed: string): string => `${one?.name ?? "blank"} ${packed}`;
/** What was opened last, so that coming back from another view doesn't begin anew. */
let opened = "";
/** The protocol as the paper has it, against which the address says what is another; "" until it is known. */
export const [stock, setStock] = createRoot(() => createSignal(""));

/** The protocol on screen stands in the address already, under this name. */
export const isOpen = (packed: string): void => void (opened = key(experimentSaid(), packed));
export const isOwn = (packed: string): void => void (opened = key(undefined, packed));

/** What the address asks for is open, or being opened. */
export const isSaid = (): boolean => opened === key(experimentSaid(), said("protocol"));

/**
 * Opens what the address asks for, unless it is open; `watch`: its trials are swept as they come; `followed`: the address
 * is a link that was just pasted, so that of an open series another trial may be wanted. "light" in the address asks for
 * so many times the laser's power, once.
 */
export async function openSaid({ watch, followed = false }: { readonly watch: boolean; readonly followed?: boolean }): Promise<void> {
  const [one, packed] = [experimentSaid(), said("protocol")];
  const wanted = key(one, packed);
  if (wanted !== opened || !series.protocol()) {
    opened = wanted;
    setStock(""); // what still comes of the experiment before isn't the address's any more
    const text = one ? await one.text() : (await rig.call("catalogue", undefined)).starter;
    if (opened !== wanted) return; // another was asked for meanwhile
    const own = packed === "" ? undefined : unpack(packed);
    const place = Math.max(0, (Number(said("trial")) || 1) - 1);
    if (packed !== "" && own === undefined) speak("The link's protocol was cut short; the paper's own runs in its place.");
    const ran = series.open({ text: own ?? text, file: own === undefined ? `${one ? `paper/${one.name}` : "blank"}.yaml` : "The link's protocol" }, { place, watch: watch && said("trial") === "" });
    const complaint = await ran;
    if (complaint !== undefined || opened !== wanted) return;
    setStock(own === undefined ? series.text() : text);
  } else if (followed && said("trial") !== "") series.look(Number(said("trial")) - 1);
  await brighter();
}

/** A plan of the bench, tried: the power changes as if a hand had turned it. */
async function brighter(): Promise<void> {
  const [times, protocol] = [Number(said("light")), series.protocol()];
  if (!(times > 0) || !protocol) return;
  say({ light: "" });
  const power = times * numberIn(protocol.imaging.power, "mW");
  const complaint = await series.change([`imaging.power=${power.toPrecision(3)} mW`]);
  speak(complaint ?? `The laser is at ${power.toPrecision(3)} mW, ${times.toPrecision(2)} times what it was.`);
}
