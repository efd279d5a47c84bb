import type { Report } from "../report.js";
import { counted, duration } from "./figures.js";
import { type Html, html } from "./html.js";

/** Where the time went. */
export function timingSection({ timings, files, endedAt }: Report): Html {
  const rate = timings.extractSec > 0 ? files.extracted / timings.extractSec : undefined;
  const rows: readonly (readonly [string, number | undefined, string])[] = [
    ["Extraction", timings.extractSec, rate === undefined ? "" : `${counted(Math.round(rate), "file")} per second`],
    ["Training", timings.trainSec, ""],
    ["of which search", timings.searchSec, ""],
    ["of which nested cross-validation", timings.nestedSec, ""],
    ["Whole run", timings.totalSec, endedAt === undefined ? "" : `ended ${endedAt}`],
  ];
  return html`<section id="time">
    <h2>Time</h2>
    <table class="plain">
      <tbody>
        ${rows.map(([name, seconds, note]) =>
          seconds === undefined
            ? undefined
            : html`<tr>
                <th scope="row">${name}</th>
                <td>${duration(seconds)}</td>
                <td class="remark">${note}</td>
              </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
