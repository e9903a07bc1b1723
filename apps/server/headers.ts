/**
 * Sent with every answer. The page runs its own scripts and WebAssembly and nothing else, talks to this server alone,
 * and stands in no frame. Style attributes are allowed, since figures carry them and they can't reach out: where an
 * address in a style may lead is for `img-src` and `font-src` to say.
 */
export const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": ["camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "midi", "bluetooth"]
    .map((feature) => `${feature}=()`).join(", "),
  "Cache-Control": "no-store",
};

/**
 * Sent with the first page: the one header that a page may read of its own coming. `radiatum app` says who it is, so that the
 * page keeps nothing in the browser beyond this start (a static host says nothing, and has itself kept for use without it).
 */
export const OF_THE_APP: Readonly<Record<string, string>> = { "Server-Timing": "radiatum-app" };

/** Sent with the token's exchange for a cookie: whatever a page at this address kept before, of an earlier start or of a static host, goes. */
export const NOTHING_KEPT: Readonly<Record<string, string>> = { "Clear-Site-Data": '"storage"' };
