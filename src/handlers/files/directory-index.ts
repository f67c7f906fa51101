/** One entry of a folder as an index shows it. */
export interface IndexEntry {
  readonly name: string;
  readonly folder: boolean;
  /** 0 for a folder. */
  readonly size: number;
  readonly modifiedMs: number;
}

/** Folders first, then names in code point order. */
export function sortEntries(entries: readonly IndexEntry[]): readonly IndexEntry[] {
  return entries.toSorted((a, b) => Number(b.folder) - Number(a.folder) || (a.name < b.name ? -1 : 1));
}

/** The index as JSON: `{"path": "/", "entries": [{"name", "folder", "size", "modified"}]}`. */
export function indexJson(path: string, entries: readonly IndexEntry[]): string {
  const items = sortEntries(entries).map(({ name, folder, size, modifiedMs }) => ({
    name,
    folder,
    size,
    modified: new Date(modifiedMs).toISOString(),
  }));
  return `${JSON.stringify({ path, entries: items }, null, 2)}\n`;
}

/** The index as a page; names are text, whatever they hold. */
export function indexHtml(path: string, entries: readonly IndexEntry[]): string {
  const rows = sortEntries(entries).map(({ name, folder, size, modifiedMs }) => {
    const shown = escapeHtml(name) + (folder ? "/" : "");
    const link = encodeURIComponent(name) + (folder ? "/" : "");
    const modified = new Date(modifiedMs).toISOString().slice(0, 19).replace("T", " ");
    return `<tr><td><a href="./${link}">${shown}</a></td><td>${folder ? "" : size}</td><td>${modified}</td></tr>`;
  });
  if (path !== "/") rows.unshift('<tr><td><a href="../">../</a></td><td></td><td></td></tr>');
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(path)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-bottom: 1px solid #8884; padding: .3rem .6rem; overflow-wrap: anywhere; }
td + td { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
</style>
</head>
<body>
<h1>${escapeHtml(path)}</h1>
<table>
${rows.join("\n")}
</table>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
