/** A thread of `simulateProtocol`. */
import { records } from "./simulate-protocol.js";
import { workThrough } from "./work.js";

workThrough(records);
