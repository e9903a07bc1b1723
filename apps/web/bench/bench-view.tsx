import type { JSX } from "solid-js";

export default function BenchView(): JSX.Element {
  return <main class="columns" />;
}
