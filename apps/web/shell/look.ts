/** Theme, lecture and look-up table: the same in every view, kept in the address; and the page as it goes to paper. */
import { createEffect, createMemo, createSignal, onCleanup } from "solid-js";
import type { LookUpTable } from "radiatum/report";
import { repaint } from "../stack/traces.js";
import { said, say } from "./address.js";

export type ThemeName = "dark" | "light";
const TABLES: readonly LookUpTable[] = ["Green", "Grey", "Fire", "Viridis"];

const [printing, setPrinting] = createSignal(false);

/** On paper light; as chosen, else as the system has it; the mocks' own: the rig is a dark room. */
export const theme = (): ThemeName => {
  if (printing()) return "light";
  const chosen = said("theme");
  if (chosen === "dark" || chosen === "light") return chosen;
  return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
};
export const lecture = (): boolean => said("lecture") === "on";
/** Type and lines are larger now: on paper they aren't, where nobody sits at its back. */
export const enlarged = (): boolean => lecture() && !printing();
export const table = (): LookUpTable => TABLES.find((name) => name === said("table")) ?? "Green";
export const nextTable = (): void => say({ table: TABLES[(TABLES.indexOf(table()) + 1) % TABLES.length] as string });

/** Puts them on the page; to be called once. */
export function useLook(): void {
  // Compared by value: the address changes while a cell is turned, and plots are painted anew for another look alone.
  const [shownTheme, larger] = [createMemo(theme), createMemo(enlarged)];
  createEffect(() => {
    document.documentElement.dataset["theme"] = shownTheme();
    if (larger()) document.documentElement.dataset["lecture"] = "";
    else delete document.documentElement.dataset["lecture"];
    repaint();
  });
  followPrinter();
}

/**
 * Before the browser lays the page out for paper it tells so, and waits: the page takes the sheet's shape meanwhile, and
 * plots, which are drawn at the pixels they have, measure themselves anew.
 */
function followPrinter(): void {
  const print = window.matchMedia("print");
  const turn = (on: boolean): void => {
    if (on === printing()) return;
    if (on) document.documentElement.dataset["printing"] = "";
    else delete document.documentElement.dataset["printing"];
    setPrinting(on);
    window.dispatchEvent(new Event("resize"));
  };
  const [before, after, change] = [(): void => turn(true), (): void => turn(false), (): void => turn(print.matches)];
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  print.addEventListener("change", change);
  onCleanup(() => {
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
    print.removeEventListener("change", change);
  });
}
