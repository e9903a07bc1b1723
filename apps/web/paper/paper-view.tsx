import type { JSX } from "solid-js";

export default function PaperView(): JSX.Element {
  return <main class="columns" />;
}
