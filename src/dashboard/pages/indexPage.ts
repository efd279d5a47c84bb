import type { RunStatus } from "../../shared/runStatus.js";

/** The first page: the runs and where everything else is. */
export function indexPage(runs: readonly RunStatus[]): string {
  const rows = runs.map(
    ({ run, source, stage, files }) =>
      `<tr><th scope="row"><a href="/api/runs/${encodeURIComponent(run)}">${escape(run)}</a></th>` +
      `<td>${escape(stage)}</td><td>${files.done} of ${files.queued}</td><td>${escape(source)}</td></tr>`,
  );
  const table =
    rows.length === 0
      ? "<p>No runs yet: <code>ser produce SOURCE</code> starts one.</p>"
      : `<table><thead><tr><th>run</th><th>stage</th><th>files</th><th>source</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>speech-emotion-workers</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 3rem auto; padding: 0 1.25rem; font: 1rem/1.6 system-ui, sans-serif; }
table { border-collapse: collapse; } th, td { padding: .3rem 1.25rem .3rem 0; text-align: left; font-weight: 400; }
</style>
</head>
<body>
<main>
<h1>Speech emotion runs</h1>
${table}
<ul>
<li><a href="/queues">Queues</a> (Bull Board)</li>
<li><a href="/api/models">Models</a> and <a href="/api/runs">runs</a> as JSON</li>
<li><a href="/api/openapi.json">The API</a>, described by OpenAPI 3.1</li>
</ul>
</main>
</body>
</html>
`;
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
