import { Command, Option } from "commander";
import type { AnalyzeOptions } from "./analyze.js";
import type { AppOptions } from "./app.js";
import type { CalibrateOptions } from "./calibrate.js";
import type { DemoOptions } from "./demo.js";
import type { DesignOptions } from "./design.js";
import type { FitBaseCliOptions } from "./fit-base.js";
import type { InfoOptions } from "./info.js";
import type { ReproduceCliOptions } from "./reproduce.js";
import type { SimulateOptions } from "./simulate.js";
import { version } from "./version.js";

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

const linePeriod = (): Option => new Option("--line-period <time>", 'time from line to line where the file does not say, such as "2ms"');
const changes = (): Option => new Option(
  "--set <name=value>", 'a number of the model, "nmda.gMax=0.3 nS", or a field, "electrode.holding=-60mV"; repeatable',
).argParser(collect).default([]);
const json = (): Option => new Option("--json", "print one JSON document on standard output instead of text");

const COMMANDS = ["analyze", "info", "convert", "calibrate", "design", "protocol", "simulate", "reproduce", "fit-base", "app", "demo"] as const;

/** The command that `word` is a slip of the keyboard for: up to two letters added, dropped, changed or swapped. */
export function nearestCommand(word: string): string | undefined {
  const wanted = word.toLowerCase();
  if ((COMMANDS as readonly string[]).includes(word) || word === "help") return undefined;
  const near = COMMANDS.map((command) => ({ command, distance: editDistance(wanted, command) })).sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= 2 && near.distance < wanted.length ? near.command : undefined;
}

/** Letters to add, drop, change or swap with the next (Damerau 1964). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (r: number, c: number): number => (rows[r] as number[])[c] as number;
      let least = Math.min(at(i - 1, j) + 1, (row[j - 1] as number) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return (rows[a.length] as number[])[b.length] as number;
}

/**
 * The command line. Each command is loaded when it is called, so that `info` doesn't wait for what only reports need.
 * A first argument that is no command but a path is analysed: `radiatum ~/data/LineScan-001`.
 */
export function program(): Command {
  const cli = new Command("radiatum")
    .description("Two-photon line scans of dendritic spines, measured: each number with its uncertainty.")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for what is possible)")
    .enablePositionalOptions()
    .configureHelp({ sortSubcommands: false });

  cli
    .command("analyze", { isDefault: true })
    .argument("<path>", "Prairie/Bruker folder, TIFF, ABF, ATF, CSV or NWB file")
    .description("measure a recording; prints the numbers and writes a report")
    .option("--roi <range>", 'region along the line, "32:37px" or "2.1:3.0um", with a name if wanted: "spine=32:37px"; repeatable', collect, [])
    .option("--background <what>", '"auto", "none", pixels "60:69px", or counts "110"')
    .option("--baseline <range>", 'stretch before the stimulus, "0:100lines" or "0:200ms"')
    .option("--stim <times>", 'when the stimuli came, "1000ms" or "100ms,150ms"; "none" if there were none')
    .option("--channel <name>", 'the calcium channel, by name ("Ch2") or colour ("green")')
    .option("--ratio <channels>", '"green/red" for G/R; "none"')
    .option("--smooth <filter>", 'for the eye only: "average 11", "savitzky-golay 11 3", "none"')
    .option("--stimulus <name>", "of a recording of several stimuli, only this one; repeatable", collect, [])
    .option("--condition <name>", "of a recording of several conditions, only this one; repeatable", collect, [])
    .option("--ephys <file>", "electrode recording of the same trials (ABF, ATF, CSV or NWB)")
    .option("--ephys-offset <time>", "added to the electrode's clock, such as \"-12.5ms\"")
    .option("--trials <csv>", 'table with a column "trial" (from 1) and any of "include", "reason", "condition", "protocol"')
    .option("--parameters <json>", "repeat an analysis: a document printed by --json")
    .addOption(linePeriod())
    .option("--out <folder>", "where report, figures and tables go (default: radiatum-<name> beside you)")
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum analyze LineScan-02052019-1234-2683 --roi 32:37px --baseline 0:100lines --ratio green/red")
    .action(async (path: string, options: AnalyzeOptions) => (await import("./analyze.js")).analyze(path, options));

  cli
    .command("info")
    .argument("<path>", "what to look into")
    .description("what is in there: channels, trials, line timing and its source, issues")
    .addOption(linePeriod())
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum info LineScan-11182022-1250-763")
    .action(async (path: string, options: InfoOptions) => (await import("./info.js")).info(path, options));

  cli
    .command("convert")
    .argument("<in>", "recording to read")
    .argument("<out>", "file to write: .nwb, .csv or .ome.tif; without ending, a Prairie folder with an ABF")
    .description("write a recording in another format")
    .addOption(linePeriod())
    .option("--roi <range>", "regions to carry along (NWB)", collect, [])
    .addHelpText("after", "\nExample:\n  radiatum convert LineScan-11182022-1250-763 spine7.nwb")
    .action(async (from: string, to: string, options: { roi: string[]; linePeriod?: string }) => (await import("./convert.js")).convert(from, to, options));

  cli
    .command("calibrate")
    .description("from two pulses to calcium: printed, exact and dye-aware estimates side by side")
    .requiredOption("--f0 <counts>", "fluorescence at rest, above background")
    .requiredOption("--f1 <counts>", "first peak")
    .requiredOption("--f2 <counts>", "just before the second pulse")
    .requiredOption("--f3 <counts>", "second peak")
    .option("--se <counts>", "standard error of each reading, one value or four separated by commas")
    .option("--pairs <n>", "pulse pairs averaged into the readings")
    .option("--indicator <name>", 'takes its Kd, such as "OGB-1" or "magnesium green"')
    .option("--kd <concentration>", "of the dye (default: the indicator's, else calcium green-1's)")
    .option("--rest <concentration>", "resting calcium", "75nM")
    .option("--dye <concentration>", "total dye", "500uM")
    .option("--kappa <number>", "endogenous binding ratio", "150")
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum calibrate --f0 100 --f1 150 --f2 148 --f3 166 --kd 189nM --dye 500uM --se 1")
    .action(async (options: CalibrateOptions) => (await import("./calibrate.js")).calibrate(options));

  cli
    .command("design")
    .description("plan an experiment: how many trials, how many photons, which dye")
    .option("--probability <p>", "expected chance of a calcium transient", "0.3")
    .option("--half-width <p>", "wanted half width of its 95 % interval", "0.1")
    .option("--compare <p>", "a second probability to be told apart from the first")
    .option("--power <p>", "wanted power of that comparison", "0.8")
    .option("--photons <n>", "photons a line from the spine at rest", "30")
    .option("--amplitude <percent>", "expected ΔF/F", "80%")
    .option("--decay <time>", "decay of the transient", "120ms")
    .option("--rise <time>", "rise of the transient", "4ms")
    .option("--line-period <time>", "time from line to line", "2ms")
    .option("--influx <concentration>", "step of free calcium there would be without dye", "1uM")
    .option("--rest <concentration>", "resting calcium", "75nM")
    .option("--dye <concentration>", "dye", "200uM")
    .option("--kappa <number>", "endogenous binding ratio", "150")
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum design --probability 0.3 --half-width 0.1 --photons 30 --amplitude 80%")
    .action(async (options: DesignOptions) => (await import("./design.js")).design(options));

  const protocol = cli.command("protocol").description("protocol files: a new one, a check, all fields, a JSON Schema for editors");
  protocol
    .command("new")
    .argument("[name]", "of the experiment")
    .description("print a protocol to start from")
    .addHelpText("after", '\nExample:\n  radiatum protocol new "Pairing" > pairing.yaml')
    .action(async (name?: string) => { (await import("./protocol.js")).printStarter(name); });
  protocol
    .command("check")
    .argument("<file>", "protocol file")
    .description("say what is wrong with a protocol, or what it would do")
    .addOption(changes())
    .option("--full", "print the protocol with every default")
    .addOption(json())
    .action(async (file: string, options: { set: string[]; full?: boolean; json?: boolean }) => { (await import("./protocol.js")).check(file, options); });
  protocol
    .command("fields")
    .description("print every field with its default, as a table")
    .action(async () => { (await import("./protocol.js")).printFields(); });
  protocol
    .command("schema")
    .description("print the JSON Schema, with which editors complete a protocol")
    .addHelpText("after", "\nExample:\n  radiatum protocol schema > protocol.schema.json")
    .action(async () => { (await import("./protocol.js")).printSchema(); });

  cli
    .command("simulate")
    .argument("<protocol>", "protocol file; radiatum protocol new prints one to start from")
    .description("do what a protocol says on the virtual rig, and write the recording")
    .option("--out <path>", "file to write: .nwb, .csv or .ome.tif; without ending, a Prairie folder with an ABF (default: the protocol's name with .nwb, beside you)")
    .option("--trials <n>", "of every run, in place of the protocol's")
    .option("--seed <n>", "in place of the protocol's")
    .addOption(changes())
    .option("--truth [file]", "also write what no instrument shows, as Parquet (default: <name>.truth.parquet beside the recording)")
    .option("--workers <n>", "threads at most (default: one for each processor)")
    .option("--hash", "also print the SHA-256 of what was recorded: the same on every machine, in any browser, on any number of threads")
    .option("--convergence [trial]", "also repeat a trial (default: the first) with half the steps and with finer compartments, and say by how much each quantity moves")
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum simulate pairing.yaml --trials 5 --out pairing.nwb --truth")
    .action(async (file: string, options: SimulateOptions) => (await import("./simulate.js")).simulate(file, options));

  cli
    .command("reproduce")
    .description("run the experiments of Yuste et al. 1999 on the virtual rig, measure them, and set each finding beside the paper's")
    .option("--only <findings>", 'such as "A01" or "H*,C04"')
    .option("--population <n>", "spines of each experiment (default: as many as the paper had, or more)")
    .option("--quick", "one or two spines an experiment: a look, no result")
    .option("--seed <n>", "another seed, other spines", "1")
    .option("--parameters <set>", "named parameter set: base, yuste-calibration, sabatini-2002", "base")
    .addOption(new Option(
      "--set <what>", 'a number of the model or a field, "nmda.gMax=0.3 nS"; or another parameter set, to stand beside: "sabatini-2002"; repeatable',
    ).argParser(collect).default([]))
    .option("--workers <n>", "threads at most (default: one for each processor)")
    .option("--out <folder>", "write the report there: scorecard.html, scorecard.json, figures; what has been finished is not run again")
    .addOption(json())
    .addHelpText("after", "\nExamples:\n  radiatum reproduce --only H* --workers 2\n  radiatum reproduce --set yuste-calibration --set sabatini-2002 --out reproduce")
    .action(async (options: ReproduceCliOptions) => (await import("./reproduce.js")).reproducePaper(options));

  cli
    .command("fit-base")
    .description("fit the parameter set base to the training rows of Yuste et al. 1999, from published values")
    .option("--seed <n>", "draws the second start, which must come to the same place", "1")
    .option("--workers <n>", "threads at most (default: one for each processor)")
    .option("--out <file>", "what is kept of it", "fit.json")
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum fit-base --seed 1 --workers 2")
    .action(async (options: FitBaseCliOptions) => (await import("./fit-base.js")).fitBaseSet(options));

  cli
    .command("app")
    .argument("[folder]", "recordings that the page may open, and where it may save new files; without it, none")
    .description("serve the workbench to the browser on this machine")
    .option("--port <n>", "where to listen; 0 takes any that is free (default: 4184)")
    .option("--open", "open it in the browser")
    .addHelpText("after", "\nExample:\n  radiatum app ~/data --open")
    .action(async (folder: string | undefined, options: AppOptions) => (await import("./app.js")).app(folder, options));

  cli
    .command("demo")
    .description("make the demonstration recording from its seed, measure it and write its report")
    .option("--seed <n>", "another seed, another recording", "2")
    .option("--out <folder>", "where it goes", "demo")
    .addOption(json())
    .addHelpText("after", "\nExample:\n  radiatum demo --seed 7")
    .action(async (options: DemoOptions) => (await import("./demo.js")).demo(options));

  return cli;
}
