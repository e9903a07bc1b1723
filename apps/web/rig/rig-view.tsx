import type { JSX } from "solid-js";

export default function RigView(): JSX.Element {
  return <main class="columns" />;
}
