import { render } from "solid-js/web";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import text from "../../paper/minimal-stimulation.yaml?raw";
const T = performance.now();
const r = simulateHere({ ...readProtocol(text), runs: [{ stimulus: "shock", condition: "control", trials: 2 }] });
render(() => <p id="x">{String(r.recording.sweeps.length)} {(performance.now() - T).toFixed(0)}</p>, document.getElementById("app") as HTMLElement);
