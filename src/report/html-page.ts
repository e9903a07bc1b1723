import { escapeMarkup as e } from "./escape.js";
import type { Markup } from "./svg.js";

/** Nothing may be fetched and nothing may run: the page is text, drawings and the two images' data. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'";

const MARK =
  '<svg class="mark" viewBox="0 0 22 22" aria-hidden="true"><path d="M1 16.5h20" stroke="currentColor" stroke-width="3.4"/>' +
  '<path d="M11 16V9.5" stroke="currentColor" stroke-width="1.7"/><circle cx="11" cy="6.2" r="3.9" fill="currentColor"/></svg>';

export interface HtmlPage {
  readonly title: string;
  /** What stands at the right of the bar. */
  readonly aside: string;
  /** A style sheet, `pageStyle` and what the page has of its own. */
  readonly style: string;
  readonly body: Markup;
}

/** A page that needs nothing beside itself: no script, no network. `title` and `aside` are escaped here. */
export function htmlPage({ title, aside, style, body }: HtmlPage): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${e(title)}</title>
<style>${style}</style></head>
<body><main>
<div class="top">${MARK}Radiatum<span>${e(aside)}</span></div>
${body}</main></body></html>
`;
}
