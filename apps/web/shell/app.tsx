/** The frame around the views: tabs, look, help, commands; each view is loaded when it is first looked at. */
import { createEffect, createMemo, createResource, createSignal, For, onCleanup, onMount, Show, type Component, type JSX } from "solid-js";
import { Chip } from "../controls/controls.js";
import { addressText, currentAddress, goTo, link, say, VIEWS, type View } from "./address.js";
import { commands, isHeard, keyText, onKey, setSingleKeys, singleKeys, useCommands } from "./commands.js";
import { lecture, nextTable, theme, useLook } from "./look.js";
import { offlineWords } from "./offline.js";
import { copied, CopyChip, spoken } from "./tools.js";
import { version } from "../../../package.json";
import "./shell.css";

const MODULES: Readonly<Record<View, () => Promise<{ readonly default: Component }>>> = {
  rig: () => import("../rig/rig-view.js"),
  bench: () => import("../bench/bench-view.js"),
  paper: () => import("../paper/paper-view.js"),
  proof: () => import("../proof/proof-view.js"),
};
const NAMES: Readonly<Record<View, string>> = { rig: "Rig", bench: "Bench", paper: "Paper", proof: "Proof" };

export function App(): JSX.Element {
  useLook();
  // What the page says of single keys goes with them.
  createEffect(() => { document.documentElement.dataset["singleKeys"] = singleKeys() ? "on" : "off"; });
  const [sheet, setSheet] = createSignal<"help" | "find">();
  let before: Element | null = null;
  const open = (which: "help" | "find"): void => {
    if (sheet() === undefined) before = document.activeElement;
    setSheet(which);
  };
  /** The focus goes back to where the sheet was opened. */
  const close = (): void => {
    setSheet(undefined);
    if (before instanceof HTMLElement) before.focus();
  };
  const toggleHelp = (): void => { if (sheet() === "help") close(); else open("help"); };
  useCommands([
    { key: "?", name: "Help: the keys, the look", run: toggleHelp },
    { key: "/", name: "Find a command", run: () => open("find") },
    { key: "l", name: "Next look-up table", run: nextTable },
    { name: "Light or dark", run: switchTheme },
    { name: "Lecture: larger, without the side columns", run: () => say({ lecture: lecture() ? "" : "on" }) },
    { name: "Copy a link to this", run: () => void copied("link", link()) },
    ...VIEWS.map((view) => ({ name: `Go to ${NAMES[view]}`, run: () => goTo(view) })),
  ]);
  onMount(() => {
    window.addEventListener("keydown", onKey);
    onCleanup(() => window.removeEventListener("keydown", onKey));
  });
  return (
    <>
      <header class="top">
        <a class="mark-name" href={addressText({ view: "rig", said: {} })} aria-label="Radiatum, to the rig"><Logo />Radiatum</a>
        <nav class="tabs" aria-label="Views">
          <For each={VIEWS}>{(view) => (
            <a href={`#/${view}`} aria-current={currentAddress().view === view ? "page" : undefined}
              onClick={(event) => { event.preventDefault(); goTo(view); }}>{NAMES[view]}</a>
          )}</For>
        </nav>
        <p class="print-only">{NAMES[currentAddress().view]}, Radiatum {version}</p>
        <div class="space" />
        <div class="tools" id="tools" />
        <div class="tools">
          <span class="wide-only"><CopyChip what="link" text={link()}>Copy link</CopyChip></span>
          <Chip kind="quiet" label="Keys, look and help" onClick={toggleHelp}>?</Chip>
        </div>
      </header>
      <LoadedView />
      <Show when={sheet() === "help"}><Help onClose={close} onFind={() => open("find")} /></Show>
      <Show when={sheet() === "find"}><Find onClose={close} /></Show>
      <div class="hidden-text" aria-live="polite" id="spoken">{spoken()}</div>
    </>
  );
}

/** Without `<Suspense>`, which would take a view away again whenever something within it is waited for. */
function LoadedView(): JSX.Element {
  const [loaded] = createResource(() => currentAddress().view, async (view) => ({ view, component: (await MODULES[view]()).default }));
  const here = createMemo(() => (loaded()?.view === currentAddress().view ? loaded()?.component : undefined));
  return (
    <Show when={here()} keyed fallback={<main class="section dim"><h1>Loading the {NAMES[currentAddress().view].toLowerCase()} …</h1></main>}>
      {(View) => <View />}
    </Show>
  );
}

const switchTheme = (): void => say({ theme: theme() === "dark" ? "light" : "dark" });

function Logo(): JSX.Element {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M1 16.5h20" stroke="currentColor" stroke-width="3.4" /><path d="M11 16V9.5" stroke="currentColor" stroke-width="1.7" /><circle cx="11" cy="6.2" r="3.9" fill="currentColor" />
    </svg>
  );
}

/** A sheet's own, said after the view's: what is open closes first, and whatever runs beneath it goes on. */
const useClosing = (close: () => void): void => useCommands([{ key: "Escape", name: "Close", run: close }]);

function Help(props: { readonly onClose: () => void; readonly onFind: () => void }): JSX.Element {
  useClosing(() => props.onClose());
  let element: HTMLElement | undefined;
  onMount(() => element?.focus());
  return (
    <section class="sheet" role="dialog" aria-label="Keys, look and help" tabindex="-1" ref={element}>
      <div style={{ display: "flex", gap: "8px", "flex-wrap": "wrap" }}>
        <Chip onClick={switchTheme}>{theme() === "dark" ? "Light" : "Dark"}</Chip>
        <Chip onClick={() => say({ lecture: lecture() ? "" : "on" })}>{lecture() ? "End lecture" : "Lecture"}</Chip>
        <Chip onClick={nextTable}>Look-up table</Chip>
        <Chip onClick={props.onFind}>Find a command</Chip>
        <Chip onClick={props.onClose}>Close</Chip>
      </div>
      <div class="keys">
        <For each={commands().filter(isHeard)}>{(command) => <><kbd>{keyText(command)}</kbd><span>{command.name}</span></>}</For>
        <kbd>Wheel</kbd><span>zoom time; with Shift pan. Drag the axis to pan, click to pin the cursor, click again for an interval</span>
      </div>
      <label class="note" style={{ display: "flex", gap: "8px" }}>
        <input type="checkbox" checked={singleKeys()} onChange={(event) => setSingleKeys(event.currentTarget.checked)} /> Single-key shortcuts
      </label>
      <Show when={!singleKeys()}><p class="note small">Off in every view, and when you come back. Esc, arrows and keys with {keyText({ key: "", control: true, name: "", run: () => undefined }).trim()} still work.</p></Show>
      <p class="note small">Everything is computed in this page; no recording and no number leaves this machine. {offlineWords()}</p>
    </section>
  );
}

function Find(props: { readonly onClose: () => void }): JSX.Element {
  useClosing(() => props.onClose());
  const [words, setWords] = createSignal("");
  const [place, setPlace] = createSignal(0);
  const found = (): ReturnType<typeof commands> => commands().filter(({ name, when }) =>
    (when?.() ?? true) && words().toLowerCase().split(/\s+/).every((word) => name.toLowerCase().includes(word)));
  const take = (k: number): void => {
    const command = found()[k];
    props.onClose();
    command?.run();
  };
  let input: HTMLInputElement | undefined;
  onMount(() => input?.focus());
  return (
    <section class="sheet" role="dialog" aria-label="Find a command">
      <input type="search" ref={input} aria-label="Words of the command" placeholder="what to do" value={words()}
        onInput={(event) => { setWords(event.currentTarget.value); setPlace(0); }}
        onKeyDown={(event) => {
          if (event.key === "Escape") props.onClose();
          else if (event.key === "Enter") take(place());
          else if (event.key === "ArrowDown") setPlace((k) => Math.min(found().length - 1, k + 1));
          else if (event.key === "ArrowUp") setPlace((k) => Math.max(0, k - 1));
        }} />
      <div class="found" role="listbox" aria-label="Commands">
        <For each={found()}>{(command, k) => (
          <button type="button" role="option" aria-selected={k() === place()} onClick={() => take(k())}>
            <span>{command.name}</span><Show when={isHeard(command)}><kbd>{keyText(command)}</kbd></Show>
          </button>
        )}</For>
      </div>
    </section>
  );
}
