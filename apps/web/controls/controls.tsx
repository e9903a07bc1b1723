/** The controls of every view: ink on ground, named in words, with the keyboard. */
import { createEffect, createMemo, createSignal, For, Index, Show, type JSX } from "solid-js";
import { inPage, withMinus } from "./page-words.js";
import "./controls.css";

/** What stands on a key that `KeyboardEvent.key` names. */
export function keyWord(key: string): string {
  const words: Readonly<Record<string, string>> = { " ": "Space", Enter: "Enter", Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
  return words[key] ?? key.toUpperCase();
}

export function Key(props: { readonly name: string }): JSX.Element {
  return <kbd class="wide-only" classList={{ single: /^[a-z0-9?/ ]$/i.test(props.name) }} aria-hidden="true">{keyWord(props.name)}</kbd>;
}

export interface ChipProps {
  readonly children: JSX.Element;
  readonly onClick: () => void;
  readonly kind?: "primary" | "quiet" | undefined;
  readonly disabled?: boolean;
  /** Where the words alone don't say it. */
  readonly label?: string;
  readonly key?: string;
}

export function Chip(props: ChipProps): JSX.Element {
  return (
    <button type="button" class={`chip ${props.kind ?? ""}`} disabled={props.disabled ?? false}
      aria-label={props.label} aria-keyshortcuts={props.key} onClick={() => props.onClick()}>
      {props.children}<Show when={props.key}>{(key) => <Key name={key()} />}</Show>
    </button>
  );
}

export function Toggle(props: {
  readonly on: boolean; readonly onChange: (on: boolean) => void; readonly children: JSX.Element; readonly tone?: "truth"; readonly key?: string;
}): JSX.Element {
  return (
    <button type="button" role="switch" class={`toggle ${props.tone ?? ""}`} aria-checked={props.on}
      aria-keyshortcuts={props.key} onClick={() => props.onChange(!props.on)}>
      <i />{props.children}<Show when={props.key}>{(key) => <Key name={key()} />}</Show>
    </button>
  );
}

/** One of a few. */
export function Segments<T extends string>(props: {
  readonly label: string; readonly options: readonly T[]; readonly value: T; readonly onChange: (value: T) => void;
}): JSX.Element {
  return (
    <span class="segments" role="group" aria-label={props.label}>
      <For each={props.options}>{(option) => (
        <button type="button" aria-pressed={option === props.value} onClick={() => props.onChange(option)}>{option}</button>
      )}</For>
    </span>
  );
}

/** One of many, by the browser's own list, which every keyboard and reader knows. */
export function Choice(props: {
  readonly label: string; readonly options: readonly { readonly value: string; readonly text: string }[]; readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <select class="select" aria-label={props.label} value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
      <Index each={props.options}>{(option) => <option value={option().value} selected={option().value === props.value}>{withMinus(option().text)}</option>}</Index>
    </select>
  );
}

export interface FieldProps {
  readonly label: string;
  /** "0.1 mM": shown without the unit where it is `unit`. */
  readonly value: string;
  readonly unit: string;
  /** Takes what was typed, with its unit; returns a sentence where it can't be, at once or when that is known. */
  readonly onChange: (typed: string) => Promise<string | undefined> | string | undefined;
  /** A sentence where the value is allowed but outside its bounds. */
  readonly outside?: string | undefined;
  /** What could be typed while the field is empty, "100 ms". */
  readonly example?: string;
}

/**
 * A number that accepts typing with units ("0.1 mM"): a bare one is in the unit shown. What can't be stays in the field
 * with the reason beneath, and nothing changes.
 */
export function Field(props: FieldProps): JSX.Element {
  const shown = createMemo(() => withoutUnit(props.value, props.unit));
  const [wrong, setWrong] = createSignal<string>();
  let input: HTMLInputElement | undefined;
  /** What was typed and isn't answered yet: Enter is followed by the browser's own change. */
  let asked: string | undefined;
  // By hand, not as an attribute: that would be set anew whenever a series goes on to its next trial, over what is being typed.
  createEffect(() => {
    const text = shown();
    if (input && input !== document.activeElement) input.value = text;
  });
  const take = (): void => {
    if (!input) return;
    const typed = input.value.trim().replaceAll("−", "-");
    if (typed === shown().replaceAll("−", "-")) {
      setWrong(undefined);
      return;
    }
    if (typed === asked) return;
    asked = typed;
    const field = input;
    const answer = props.onChange(/^[-+.\d\se]+$/i.test(typed) && props.unit !== "" ? `${typed} ${props.unit}` : typed);
    void Promise.resolve(answer).then((complaint) => {
      if (asked === typed) asked = undefined;
      setWrong(complaint === undefined ? undefined : typed === "" ? "A value is needed here." : inPage(complaint));
      if (complaint === undefined) field.value = shown();
    });
  };
  const id = `f${(fields++).toString(36)}`;
  return (
    <span>
      <span class="field" classList={{ bad: wrong() !== undefined, out: props.outside !== undefined }}>
        <input ref={input} type="text" inputmode="text" autocomplete="off" spellcheck={false} placeholder={props.example} aria-label={spoken(props)}
          aria-invalid={wrong() !== undefined} aria-describedby={(wrong() ?? props.outside) === undefined ? undefined : id} onChange={take}
          onKeyDown={(event) => {
            if (event.key === "Enter") take();
            else if (event.key === "Escape" && input) { input.value = shown(); setWrong(undefined); input.blur(); }
          }} />
        <span class="unit" aria-hidden="true">{hasOwnUnit(props.value, props.unit) ? "" : props.unit}</span>
      </span>
      <Show when={wrong() ?? props.outside}>{(why) => <span class="note small" id={id} role="alert">{why()}</span>}</Show>
    </span>
  );
}

let fields = 0;
const spoken = ({ label, unit }: FieldProps): string => (unit === "" ? label : `${label}, ${unit}`);

/** "4000 µM" in a field of mM: it stands as it was typed. */
const hasOwnUnit = (value: string, unit: string): boolean => !value.endsWith(unit) && /\d\s*\p{L}/u.test(value);

function withoutUnit(value: string, unit: string): string {
  const bare = unit !== "" && value.endsWith(unit) ? value.slice(0, -unit.length).trim() : value;
  return withMinus(bare);
}

export interface FaderProps extends Omit<FieldProps, "onChange"> {
  readonly label: string;
  /** In the field's unit. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly name?: JSX.Element;
  /** `dragging`: more will follow at once. */
  readonly onChange: (typed: string, dragging: boolean) => Promise<string | undefined> | string | undefined;
}

/** A slider's track is inked up to its thumb, which no style sheet knows the place of. */
export function inked(at: number, from: number, to: number): JSX.CSSProperties {
  return { "--p": `${to > from ? 100 * Math.min(1, Math.max(0, (at - from) / (to - from))) : 0}%` };
}

/** A slider with its value beside it, which may be typed. */
export function Fader(props: FaderProps): JSX.Element {
  return (
    <div class="row">
      <span class="label">{props.name ?? props.label}</span>
      <input type="range" aria-label={props.label} aria-valuetext={props.value.replace(/^-/, "minus ")} min={props.from} max={props.to} step={props.step}
        value={props.at} style={inked(props.at, props.from, props.to)}
        onInput={(event) => void props.onChange(`${event.currentTarget.value} ${props.unit}`, true)}
        onChange={(event) => void props.onChange(`${event.currentTarget.value} ${props.unit}`, false)} />
      <Field label={`${props.label}, value`} value={props.value} unit={props.unit} outside={props.outside} onChange={(typed) => props.onChange(typed, false)} />
    </div>
  );
}

/** What happened, where, and what can be done. */
export function Message(props: {
  readonly kind: "information" | "caution" | "failure"; readonly what: string; readonly where?: JSX.Element; readonly children?: JSX.Element;
}): JSX.Element {
  return (
    <div class="message" role={props.kind === "failure" ? "alert" : "status"}>
      <Sign kind={props.kind} />
      <b>{props.what}</b>
      <Show when={props.where}>{(where) => <p>{typeof where() === "string" ? inPage(where() as string) : where()}</p>}</Show>
      <Show when={props.children}><div class="actions">{props.children}</div></Show>
    </div>
  );
}

function Sign(props: { readonly kind: "information" | "caution" | "failure" }): JSX.Element {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" fill="none" stroke-width="1.6" aria-hidden="true"
      stroke={props.kind === "information" ? "var(--ink-2)" : props.kind === "caution" ? "var(--warn)" : "var(--no)"}>
      {props.kind === "information" ? <><circle cx="9" cy="9" r="7.2" /><path d="M9 8v5M9 4.8v1.6" /></>
        : props.kind === "caution" ? <><path d="M9 1.8L17 16H1z" stroke-linejoin="round" /><path d="M9 7v4.4M9 12.8v1.4" /></>
          : <><path d="M5.8 1.6h6.4l4.2 4.2v6.4l-4.2 4.2H5.8l-4.2-4.2V5.8z" /><path d="M6.2 6.2l5.6 5.6M11.8 6.2l-5.6 5.6" /></>}
    </svg>
  );
}
