/** Theme, lecture and look-up table: the same in every view, kept in the address. */
import { createEffect } from "solid-js";
import type { LookUpTable } from "radiatum/report";
import { repaint } from "../stack/traces.js";
import { said, say } from "./address.js";

export type ThemeName = "dark" | "light";
const TABLES: readonly LookUpTable[] = ["Green", "Grey", "Fire", "Viridis"];

/** As chosen, else as the system has it; the mocks' own: the rig is a dark room. */
export const theme = (): ThemeName => {
  const chosen = said("theme");
  if (chosen === "dark" || chosen === "light") return chosen;
  return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
};
export const lecture = (): boolean => said("lecture") === "on";
export const table = (): LookUpTable => TABLES.find((name) => name === said("table")) ?? "Green";
export const nextTable = (): void => say({ table: TABLES[(TABLES.indexOf(table()) + 1) % TABLES.length] as string });

/** Puts them on the page; to be called once. */
export function useLook(): void {
  createEffect(() => {
    document.documentElement.dataset["theme"] = theme();
    if (lecture()) document.documentElement.dataset["lecture"] = "";
    else delete document.documentElement.dataset["lecture"];
    repaint();
  });
}
