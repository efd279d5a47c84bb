import type { Breakdown } from "../report.js";
import { count, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";

/** Maximum number of speakers shown; report.json has them all. */
const shownSpeakers = 60;

/** One row per speaker, weakest first: a dot for accuracy, round for women and square for men, with its interval. */
export function speakerChart(speakers: Breakdown["speakers"], overall: number): Html {
  const shown = speakers.slice(0, shownSpeakers);
  const hasSets = new Set(speakers.map(({ dataset }) => dataset)).size > 1;
  return html`<div class="scroll" tabindex="0">
      <table class="speakers">
        <thead>
          <tr>
            <th scope="col">speaker</th>
            <td class="wide"></td>
            <th scope="col">accuracy</th>
            <th scope="col">macro F1</th>
            <th scope="col">recordings</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (each) =>
              html`<tr>
                <th scope="row">${hasSets ? `${each.dataset} ${each.speaker}` : each.speaker}</th>
                <td class="wide">${dot(each, overall)}</td>
                <td>${percent(each.accuracy)}</td>
                <td>${score(each.macroF1)}</td>
                <td>${count(each.rows)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      speakers.length > shown.length
        ? html`<p class="note">
            The weakest ${shown.length} of ${count(speakers.length)}; report.json lists them all.
          </p>`
        : undefined
    }`;
}

function dot({ speaker, gender, accuracy, lower, upper }: Breakdown["speakers"][number], overall: number): Html {
  const label = `speaker ${speaker}${gender === undefined ? "" : `, ${gender}`}: ${percent(accuracy)}, 95 % interval ${percent(lower)} to ${percent(upper)}`;
  return html`<svg class="scores" role="img" aria-label="${label}" width="100%" height="16">
    <line class="axis" x1="0%" x2="100%" y1="8" y2="8" />
    <line class="tick" x1="${at(overall)}" x2="${at(overall)}" y1="0" y2="16" />
    <line class="range thin" x1="${at(lower)}" x2="${at(upper)}" y1="8" y2="8" />
    ${
      gender === "man"
        ? html`<svg x="${at(accuracy)}" y="8" overflow="visible">
            <rect class="known" x="-4.5" y="-4.5" width="9" height="9" />
          </svg>`
        : html`<circle class="new" cx="${at(accuracy)}" cy="8" r="5" />`
    }
  </svg>`;
}

function at(share: number): string {
  return `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(1)}%`;
}
