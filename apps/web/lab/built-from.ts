/** What this page was built from; the build puts it in. */
declare const __VERSION__: string;
declare const __SOURCES__: string;

/** Of the package. */
export const version = __VERSION__;
/** Digest of the sources that numbers come from, as `validation/sources.ts` makes it. */
export const sources = __SOURCES__;
/** Whether something was made from the same. */
export const ofThisPage = (made: { readonly sources: string }): boolean => made.sources === sources;
