/** Puts a file into the folder that the page was given, never over one that is there; resolves to why it couldn't. */
export async function saveInFolder(name: string, content: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const answer = await fetch(`api/file?path=${encodeURIComponent(name)}`, { method: "PUT", body: content }).catch(() => undefined);
  if (answer?.ok) return undefined;
  const said = (await answer?.json().catch(() => undefined)) as { readonly error?: { readonly message?: string } } | undefined;
  return said?.error?.message ?? "The program that serves this page can't be reached any more.";
}

/** Gives a file to the browser, which puts it where downloads go. */
export function download(name: string, content: string | Uint8Array<ArrayBuffer>, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
