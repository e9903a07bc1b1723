import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentHash, nameUuid, Sha1, URL_NAMESPACE } from "./sha1.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("SHA-1", () => {
  test("agrees with OpenSSL on messages of every length around the 64-byte block, given in any pieces", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (message, piece) => {
        const hash = new Sha1();
        for (let at = 0; at < message.length; at += piece) hash.update(message.subarray(at, at + piece));
        expect(hex(hash.digest())).toBe(createHash("sha1").update(message).digest("hex"));
      }),
      { numRuns: 500 },
    );
  });

  test("a name's identifier is that of RFC 9562, appendix A.4: www.example.com in the DNS namespace", () => {
    expect(nameUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    expect(nameUuid(URL_NAMESPACE, "a")).not.toBe(nameUuid(URL_NAMESPACE, "b"));
  });
});

describe("the hash of a recording's content", () => {
  test("does not depend on the order of keys, nor on fields that are undefined", () => {
    expect(hex(contentHash({ a: 1, b: [new Uint8Array([1, 2])] }))).toBe(hex(contentHash({ b: [new Uint8Array([1, 2])], a: 1, c: undefined })));
  });

  test.each([
    ["a reading", { a: Uint16Array.of(1, 2) }, { a: Uint16Array.of(1, 3) }],
    ["the type of the readings", { a: Uint8Array.of(1, 0) }, { a: Uint16Array.of(1) }],
    ["the place of a text", { a: ["x", ""] }, { a: ["", "x"] }],
    ["a number and its text", { a: 1 }, { a: "1" }],
    ["where a list ends", { a: [[1], 2] }, { a: [[1, 2]] }],
  ])("changes with %s", (_, one, other) => {
    expect(hex(contentHash(one))).not.toBe(hex(contentHash(other)));
  });
});
