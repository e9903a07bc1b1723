/** What others have fixed bit for bit: the instructions of WebAssembly, the numbers of Philox. */
import loadWabt from "wabt";
import { opcodeReadings } from "../../src/engine/kernel/testing/opcodes.js";
import { philox4x32 } from "../../src/random/philox.js";
import { KNOWN_ANSWERS } from "../../src/random/testing/known-answers.js";
import { judged, type EvidenceRow } from "./evidence.js";

export async function knownAnswerRows(): Promise<EvidenceRow[]> {
  const readings = opcodeReadings(await loadWabt());
  const misread = readings.filter(({ expected, found }) => expected.join() !== found.join());
  const wrong = KNOWN_ANSWERS.filter(({ counter, key, answer }) => philox4x32([...counter], [...key]).join() !== answer.join());
  return [
    judged(`every instruction that the encoder writes, ${readings.length}: read otherwise by wabt, or invalid to V8`, "0", misread.length, 0),
    judged(`Philox4x32-10, the ${KNOWN_ANSWERS.length} known-answer vectors of Random123: other words`, "0", wrong.length, 0),
  ];
}
