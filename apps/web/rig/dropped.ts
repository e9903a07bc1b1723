/** Protocol files, and the traced cells that they name, dropped on the rig. */

export interface DroppedProtocol {
  readonly name: string;
  readonly text: string;
  /** Text of an SWC file that was dropped along. */
  readonly morphology: string | undefined;
}

const PROTOCOL = /\.(ya?ml|json)$/iu;
/** Bytes; a protocol has thousands, a traced cell some million. */
const LARGEST = 50_000_000;

/** Undefined where there is no protocol among them. */
export async function protocolAmong(files: readonly File[]): Promise<DroppedProtocol | undefined> {
  const file = files.find(({ name, size }) => PROTOCOL.test(name) && size < LARGEST);
  if (!file) return undefined;
  const traced = files.find(({ name, size }) => /\.swc$/iu.test(name) && size < LARGEST);
  return { name: file.name, text: await file.text(), morphology: await traced?.text() };
}
