/** Protocol files, and the traced cells that they name, dropped on the rig. */

export interface DroppedProtocol {
  readonly name: string;
  readonly text: string;
  /** Text of an SWC file that was dropped along. */
  readonly morphology: string | undefined;
  /** Texts of mechanisms that were dropped along, by their files' names. */
  readonly beside: Readonly<Record<string, string>>;
}

const PROTOCOL = /\.(ya?ml|json)$/iu;
/** Bytes; a protocol has thousands, a traced cell some million. */
const LARGEST = 50_000_000;
/** Bytes of a mechanism. */
const LARGEST_TEXT = 80_000;

/** Undefined where there is no protocol among them. */
export async function protocolAmong(files: readonly File[]): Promise<DroppedProtocol | undefined> {
  const file = files.find(({ name, size }) => PROTOCOL.test(name) && size < LARGEST);
  if (!file) return undefined;
  const traced = files.find(({ name, size }) => /\.swc$/iu.test(name) && size < LARGEST);
  const texts = files.filter((one) => one !== file && one !== traced && one.size < LARGEST_TEXT);
  const beside = Object.fromEntries(await Promise.all(texts.map(async (one) => [one.name, await one.text()] as const)));
  return { name: file.name, text: await file.text(), morphology: await traced?.text(), beside };
}
