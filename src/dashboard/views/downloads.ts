import { type Html, html } from "../../report/html/html.js";
import type { Report } from "../../report/report.js";

/** Downloads of a run: file names below /runs/RUN/files. */
export const runFiles = {
  "report.html": "the report, one page",
  "report.json": "the report's figures",
  "predictions.parquet": "every out-of-fold prediction",
  "features.csv": "one row per recording",
  "features.parquet": "the same rows as Parquet",
} as const;
export type RunFileName = keyof typeof runFiles;

/** Links to a finished run's files. */
export function downloads(run: string, report: Report): Html {
  const base = `/runs/${encodeURIComponent(run)}/files`;
  const link = (name: string, words: string): Html =>
    html`<li><a href="${base}/${name}" download="${run}-${name}">${name}</a> <small>${words}</small></li>`;
  return html`<section aria-labelledby="downloads-title">
    <h2 id="downloads-title">Downloads</h2>
    <ul class="downloads">
      ${Object.entries(runFiles).map(([name, words]) => link(name, words))}
      ${Object.keys(report.sets).map((set) => link(`model-${set}.json`, `the model for ${setWords[set] ?? set}`))}
    </ul>
  </section>`;
}

const setWords: Readonly<Record<string, string>> = { all: "all speakers", women: "women", men: "men" };
