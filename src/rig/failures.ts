import { failures } from "#errors";

const number = (x: number): string => String(Number(x.toPrecision(3)));

export const misuse = failures("usage", {
  "morphology-missing": (f: { file: string }) =>
    `The protocol's cell is traced in ${f.file}, whose text wasn't given; pass it as morphology.`,
  "line-misses-spine": (f: { spine: string; apart: number; radius: number }) =>
    `imaging.path: the line misses spine "${f.spine}": it passes ${number(f.apart)} µm from the middle of its head, ` +
    `which is ${number(f.radius)} µm wide to either side. Points are given in µm from the head, so a line through ` +
    `{ x: 0, y: 0 } crosses it.`,
  "line-too-short": (f: { spine: string; length: number; least: number }) =>
    `imaging.length: ${number(f.length)} µm are too short a line to cross spine "${f.spine}" and its shaft, which ` +
    `measure ${number(f.least)} µm from edge to edge; give at least that.`,
});

export const unreadable = failures("unreadable", {
  "truth-unreadable": (f: { reason: string }) =>
    `These bytes are no truth that radiatum simulate --truth wrote: ${f.reason}.`,
});
