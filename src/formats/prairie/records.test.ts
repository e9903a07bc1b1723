import { describe, expect, test } from "vitest";
import { acquisitionDate } from "./acquisition-date.js";
import { markPoints } from "./mark-points.js";
import { deliveredPulses } from "./voltage-output.js";
import { elementsNamed, finiteNumber, parseXml } from "./xml-tree.js";

const tree = (text: string): ReturnType<typeof parseXml> => parseXml(new TextEncoder().encode(text), "a.xml");

describe("acquisition date", () => {
  test.each([
    ["2/5/2019 2:50:09 PM", "LineScan-02052019-1234-2683", "2019-02-05T14:50:09", 0],
    ["11/18/2022 4:20:16 PM", "x", "2022-11-18T16:20:16", 0],
    ["18/11/2022 16:20:16", "x", "2022-11-18T16:20:16", 0],
    ["05/02/2019 14:50:09", "LineScan-02052019-1234-2683", "2019-02-05T14:50:09", 0], // MMDDYYYY in the name says February
    ["2/5/2019 12:00:09 AM", "cell3", "2019-02-05T00:00:09", 1], // nothing decides: month first, and a note
    ["12/25/2020 12:30:00 PM", "x", "2020-12-25T12:30:00", 0],
    ["05.02.2019 14:50:09", "x", "2019-02-05T14:50:09", 0],
    ["2019-02-05 14:50:09", "x", "2019-02-05T14:50:09", 0],
    ["3/3/2020 3:00:00 PM", "x", "2020-03-03T15:00:00", 0],
    ["2/29/2020 1:00:00 AM", "x", "2020-02-29T01:00:00", 0],
  ])('"%s" of %s is %s, with %i notes', (date, name, startedAt, notes) => {
    const read = acquisitionDate(date, name, "a.xml");
    expect(read.startedAt).toBe(startedAt);
    expect(read.issues.map((issue) => issue.code)).toEqual(Array.from({ length: notes }, () => "prairie-date-ambiguous"));
  });

  test.each(["2/30/2019 2:50:09 PM", "13/13/2019 2:50:09 PM", "2/5/2019 13:50:09 PM", "2/5/2019 25:00:00", "yesterday", "", "2/5/19 1:00:00 PM"])(
    '"%s" is no date: no start time, one warning',
    (date) => {
      const read = acquisitionDate(date, "x", "a.xml");
      expect(read.startedAt).toBeUndefined();
      expect(read.issues.map((issue) => issue.severity)).toEqual(["warning"]);
    },
  );
});

describe("mark points", () => {
  const galvo = (attributes: string, points = '<Point Index="1" X="0.5" Y="∞" />'): string =>
    `<PVGalvoPointElement ${attributes}>${points}</PVGalvoPointElement>`;
  const series = (elements: string, attributes = 'Iterations="1" IterationDelay="0.00"'): ReturnType<typeof markPoints> =>
    markPoints(tree(`<PVMarkPointSeriesElements ${attributes}>${elements}</PVMarkPointSeriesElements>`), 4, "m.xml");
  const element = (inner: string, attributes = 'Repetitions="1"'): string =>
    `<PVMarkPointElement ${attributes} UncagingLaserPower="400">${inner}</PVMarkPointElement>`;
  const starts = (read: ReturnType<typeof markPoints>): readonly number[] => read.events.map((event) => event.start);
  const three = '<Point Index="1" /><Point Index="2" /><Point Index="3" />';

  test("one point after 1000 ms for 100 ms, its power as the file gives it", () => {
    expect(series(element(galvo('InitialDelay="1000" InterPointDelay="0.26" Duration="100" Points="Point 1"')))).toEqual({
      events: [
        {
          trial: 4,
          start: 1000,
          duration: 100,
          kind: "uncaging",
          target: "Point 1",
          amplitude: 400,
          amplitudeUnit: "laser setting",
          source: "MarkPoints, InitialDelay",
        },
      ],
      issues: [],
    });
  });

  test("three points of 5 ms, 10 ms apart, start at 50, 65 and 80 ms; lit at once they are one stimulus", () => {
    const group = 'InitialDelay="50" InterPointDelay="10" Duration="5" Points="Group 1"';
    const read = series(element(galvo(group, three)));
    expect(starts(read)).toEqual([50, 65, 80]);
    expect(read.events.map((event) => event.target)).toEqual(["Group 1, point 1", "Group 1, point 2", "Group 1, point 3"]);
    expect(starts(series(element(galvo(`${group} AllPointsAtOnce="True"`, three))))).toEqual([50]);
  });

  test("two elements, the first twice, iterated twice with 1000 ms between: 20, 45, 170, then 1000 + 180 later", () => {
    const elements = element(galvo('InitialDelay="20" Duration="5"'), 'Repetitions="2"') + element(galvo('InitialDelay="120" Duration="10"'));
    expect(starts(series(elements, 'Iterations="2" IterationDelay="1000"'))).toEqual([20, 45, 170, 1200, 1225, 1350]);
  });

  test.each(["∞", "-∞", "NaN", "-5", "soon"])('a Duration of "%s" ends the series there; what came before stands', (duration) => {
    const read = series(
      element(galvo('InitialDelay="20" Duration="5"')) +
        element(galvo(`InitialDelay="20" Duration="${duration}"`)) +
        element(galvo('InitialDelay="1" Duration="1"')),
    );
    expect(starts(read)).toEqual([20]);
    expect(read.issues.map((issue) => issue.code)).toEqual(["prairie-mark-points-untimed"]);
  });

  test("an IterationDelay that is no time keeps the first iteration", () => {
    expect(starts(series(element(galvo('InitialDelay="20" Duration="5"')), 'Iterations="3" IterationDelay="NaN"'))).toEqual([20]);
  });

  test("10⁹ iterations end after 10 000 stimuli, with an issue; 10³⁰⁰ repetitions of nothing end at once", () => {
    const read = series(element(galvo('InitialDelay="20" Duration="5"')), 'Iterations="1000000000"');
    expect(read.events).toHaveLength(10_000);
    expect(read.issues.map((issue) => issue.code)).toEqual(["prairie-mark-points-many"]);
    expect(series(element("", 'Repetitions="1e300"'), 'Iterations="1e300"').events).toEqual([]);
  });

  test("a trigger within the series makes its times relative, which a warning says", () => {
    const read = series(
      element(galvo('InitialDelay="20" Duration="5"'), 'Repetitions="1" TriggerSelection="PFI1" TriggerFrequency="EveryRepetition"'),
    );
    expect(starts(read)).toEqual([20]);
    expect(read.issues[0]?.message).toContain("wait for the trigger PFI1 (EveryRepetition)");
  });

  test("another root is said to be another root", () => {
    expect(markPoints(tree("<PVScan/>"), 0, "m.xml").issues[0]?.message).toContain('"PVScan", not PVMarkPointSeriesElements');
  });
});

describe("voltage output", () => {
  const train = (values: Record<string, string | number>): string =>
    `<WaveformComponent_PulseTrain>${Object.entries(values)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join("")}</WaveformComponent_PulseTrain>`;
  const wave = (name: string, units: string, factor: number, components: string, enabled = true): string =>
    `<Waveform><Name>${name}</Name><Enabled>${enabled}</Enabled><Units>${units}</Units><UnitScaleFactor>${factor}</UnitScaleFactor>${components}</Waveform>`;
  const pulses = (...waves: readonly string[]): ReturnType<typeof deliveredPulses> =>
    deliveredPulses(tree(`<Experiment><Name>Current</Name>${waves.join("")}</Experiment>`), 2, 0, "v.xml");

  // The published protocol behind these numbers: three injections of 2 nA, 2 ms each, at 50 Hz (Zhai et al. 2025).
  test("3 pulses of 2 ms with 18 ms between, 5 V × 400 pA/V after 900 ms: 2000 pA at 900, 920, 940 ms", () => {
    const read = pulses(
      wave(
        "700B",
        "pA",
        400,
        train({
          PulseCount: 3,
          PulseWidth: 2,
          PulseSpacing: 18,
          PulsePotentialStart: 5,
          PulsePotentialDelta: 0,
          RestPotential: 0,
          FirstPulseDelay: 900,
          Repetitions: 1,
          DelayBetweenReps: 158,
        }),
      ),
    );
    expect(
      read.events.map(({ start, duration, amplitude, amplitudeUnit, kind, trial }) => [start, duration, amplitude, amplitudeUnit, kind, trial]),
    ).toEqual([900, 920, 940].map((start) => [start, 2, 2000, "pA", "somatic", 2]));
    expect(read.issues).toEqual([]);
  });

  test("a step of 0.1 V a pulse: 1, 1.1, 1.2 V; a lamp is light; a disabled output is silent", () => {
    const steps = train({
      PulseCount: 3,
      PulseWidth: 50,
      PulseSpacing: 50,
      PulsePotentialStart: 1,
      PulsePotentialDelta: 0.1,
      RestPotential: 0,
      FirstPulseDelay: 0,
    });
    const read = pulses(wave("Blue LED", "V", 1, steps), wave("UNC laser", "V", 1, steps, false));
    expect(read.events.map(({ start, amplitude, kind }) => [start, amplitude, kind])).toEqual([
      [0, 1, "light"],
      [100, expect.closeTo(1.1, 12), "light"],
      [200, expect.closeTo(1.2, 12), "light"],
    ]);
  });

  test("two repetitions 200 ms apart: 10 ms, then 10 + (5 + 5) + 200 + 10", () => {
    const read = pulses(
      wave(
        "x",
        "V",
        1,
        train({ PulseCount: 1, PulseWidth: 5, PulseSpacing: 5, PulsePotentialStart: 1, FirstPulseDelay: 10, Repetitions: 2, DelayBetweenReps: 200 }),
      ),
    );
    expect(read.events.map((event) => event.start)).toEqual([10, 230]);
  });

  test("a component at rest passes time without a pulse; that components follow one another is noted", () => {
    const rest = train({ PulseCount: 1, PulseWidth: 100, PulseSpacing: 10, PulsePotentialStart: 0, RestPotential: 0, FirstPulseDelay: 0 });
    const read = pulses(
      wave("x", "V", 1, rest + train({ PulseCount: 1, PulseWidth: 5, PulseSpacing: 0, PulsePotentialStart: 1, FirstPulseDelay: 40 })),
    );
    expect(read.events.map((event) => event.start)).toEqual([150]);
    expect(read.issues.map((issue) => issue.code)).toEqual(["prairie-waveform-sequence"]);
  });

  test("a unit with an offset has times but no amplitude, since how the offset enters is not known", () => {
    const read = pulses(
      `<Waveform><Name>x</Name><Enabled>true</Enabled><Units>mV</Units><UnitVoltageOffset>0.5</UnitVoltageOffset>${train({ PulseWidth: 5, PulsePotentialStart: 1 })}</Waveform>`,
    );
    expect(read.events).toEqual([expect.not.objectContaining({ amplitude: expect.anything() as number })]);
  });

  test("waveforms of other kinds and trains without a width are named and end their output", () => {
    const read = pulses(wave("x", "V", 1, "<WaveformComponent_Ramp />"), wave("y", "V", 1, train({ PulseWidth: "NaN", PulsePotentialStart: 1 })));
    expect(read.events).toEqual([]);
    expect(read.issues.map((issue) => issue.code)).toEqual(["prairie-waveform-unknown", "prairie-waveform-untimed"]);
  });

  test("10¹² pulses of no length end after 10 000", () => {
    expect(
      pulses(wave("x", "V", 1, train({ PulseCount: 1e12, PulseWidth: 0, PulseSpacing: 0, PulsePotentialStart: 1, Repetitions: 1e12 }))).events,
    ).toHaveLength(10_000);
    expect(pulses(wave("x", "V", 1, train({ PulseCount: 1e12, PulseWidth: 0, PulsePotentialStart: 0, Repetitions: 1e12 }))).events).toEqual([]);
  });
});

describe("XML", () => {
  test("damage at line 3 keeps what was opened before it, and names line and byte, µ counting two bytes", () => {
    const text = '<a x="µm">\n  <b y="1" />\n  <c z=1 />\n</a>';
    const read = tree(text);
    expect(read.complete).toBe(false);
    expect(elementsNamed(read.root!, "b")).toHaveLength(1);
    expect(elementsNamed(read.root!, "c")).toHaveLength(0);
    const bytesBefore = new TextEncoder().encode(text.slice(0, text.indexOf("z=") + 2)).length;
    expect(Math.abs(read.issues[0]!.offset! - bytesBefore)).toBeLessThanOrEqual(2);
    expect(read.issues[0]!.message).toContain("damaged at line 3");
  });

  test.each(["utf-16le", "utf-16be"])("%s with its byte order mark reads like UTF-8", (encoding) => {
    const text = '\uFEFF<a unit="μm">∞</a>';
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), encoding === "utf-16le");
    const read = parseXml(bytes, "a.xml");
    expect(read).toMatchObject({ complete: true, issues: [] });
    expect([read.root!.attributes.get("unit"), read.root!.text]).toEqual(["μm", "∞"]);
  });

  test("a bomb of nested entities is not expanded: its use is damage", () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a><b/>&y;</a>';
    const read = tree(bomb);
    expect(read.complete).toBe(false);
    expect(elementsNamed(read.root!, "b")).toHaveLength(1);
    expect(read.root!.text).not.toContain("ha");
  });

  test("100 000 nested elements stop at 100 with an issue", () => {
    const read = tree("<a>".repeat(100_000));
    expect(read.issues[0]!.message).toContain("nest more than 100 deep");
  });

  test("the character reference &#x1; of version 4 configurations is no damage", () => {
    expect(tree('<?xml version="1.0"?><a value="one&#x1;two" />')).toMatchObject({ complete: true });
  });

  test.each([
    ["0,26", 0.26],
    ["1e-3", 0.001],
    [" 7.2 ", 7.2],
    ["-5", -5],
    ["∞", undefined],
    ["-∞", undefined],
    ["NaN", undefined],
    ["", undefined],
    ["0x10", undefined],
    ["1.2.3", undefined],
    ["1e999", undefined],
  ])('the number "%s" is %s', (text, value) => expect(finiteNumber(text)).toBe(value));
});
