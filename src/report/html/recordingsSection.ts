import type { Report } from "../report.js";
import { count, counted } from "./figures.js";
import { type Html, html } from "./html.js";
import { stackedBar } from "./scoreChart.js";

/** The data: counts by emotion and gender, skipped files by reason, rejected files with their errors. */
export function recordingsSection({ files, counts }: Report): Html {
  const skipped = Object.entries(files.skipped).sort(([, a], [, b]) => b - a);
  return html`<section id="recordings">
    <h2>The recordings</h2>
    ${countsTable(counts)}
    ${
      skipped.length === 0
        ? undefined
        : html`<h3>Skipped, by reason</h3>
            <table class="plain">
              <tbody>
                ${skipped.map(
                  ([reason, n]) =>
                    html`<tr>
                      <th scope="row">${skipWords(reason)}</th>
                      <td>${count(n)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
    ${rejectedTable(files.rejected)}
  </section>`;
}

function countsTable(counts: Report["counts"]): Html {
  const rows = Object.entries(counts);
  if (rows.length === 0) return html`<p>No recording was extracted.</p>`;
  const women = rows.reduce((total, [, n]) => total + n.women, 0);
  const men = rows.reduce((total, [, n]) => total + n.men, 0);
  const widest = Math.max(1, ...rows.map(([, n]) => n.women + n.men));
  return html`<table class="counts">
    <thead>
      <tr>
        <th scope="col">emotion</th>
        <th scope="col" class="number"><span class="key"></span>women</th>
        <th scope="col" class="number"><span class="key second"></span>men</th>
        <th scope="col" class="number">total</th>
        <td class="wide"></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([emotion, n]) =>
          html`<tr>
            <th scope="row">${emotion}</th>
            <td>${count(n.women)}</td>
            <td>${count(n.men)}</td>
            <td>${count(n.women + n.men)}</td>
            <td class="wide">
              ${stackedBar(n.women / widest, n.men / widest, `${emotion}: ${n.women} of women, ${n.men} of men`)}
            </td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">total</th>
        <td>${count(women)}</td>
        <td>${count(men)}</td>
        <td>${count(women + men)}</td>
        <td class="wide"></td>
      </tr>
    </tfoot>
  </table>`;
}

/** Rows that a reader still reads; report.json lists every file. */
const shownRejections = 200;

function rejectedTable(rejected: Report["files"]["rejected"]): Html | undefined {
  if (rejected.length === 0) return undefined;
  return html`<h3>Rejected</h3>
    <p>${counted(rejected.length, "file")} could not be used and ${rejected.length === 1 ? "was" : "were"} left out.</p>
    <div class="scroll">
      <table class="rejected">
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">code</th>
            <th scope="col">reason</th>
          </tr>
        </thead>
        <tbody>
          ${rejected.slice(0, shownRejections).map(
            ({ key, code, message }) =>
              html`<tr>
                <td class="key-name">${key}</td>
                <td><code>${code}</code></td>
                <td>${message}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      rejected.length > shownRejections
        ? html`<p class="note">
            The first ${shownRejections} of ${count(rejected.length)}; report.json lists them all.
          </p>`
        : undefined
    }`;
}

function skipWords(reason: string): string {
  switch (reason) {
    case "not-a-recording":
      return "not named as a recording";
    case "video-only":
      return "video without sound";
    case "audio-video":
      return "audio-video form of a recording taken from its audio-only form";
    default:
      return reason;
  }
}
