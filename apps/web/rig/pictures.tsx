/** Frames and stacks: what was taken where no line was scanned, picture by picture. */
import { createEffect, createSignal, Show, type JSX } from "solid-js";
import type { ReferenceImage } from "radiatum";
import { inked } from "../controls/controls.js";
import { table } from "../shell/look.js";
import { paint, readingRange } from "../stack/colours.js";
import { LookUpBar } from "../stack/line-scan.js";
import type { Range } from "../stack/traces.js";

export function Pictures(props: { readonly images: readonly ReferenceImage[] }): JSX.Element {
  const [place, setPlace] = createSignal(0);
  const picture = (): ReferenceImage | undefined => props.images[Math.min(place(), props.images.length - 1)];
  /** Of the first, a stack's projection, for all: planes can be compared with the eye. */
  const range = (): Range => {
    const first = props.images[0];
    return first ? readingRange(first.pixels) : { low: 0, high: 1 };
  };
  let canvas: HTMLCanvasElement | undefined;
  createEffect(() => {
    const shown = picture();
    if (!canvas || !shown) return;
    const { pixels, width, height } = shown;
    paint(canvas, { pixels, width, height, across: 1, down: width }, range(), table());
  });
  /** µm: about a quarter of the width, in round numbers. */
  const bar = (): number => {
    const whole = (picture()?.pixelSize_um ?? 0) * (picture()?.width ?? 0);
    return [200, 100, 50, 20, 10, 5, 2, 1].find((length) => length <= whole / 4) ?? 1;
  };
  return (
    <div class="pictures">
      <div class="picture">
        <canvas ref={canvas} role="img" aria-label={`${picture()?.name ?? "picture"}, ${picture()?.width ?? 0} by ${picture()?.height ?? 0} pixels`} />
        <Show when={picture()?.pixelSize_um}>{(size) => (
          <span class="scale-bar" style={{ width: `${(100 * bar()) / (size() * (picture()?.width ?? 1))}%` }}>{bar()} µm</span>
        )}</Show>
      </div>
      <div class="picture-side">
        <b class="strong">{picture()?.name}</b>
        <input type="range" aria-label="Picture" aria-valuetext={picture()?.name ?? ""} min="0" max={props.images.length - 1} step="1" value={place()} style={inked(place(), 0, props.images.length - 1)} onInput={(event) => setPlace(Number(event.currentTarget.value))} />
        <span class="unit">{place() + 1} of {props.images.length}</span>
        <div style={{ height: "180px" }}><LookUpBar table={table()} low={range().low} high={range().high}>{table()}</LookUpBar></div>
      </div>
    </div>
  );
}
