/** Where the experiment is: the cell, which can be turned, and the field around the spine, with the line that is scanned. */
import { createEffect, createMemo, createResource, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import type { Protocol } from "radiatum/protocol";
import { Chip, Choice, Field, inked } from "../controls/controls.js";
import { decimal } from "../controls/number.js";
import { CallFailure } from "../lab/calls.js";
import { PER_CONE, type CellDrawing, type FieldStack } from "../lab/cell-drawing.js";
import type { Look } from "../lab/scope-services.js";
import { scope } from "../lab/threads.js";
import { tracedFile } from "../lab/traced-cells.js";
import { said, say } from "../shell/address.js";
import { table } from "../shell/look.js";
import { useCommands } from "../shell/commands.js";
import { paint, readingRange } from "../stack/colours.js";
import { arrowStep, dragged, type Moved } from "../stack/pointing.js";
import { colourOf } from "../stack/traces.js";
import { onAnother, pathText, type Spot } from "./scan-line.js";
import type { Series } from "./series.js";

/** px of the drawing. */
const CELL = { width: 142, height: 272 } as const;
const FIELD = 142;
/** ms: while something is dragged, pictures wait. */
const QUIET = 350;

export function Where(props: { readonly series: Series; readonly protocol: Protocol }): JSX.Element {
  const turn = createMemo((): Turn => {
    const [around = 0, over = 0] = said("turn").split("_").map((text) => Number(text) || 0);
    return { around, over };
  }, undefined, { equals: (a, b) => a.around === b.around && a.over === b.over });
  const setTurn = ({ around, over }: Turn): void => {
    const [a, b] = [round(((around % 360) + 360) % 360), round(Math.max(-STEEPEST, Math.min(STEEPEST, over)))];
    say({ turn: a === 0 && b === 0 ? "" : `${a}_${b}` });
  };
  const turnOn = (): void => setTurn({ ...turn(), around: turn().around + 30 });
  const plane = (): number | undefined => (said("plane") === "" ? undefined : Math.max(0, (Number(said("plane")) || 1) - 1));
  const setPlane = (place: number | undefined): void => say({ plane: place === undefined ? "" : String(place + 1) });
  const traced = (): string | undefined => tracedFile(props.protocol);
  const look = (): Look => ({ protocol: props.protocol, morphology: props.series.morphology() });
  const place = quiet(() => JSON.stringify({ ...placeOf(props.protocol), morphology: props.series.morphology() }), QUIET);
  const scene = quiet(() => JSON.stringify({ ...placeOf(props.protocol), morphology: props.series.morphology(), pipette: props.protocol.pipette, imaging: props.protocol.imaging }), QUIET);
  const [cell] = createResource(place, () => asked(scope.call("cell", look())));
  const [field] = createResource(scene, () => asked(scope.call("field", look())));
  /** What can't be looked at leaves the last picture; the run says why. */
  const drawn = createMemo<CellDrawing | undefined>((before) => cell.latest ?? before);
  const pictured = createMemo<FieldStack | undefined>((before) => field.latest ?? before);
  const planes = (): number => pictured()?.planes.length ?? 0;
  const nextPlane = (by: number): void => {
    const next = (plane() ?? -1) + by;
    setPlane(next < 0 || next >= planes() ? undefined : next);
  };
  useCommands([
    { key: "r", name: "Turn the cell", run: turnOn },
    { key: "z", name: "Next plane of the stack; after the last its projection", run: () => nextPlane(1) },
  ]);
  /** The one that is imaged. */
  const at = (): number => {
    const { imaging, spines } = props.protocol;
    return Math.max(0, spines.findIndex(({ name }) => imaging.kind === "line scan" && name === imaging.through));
  };
  const spine = (): Protocol["spines"][number] | undefined => props.protocol.spines[at()];
  return (
    <section aria-label="Where" style={{ "border-bottom": "1px solid var(--line)" }}>
      <div class="where">
        <Show when={drawn()} fallback={<div style={{ height: `${CELL.height}px` }} class="section dim">Growing the cell …</div>}>
          {(drawing) => <CellCanvas drawing={drawing()} turn={turn()} onTurn={setTurn} name={traced() === undefined ? "CA1 pyramidal cell" : `Cell traced in ${traced() ?? ""}`} distance={spine()?.distance ?? ""} />}
        </Show>
        <div class="field-beside">
          <FieldPicture stack={pictured()} plane={plane()} drawing={drawn()} through={spine()?.name ?? ""}
            onLine={(through, path) => props.series.change([`imaging.through=${through}`, `imaging.path=${path}`])} />
          <div class="stack-planes">
            <label class="hidden-text" for="plane">Plane of the stack</label>
            <input id="plane" type="range" min="-1" max={Math.max(0, planes() - 1)} step="1" value={plane() ?? -1} style={inked(plane() ?? -1, -1, Math.max(0, planes() - 1))} aria-valuetext={planeWords(plane(), pictured())}
              onInput={(event) => { const at = Number(event.currentTarget.value); setPlane(at < 0 ? undefined : at); }} />
            <span class="unit">{planeWords(plane(), pictured())}</span>
          </div>
          <div style={{ "margin-top": "2px" }}><b class="strong"><svg width="9" height="9" aria-hidden="true"><rect x="1" y="1" width="7" height="7" fill="none" stroke="var(--spine)" stroke-width="1.6" /></svg> {spine()?.name === "spine" ? "Spine" : spine()?.name}</b>
            <div class="dim">{spine()?.distance} from the soma</div>
            <div class="looks"><Chip kind="quiet" key="r" onClick={turnOn}>Turn cell</Chip><Chip kind="quiet" key="z" onClick={() => nextPlane(1)}>Stack</Chip></div></div>
        </div>
      </div>
      <div style={{ padding: "0 var(--s4) 10px" }}>
        <Show when={traced()}>{(file) => <p class="note small">Traced in {file()}. Neither a link nor the protocol file holds that file: hand it on along with them.</p>}</Show>
        <div class="row"><span class="label">Spine on</span>
          <Choice label="Dendrite that the spine sits on" value={spine()?.dendrite ?? ""} options={["oblique", "trunk", "tuft", "basal"].map((name) => ({ value: name, text: name }))}
            onChange={(name) => void props.series.change([`spines[${at()}].dendrite=${name}`])} />
          <Field label="Distance of the spine from the soma" value={spine()?.distance ?? ""} unit="µm" onChange={(typed) => props.series.change([`spines[${at()}].distance=${typed}`])} /></div>
        <div class="row"><span class="label">Drawn as</span><span class="unit">{spine()?.draw === undefined ? "the typical spine" : "one of the population, by seed"}</span>
          <Field label="Seed of the spine's draw; empty for the typical spine" value={spine()?.draw === undefined ? "typical" : String(spine()?.draw)} unit=""
            onChange={(typed) => props.series.change([`spines[${at()}].draw=${/^(typical)?$/u.test(typed) ? "null" : typed}`])} /></div>
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

const round = (degrees: number): number => Math.round(10 * degrees) / 10;
/** Degrees: over the top at most to where the cell is seen end on. */
const STEEPEST = 80;
/** Degrees around the cell's own axis, and over the top. */
interface Turn {
  readonly around: number;
  readonly over: number;
}

function CellCanvas(props: { readonly drawing: CellDrawing; readonly turn: Turn; readonly onTurn: (turn: Turn) => void; readonly name: string; readonly distance: string }): JSX.Element {
  let canvas: HTMLCanvasElement | undefined;
  const extent = createMemo(() => extentOf(props.drawing));
  createEffect(() => { if (canvas) drawCell(canvas, props.drawing, props.turn, extent()); });
  const turned = (begun: Turn, around: number, over: number): void => props.onTurn({ around: begun.around + around, over: begun.over + over });
  const drag = (event: PointerEvent): void => {
    const begun = props.turn;
    dragged(event, ({ x, y }) => turned(begun, 1.4 * x, y));
  };
  const keys = (event: KeyboardEvent): void => {
    const step = arrowStep(event);
    if (step) turned(props.turn, 5 * step.x, 5 * step.y);
  };
  return (
    <div role="slider" tabindex="0" aria-label={`${props.name}; the imaged spine is ${props.distance} from the soma. Arrow keys turn it`}
      aria-valuemin="0" aria-valuemax="360" aria-valuenow={Math.round(props.turn.around)} aria-valuetext={`turned by ${Math.round(props.turn.around)} degrees, ${Math.round(props.turn.over)} over the top`}
      style={{ width: `${CELL.width}px`, height: `${CELL.height}px`, position: "relative", cursor: "grab", "touch-action": "none" }} onPointerDown={drag} onKeyDown={keys}>
      <canvas ref={canvas} style={{ width: "100%", height: "100%", display: "block" }} aria-hidden="true" />
      <For each={layersOf(props.drawing, props.turn, extent())}>{({ name, y }) => <span class="layer" aria-hidden="true" style={{ top: `${y}px` }}>{name}</span>}</For>
    </div>
  );
}

/** µm to either side of the soma's middle that its layer of cell bodies reaches. */
const BODIES = 25;

/** The layers of CA1 that the cell lies in, each by its name where it begins, as the cell is turned; px from the top. */
function layersOf({ cones, tuft }: CellDrawing, { over }: Turn, { scale, middle, low, high }: Extent): readonly { readonly name: string; readonly y: number }[] {
  if (cones.length === 0 || Math.abs(over) > 45) return []; // seen from above there are no layers
  const y = (height: number): number => CELL.height / 2 - scale * (height - middle[1]) * Math.cos((over * Math.PI) / 180);
  return [
    ...(tuft === undefined ? [] : [{ name: "l-m", y: y((tuft + high) / 2) }]),
    { name: "radiatum", y: y(BODIES + 0.22 * ((tuft ?? high) - BODIES)) }, { name: "pyr", y: y(0) }, { name: "oriens", y: y((low - BODIES) / 2) },
  ].map((layer) => ({ ...layer, y: layer.y - 7 }));
}

interface Extent {
  readonly scale: number;
  readonly middle: readonly [number, number];
  /** µm above the soma, of tips. */
  readonly low: number;
  readonly high: number;
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
  return { scale, middle: [0, (low + high) / 2], low, high };
}

function drawCell(canvas: HTMLCanvasElement, { cones, spine }: CellDrawing, turn: Turn, { scale, middle }: Extent): void {
  const [around, over] = [(turn.around * Math.PI) / 180, (turn.over * Math.PI) / 180];
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

/** In place of one end of the line: the whole of it. */
const ALL = -1;

function FieldPicture(props: {
  readonly stack: FieldStack | undefined; readonly plane: number | undefined; readonly drawing: CellDrawing | undefined;
  /** The spine that is imaged. */
  readonly through: string;
  readonly onLine: (through: string, path: string) => Promise<string | undefined>;
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
    const { line, spines = [] } = props.drawing ?? {};
    if (!line) return;
    const crossed = onAnother(points, line, spines, props.through);
    void props.onLine(crossed?.name ?? props.through, pathText(points, line, crossed ?? line)).then((complaint) => {
      setWrong(complaint === undefined ? undefined : `${complaint} The line is back where it was.`);
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
          <Show when={props.stack && shown().length > 1}>
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
          <Show when={props.stack}>
            <path d={`M${FIELD - 10 - 2 * px()} ${FIELD - 9}h${2 * px()}`} stroke="#fff" stroke-width="2.5" />
            <text x={FIELD - 10 - px()} y={FIELD - 14} fill="#fff" text-anchor="middle" style={{ font: "500 10.5px var(--sans)" }}>2 µm</text>
          </Show>
        </svg>
      </div>
      <Show when={wrong()}>{(why) => <p class="note small" role="alert">{why()}</p>}</Show>
    </div>
  );
}
