/** What stands beside the figures: the authors' arguments tried, questions of method, and what excludes what. */
import { For, Match, Show, Switch, type JSX } from "solid-js";
import {
  argumentSaid, counted, exclusionsSay, influxDrawing, influxSays, methodDrawing, outcomesDrawing, remedyHead, withInterval, written, type Argument, type Bias, type Exclusion, type Outcome,
} from "radiatum/paper";
import { Drawn, Printed, Sign } from "./marks.js";
import type { Section } from "./place.js";
import type { Shown } from "./shown.js";

export function Studies(props: { readonly shown: Shown; readonly section: Section }): JSX.Element {
  return (
    <section class="studies" role="tabpanel" id="claims" aria-label={TITLES[props.section]} tabindex="0">
      <Switch>
        <Match when={props.section === "arguments"}>
          <Head title={TITLES.arguments} note="what they argue from is taken away, or put in, and the bench measures again" />
          <For each={props.shown.card().arguments}>{(one) => <ArgumentTried argument={one} />}</For>
        </Match>
        <Match when={props.section === "methods"}>
          <Head title={TITLES.methods} note="the paper's estimate (open), a better one (full) and the truth, of the same recordings" />
          <For each={props.shown.card().biases}>{(bias) => <Method bias={bias} />}</For>
        </Match>
        <Match when={props.section === "sets"}>
          <Head title={TITLES.sets} note={props.shown.sets.join(", ")} />
          <Influx shown={props.shown} />
          <Exclusions all={props.shown.kept.card.exclusions} />
          <TradeOffs shown={props.shown} />
        </Match>
      </Switch>
    </section>
  );
}

const TITLES: Readonly<Record<Section, string>> = {
  arguments: "The authors’ arguments, tried", methods: "Where the method moves the answer", sets: "Parameter sets, and what excludes what",
};

const Head = (props: { readonly title: string; readonly note: string }): JSX.Element =>
  <header class="head"><h2>{props.title}</h2><span class="unit">{props.note}</span></header>;

function Cited(props: { readonly words: string; readonly page: number }): JSX.Element {
  return <p><span class="quote"><Printed>{`“${props.words}”`}</Printed><cite> p. {props.page}</cite></span></p>;
}

function ArgumentTried(props: { readonly argument: Argument }): JSX.Element {
  return (
    <article class="study">
      <div>
        <h3>{props.argument.title}</h3>
        <Cited {...props.argument} />
        <p><Printed>{props.argument.argument}</Printed></p>
        <p class="faint">Changed: <code><Printed>{props.argument.changed}</Printed></code>. Measured: <Printed>{props.argument.measured}</Printed>. Expected: <Printed>{props.argument.expected}</Printed>.</p>
        <p class="note" classList={{ short: props.argument.verdict !== "holds" }}><Printed>{props.argument.because}</Printed></p>
      </div>
      <Drawn drawing={outcomesDrawing(props.argument.outcomes, props.argument.unit)} />
      <div class="verdict">
        <Sign of={props.argument.verdict} />
        <div>
          <b>{argumentSaid(props.argument)}</b>
          <For each={props.argument.outcomes}>{(outcome) => (
            <div><span class="unit"><Printed>{outcome.what}</Printed></span><br /><Number of={outcome} unit={props.argument.unit} /><span class="unit">, {counted(outcome.n, outcome.nOf)}</span></div>
          )}</For>
        </div>
      </div>
    </article>
  );
}

function Number(props: { readonly of: Outcome; readonly unit: string }): JSX.Element {
  return (
    <Show when={props.of.value !== undefined} fallback={<span>no number</span>}>
      <span innerHTML={withInterval(props.of)} /><Show when={props.unit}><span class="unit"> <Printed>{props.unit}</Printed></span></Show>
    </Show>
  );
}

function Method(props: { readonly bias: Bias }): JSX.Element {
  return (
    <article class="study two">
      <div>
        <h3>{props.bias.title}</h3>
        <Cited {...props.bias} />
        <p><Printed>{props.bias.says}</Printed></p>
        <div class="scroll" tabindex="0" role="region" aria-label={`Numbers: ${props.bias.title}`}>
          <table class="numbers">
            <thead><tr><th scope="col"><Printed>{props.bias.unit}</Printed></th><th scope="col">paper’s</th><th scope="col">{remedyHead(props.bias)}</th><th scope="col">truth</th><th scope="col">n</th></tr></thead>
            <tbody>
              <For each={props.bias.cases}>{({ name, paper, better, truth }) => (
                <tr>
                  <th scope="row"><Printed>{name}</Printed></th><td><Number of={paper} unit="" /></td><td><Number of={better} unit="" /></td>
                  <td class="tone-truth">{written(truth)}</td><td class="unit">{counted(better.n, better.nOf)}</td>
                </tr>
              )}</For>
            </tbody>
          </table>
        </div>
        <p class="faint">Paper’s: <Printed>{props.bias.paperWay}</Printed>. Tried against it: <Printed>{props.bias.betterWay}</Printed>; {props.bias.remedy}. <Printed>{props.bias.remedySays}</Printed></p>
      </div>
      <Drawn drawing={methodDrawing(props.bias)} />
    </article>
  );
}

function Influx(props: { readonly shown: Shown }): JSX.Element {
  return (
    <Show when={props.shown.card().influx.length > 0 ? props.shown.card().influx : undefined}>
      {(curve) => (
        <article class="study one">
          <h3>How much calcium an action potential brings</h3>
          <p><Printed>{influxSays(curve())}</Printed></p>
          <div class="charts">
            <Drawn drawing={influxDrawing(curve(), "a", "C01", "a of Fig. 7A")} />
            <Drawn drawing={influxDrawing(curve(), "ratio", "H01", "pairing over the sum, Fig. 8A")} />
          </div>
        </article>
      )}
    </Show>
  );
}

function Exclusions(props: { readonly all: readonly Exclusion[] }): JSX.Element {
  return (
    <article class="study one">
      <h3>Findings that the equations set against each other</h3>
      <p><Printed>{exclusionsSay(props.all)}</Printed></p>
      <For each={props.all}>{({ pair, bySet, says, why, under }) => (
        <div class="exclusion">
          <b>{pair[0]} and {pair[1]}</b>
          <span class="pairs-of">
            <For each={bySet}>{({ set, sides }) => (
              <span><span class="unit">{set}</span> <For each={sides}>{({ id, value, verdict }) => <> <Sign of={verdict} /><span class="hidden-text">{verdict}</span> {id} {written(value)}</>}</For></span>
            )}</For>
          </span>
          <span class="dim"><Printed>{`${says} ${under === null ? "" : `Where ${under}: `}${why}`}</Printed></span>
        </div>
      )}</For>
    </article>
  );
}

function TradeOffs(props: { readonly shown: Shown }): JSX.Element {
  const all = (): Shown["kept"]["card"]["tradeOffs"] => props.shown.kept.card.tradeOffs;
  return (
    <Show when={all().length > 0}>
      <article class="study one">
        <details>
          <summary>Pairs of which each set has one and none has both: {all().length}</summary>
          <p class="note">By the verdicts alone. Where populations are small some are chance: another seed tells.</p>
          <ul class="trade">
            <For each={all()}>{({ pair: [a, b], one, other }) => <li>{a} <span class="unit">({one.join(", ")})</span> or {b} <span class="unit">({other.join(", ")})</span></li>}</For>
          </ul>
        </details>
      </article>
    </Show>
  );
}
