/** Numbers of any size, as one writes them by hand: 0.0021, 2.1 × 10⁻⁵. */
import { For, Show, type JSX } from "solid-js";
import { powerParts, signed, type Parts } from "../controls/powers.js";

export function Power(props: { readonly value: number; readonly digits?: number }): JSX.Element {
  const parts = (): Parts => powerParts(props.value, props.digits ?? 2);
  return (
    <Show when={parts().plain === undefined} fallback={<>{parts().plain}</>}>
      <Show when={parts().mantissa !== "1"}>{parts().mantissa} × </Show>10<sup>{signed(parts().exponent ?? 0)}</sup>
    </Show>
  );
}

/** Text with numbers as programs write them, "2.1e-5 mV", as people do. */
export function Written(props: { readonly text: string }): JSX.Element {
  const pieces = (): readonly RegExpExecArray[] => [...props.text.matchAll(/(.*?)(\d[\d.]*)e([-+−]?\d+)|(.+)$/gu)];
  const minus = (text: string): string => text.replaceAll(/(^|\s|\()-(?=\d)/g, "$1−");
  return (
    <For each={pieces()}>{([, before = "", mantissa, exponent = "", rest = ""]) => (
      <Show when={mantissa} fallback={minus(rest)}>{minus(before)}<Show when={Number(mantissa) !== 1}>{mantissa} × </Show>10<sup>{signed(Number(exponent.replace("−", "-")))}</sup></Show>
    )}</For>
  );
}

/** A tick of a logarithmic axis, as SVG. */
export function PowerTick(props: { readonly power: number; readonly x: number; readonly y: number; readonly anchor: "middle" | "end" }): JSX.Element {
  return (
    <text class="tick" x={props.x} y={props.y} text-anchor={props.anchor}>
      <Show when={props.power !== 0} fallback="1">10<tspan dy="-4" font-size="8.5">{signed(props.power)}</tspan></Show>
    </text>
  );
}
