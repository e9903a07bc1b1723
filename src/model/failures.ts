import { failures } from "#errors";

export const misuse = failures("usage", {
  "temperature-malformed": (f: { text: string }) =>
    `"${f.text}" is not a temperature; write degrees Celsius or kelvin, such as "32 °C" or "305.15 K".`,
});
