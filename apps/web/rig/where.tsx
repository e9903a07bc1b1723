/** Where the experiment is: the cell, which can be turned, and the field around the spine, with the line that is scanned. */
import { createEffect, createMemo, createResource, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { Protocol } from "radiatum/protocol";
import { Chip, Choice, Field, inked } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { CallFailure } from "../lab/calls.js";
import { PER_CONE, type CellDrawing, type FieldStack } from "../lab/cell-drawing.js";
import { scope } from "../lab/threads.js";
import { table } from "../shell/look.js";
import { useCommands } from "../shell/commands.js";
import { paint, readingRange } from "../stack/colours.js";
import { arrowStep, dragged, type Moved } from "../stack/pointing.js";
import { colourOf } from "../stack/traces.js";
import type { Series } from "./series.js";

/** px of the drawing. */
const CELL = { width: 142, height: 272 } as const;
const FIELD = 142;
/** ms: while something is dragged, pictures wait. */
const QUIET = 350;

export function Where(props: { readonly series: Series; readonly protocol: Protocol }): JSX.Element {
  const [turn, setTurn] = createSignal({ around: 0, over: 0 });
  const [plane, setPlane] = createSignal<number>();
  const place = quiet(() => JSON.stringify(placeOf(props.protocol)), QUIET);
  const scene = quiet(() => JSON.stringify({ ...placeOf(props.protocol), pipette: props.protocol.pipette, imaging: props.protocol.imaging }), QUIET);
  const [cell] = createResource(place, () => asked(scope.call("cell", { protocol: props.protocol })));
  const [field] = createResource(scene, () => asked(scope.call("field", { protocol: props.protocol })));
  const planes = (): number => field.latest?.planes.length ?? 0;
  const look = (by: number): void => {
    setPlane((now) => {
      if (planes() === 0) return undefined;
      const next = (now ?? -1) + by;
      return next < 0 || next >= planes() ? undefined : next;
    });
  };
  useCommands([
    { key: "r", name: "Turn the cell", run: () => setTurn(({ around, over }) => ({ around: around + Math.PI / 6, over })) },
    { key: "z", name: "Next plane of the stack; after the last its projection", run: () => look(1) },
  ]);
  const spine = (): Protocol["spines"][number] | undefined => props.protocol.spines[0];
  return (
    <section aria-label="Where" style={{ "border-bottom": "1px solid var(--line)" }}>
      <div class="where">
        <Show when={cell.latest} fallback={<div style={{ height: `${CELL.height}px` }} class="section dim">Growing the cell …</div>}>
          {(drawing) => <CellCanvas drawing={drawing()} turn={turn()} onTurn={setTurn} distance={spine()?.distance ?? ""} />}
        </Show>
        <div class="field-beside">
          <FieldPicture stack={field.latest} plane={plane()} drawing={cell.latest} onPath={(path) => props.series.change([`imaging.path=${path}`])} />
          <div class="stack-planes">
            <label class="hidden-text" for="plane">Plane of the stack</label>
            <input id="plane" type="range" min="-1" max={Math.max(0, planes() - 1)} step="1" value={plane() ?? -1} style={inked(plane() ?? -1, -1, Math.max(0, planes() - 1))} aria-valuetext={planeWords(plane(), field.latest)}
              onInput={(event) => { const at = Number(event.currentTarget.value); setPlane(at < 0 ? undefined : at); }} />
            <span class="unit">{planeWords(plane(), field.latest)}</span>
          </div>
          <div style={{ "margin-top": "2px" }}><b class="strong"><svg width="9" height="9" aria-hidden="true"><rect x="1" y="1" width="7" height="7" fill="none" stroke="var(--spine)" stroke-width="1.6" /></svg> {spine()?.name === "spine" ? "Spine" : spine()?.name}</b>
            <div class="dim">{spine()?.distance} from the soma</div>
            <Chip kind="quiet" key="r" onClick={() => setTurn(({ around, over }) => ({ around: around + Math.PI / 6, over }))}>Turn cell</Chip></div>
        </div>
      </div>
      <div style={{ padding: "0 var(--s4) 10px" }}>
        <div class="row"><span class="label">Spine on</span>
          <Choice label="Dendrite that the spine sits on" value={spine()?.dendrite ?? ""} options={["oblique", "trunk", "tuft", "basal"].map((name) => ({ value: name, text: name }))}
            onChange={(name) => void props.series.change([`spines[0].dendrite=${name}`])} />
          <Field label="Distance of the spine from the soma" value={spine()?.distance ?? ""} unit="µm" onChange={(typed) => props.series.change([`spines[0].distance=${typed}`])} /></div>
        <div class="row"><span class="label">Drawn as</span><span class="unit">{spine()?.draw === undefined ? "the typical spine" : "one of the population, by seed"}</span>
          <Field label="Seed of the spine's draw; empty for the typical spine" value={spine()?.draw === undefined ? "typical" : String(spine()?.draw)} unit=""
            onChange={(typed) => props.series.change(/^\d+$/.test(typed) ? [`spines[0].draw=${typed}`] : [`spines[0]={name: ${JSON.stringify(spine()?.name)}, dendrite: ${spine()?.dendrite}, distance: ${spine()?.distance}}`])} /></div>
        <Show when={props.protocol.imaging.kind === "line scan" && props.protocol.imaging.path}>
          <Chip kind="quiet" onClick={() => void props.series.change(["imaging.path=null"])}>Line straight across again</Chip>
        </Show>
      </div>
    </section>
  );
}

const planeWords = (plane: number | undefined, stack: FieldStack | undefined): string =>
  (plane === undefined || !stack ? "all planes" : `z ${decimal((plane - (stack.planes.length - 1) / 2) * stack.step, 1)} µm`);

/** Of a protocol, what decides where cell, spine and line are. */
function placeOf({ cell, spines, imaging, parameters, set }: Protocol): Readonly<Record<string, unknown>> {
  const line = imaging.kind === "line scan" ? { path: imaging.path, length: imaging.length, through: imaging.through } : {};
  return { cell, spines, parameters, set, line };
}

/** What can't be looked at leaves the last picture; the run says why. */
function asked<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (error instanceof CallFailure) return undefined;
    throw error;
  });
}

/** The value once it has stood still for `ms`; the first at once. */
function quiet(value: () => string, ms: number): () => string {
  const [still, setStill] = createSignal(value());
  createEffect(() => {
    const now = value();
    const timer = setTimeout(() => setStill(now), ms);
    onCleanup(() => clearTimeout(timer));
  });
  return still;
}

/** Radians. */
const STEEPEST = 1.4;
interface Turn {
  readonly around: number;
  readonly over: number;
}

function CellCanvas(props: { readonly drawing: CellDrawing; readonly turn: Turn; readonly onTurn: (turn: Turn) => void; readonly distance: string }): JSX.Element {
  let canvas: HTMLCanvasElement | undefined;
  const extent = createMemo(() => extentOf(props.drawing));
  createEffect(() => { if (canvas) drawCell(canvas, props.drawing, props.turn, extent()); });
  /** Over the top at most to where the cell is seen end on. */
  const turned = (begun: Turn, around: number, over: number): void =>
    props.onTurn({ around: begun.around + around, over: Math.max(-STEEPEST, Math.min(STEEPEST, begun.over + over)) });
  const drag = (event: PointerEvent): void => {
    const begun = props.turn;
    dragged(event, ({ x, y }) => turned(begun, x / 40, y / 60));
  };
  const keys = (event: KeyboardEvent): void => {
    const step = arrowStep(event);
    if (step) turned(props.turn, 0.15 * step.x, 0.15 * step.y);
  };
  return (
    <div role="slider" tabindex="0" aria-label={`CA1 pyramidal cell; the imaged spine is ${props.distance} from the soma. Arrow keys turn it`}
      aria-valuenow={Math.round((props.turn.around * 180) / Math.PI)} aria-valuetext={`turned by ${Math.round((props.turn.around * 180) / Math.PI)} degrees`}
      style={{ width: `${CELL.width}px`, height: `${CELL.height}px`, position: "relative", cursor: "grab", "touch-action": "none" }} onPointerDown={drag} onKeyDown={keys}>
      <canvas ref={canvas} style={{ width: "100%", height: "100%", display: "block" }} aria-hidden="true" />
    </div>
  );
}

interface Extent {
  readonly scale: number;
  readonly middle: readonly [number, number];
}

/** The cell from tuft to basal tips fits, whichever way it is turned around its own axis. */
function extentOf({ cones }: CellDrawing): Extent {
  let [low, high, wide] = [Infinity, -Infinity, 0];
  for (let k = 0; k < cones.length; k += PER_CONE) {
    const [x, y, z] = [cones[k + 3] as number, cones[k + 4] as number, cones[k + 5] as number];
    low = Math.min(low, y);
    high = Math.max(high, y);
    wide = Math.max(wide, Math.hypot(x, z));
  }
  const scale = Math.min((CELL.height - 20) / (high - low), (CELL.width - 12) / (2 * 0.62 * wide));
  return { scale, middle: [0, (low + high) / 2] };
}

function drawCell(canvas: HTMLCanvasElement, { cones, spine }: CellDrawing, { around, over }: Turn, { scale, middle }: Extent): void {
  const ratio = window.devicePixelRatio;
  canvas.width = CELL.width * ratio;
  canvas.height = CELL.height * ratio;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, CELL.width, CELL.height);
  const [cosA, sinA, cosO, sinO] = [Math.cos(around), Math.sin(around), Math.cos(over), Math.sin(over)];
  const at = (x: number, y: number, z: number): [number, number, number] => {
    const across = x * cosA + z * sinA;
    const deep = -x * sinA + z * cosA;
    const height = y - middle[1];
    return [CELL.width / 2 + scale * across, CELL.height / 2 - scale * (height * cosO - deep * sinO), height * sinO + deep * cosO];
  };
  context.strokeStyle = colourOf("ink");
  context.lineCap = "round";
  for (let k = 0; k < cones.length; k += PER_CONE) {
    const [x0, y0] = at(cones[k] as number, cones[k + 1] as number, cones[k + 2] as number);
    const [x1, y1, deep] = at(cones[k + 3] as number, cones[k + 4] as number, cones[k + 5] as number);
    const radius = cones[k + 6] as number;
    context.globalAlpha = Math.max(0.35, Math.min(1, 0.8 + deep / 300));
    context.lineWidth = Math.max(0.6, Math.min(9, 2 * radius * scale * (radius > 3 ? 1 : 1.9)));
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  }
  context.globalAlpha = 1;
  const [x, y] = at(spine.x, spine.y, spine.z);
  context.strokeStyle = colourOf("spine");
  context.lineWidth = 1.6;
  context.strokeRect(x - 5, y - 5, 10, 10);
}

/** µm to the right of the head and up, as the picture has it. */
interface Spot {
  readonly x: number;
  readonly y: number;
}
/** In place of one end of the line: the whole of it. */
const ALL = -1;

function FieldPicture(props: {
  readonly stack: FieldStack | undefined; readonly plane: number | undefined; readonly drawing: CellDrawing | undefined;
  readonly onPath: (path: string) => Promise<string | undefined>;
}): JSX.Element {
  let canvas: HTMLCanvasElement | undefined;
  const [moved, setMoved] = createSignal<readonly Spot[]>();
  const [wrong, setWrong] = createSignal<string>();
  createEffect(() => {
    const { stack } = props;
    const picture = props.plane === undefined ? stack?.projection : stack?.planes[props.plane];
    if (!canvas || !picture) return;
    const { pixels, width, height } = picture;
    paint(canvas, { pixels, width, height, across: 1, down: width }, readingRange(stack?.projection.pixels ?? pixels), table());
  });
  const px = (): number => FIELD / (props.stack?.width ?? FIELD);
  /** µm from the head, as seen from above → px of the picture. */
  const shown = createMemo(() => {
    const line = props.drawing?.line;
    return moved() ?? line?.vertices.map((vertex) => ({ x: vertex[0] - line.head[0], y: vertex[1] - line.head[1] })) ?? [];
  });
  const at = ({ x, y }: Spot): Spot => ({ x: FIELD / 2 + x * px(), y: FIELD / 2 - y * px() });
  const put = (points: readonly Spot[]): void => {
    const line = props.drawing?.line;
    if (!line) return;
    const along = ({ x, y }: Spot, axis: readonly [number, number]): number => Math.round(100 * (x * axis[0] + y * axis[1])) / 100;
    const text = `[${points.map((point) => `{x: ${along(point, line.along)}, y: ${along(point, line.away)}}`).join(", ")}]`;
    void props.onPath(text).then((complaint) => {
      setWrong(complaint);
      if (complaint !== undefined) setMoved(undefined);
    });
  };
  createEffect(() => { if (props.drawing) setMoved(undefined); });
  const shifted = (points: readonly Spot[], place: number, by: Moved): readonly Spot[] =>
    points.map((point, k) => (k === place || place === ALL ? { x: point.x + by.x / px(), y: point.y - by.y / px() } : point));
  const dragEnd = (event: PointerEvent, place: number): void => {
    const begun = shown();
    dragged(event, (by, dragging) => {
      const points = shifted(begun, place, by);
      setMoved(points);
      if (!dragging) put(points);
    });
  };
  const keys = (event: KeyboardEvent, place: number): void => {
    const step = arrowStep(event);
    if (!step) return;
    const points = shifted(shown(), place, step);
    setMoved(points);
    put(points);
  };
  const path = (): string => shown().map((point, k) => `${k === 0 ? "M" : "L"}${at(point).x} ${at(point).y}`).join("");
  return (
    <div>
      <div class="field-picture">
        <canvas ref={canvas} role="img" aria-label="The field around the spine through the microscope" />
        <Show when={!props.stack}><span class="unit" style={{ position: "absolute", inset: "auto 0 50%", "text-align": "center" }}>taking a stack …</span></Show>
        <svg viewBox={`0 0 ${FIELD} ${FIELD}`}>
          <Show when={shown().length > 1}>
            <path d={path()} fill="none" stroke="#fff" stroke-width="1.3" />
            <path d={path()} fill="none" stroke="transparent" stroke-width="14" style={{ cursor: "move" }} onPointerDown={(event) => dragEnd(event, ALL)} />
            <For each={shown().map((_, k) => k)}>{(k) => (
              <g class="grip" style={{ cursor: "crosshair" }} role="slider" tabindex="0" aria-label={`End ${k + 1} of the line that is scanned`} aria-valuenow={Math.round(10 * (shown()[k]?.x ?? 0)) / 10}
                aria-valuetext={`${decimal(shown()[k]?.x ?? 0, 1)} µm right of the spine, ${decimal(shown()[k]?.y ?? 0, 1)} µm up`} onPointerDown={(event) => dragEnd(event, k)} onKeyDown={(event) => keys(event, k)}>
                <circle cx={at(shown()[k] ?? { x: 0, y: 0 }).x} cy={at(shown()[k] ?? { x: 0, y: 0 }).y} r="12" fill="transparent" />
                <circle class="mark" cx={at(shown()[k] ?? { x: 0, y: 0 }).x} cy={at(shown()[k] ?? { x: 0, y: 0 }).y} r="4" fill="#000" stroke="#fff" stroke-width="1.5" />
              </g>
            )}</For>
          </Show>
          <path d={`M${FIELD - 10 - 2 * px()} ${FIELD - 9}h${2 * px()}`} stroke="#fff" stroke-width="2.5" />
          <text x={FIELD - 10 - px()} y={FIELD - 14} fill="#fff" text-anchor="middle" style={{ font: "500 10.5px var(--sans)" }}>2 µm</text>
        </svg>
      </div>
      <Show when={wrong()}>{(why) => <p class="note small" role="alert">{why()}</p>}</Show>
    </div>
  );
}
