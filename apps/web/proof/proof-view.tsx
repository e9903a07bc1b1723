import type { JSX } from "solid-js";

export default function ProofView(): JSX.Element {
  return <main class="columns" />;
}
