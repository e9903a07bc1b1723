import { render } from "solid-js/web";
import "./look/tokens.css";
import "./look/base.css";
import "./look/print.css";
import { App } from "./shell/app.js";
import { workWithoutNetwork } from "./shell/offline.js";

const root = document.getElementById("app");
if (!root) throw new Error("broken invariant: the page has no place for the application");
render(() => <App />, root);
void workWithoutNetwork();
