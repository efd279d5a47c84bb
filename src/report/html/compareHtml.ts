import { type ComparedRun, type Comparison, compareRuns, type SpeakerChange } from "../compare.js";
import { headlineOf } from "../headline.js";
import type { ReportInterval } from "../report.js";
import { count, counted, percent, score, signed } from "./figures.js";
import { Html, html } from "./html.js";
import { intervalWords } from "./intervalWords.js";
import { intervalCell } from "./recipesSection.js";
import { styleSheet } from "./reportStyle.js";

/** `ser compare`: runs side by side in one self-contained file; each is compared with the first. */
export function renderComparisonHtml(runs: readonly ComparedRun[]): string {
  const names = runs.map(({ name }) => name).join(", ");
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${names}: runs compared</title>
        <style>
          ${new Html(styleSheet)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <p class="eyebrow">Runs compared</p>
            <h1>${names}</h1>
          </header>
          ${comparisonSections(runs)}
        </main>
      </body>
    </html>`;
  return `${page.text}\n`;
}

/** The figures of each run, and each run against the first. */
export function comparisonSections(runs: readonly ComparedRun[]): Html {
  const comparisons = compareRuns(runs).map((comparison) => comparisonSection(runs[0]!.name, comparison));
  return html`${overview(runs)} ${comparisons}`;
}

function overview(runs: readonly ComparedRun[]): Html {
  return html`<section>
    <h2>Figures of each run</h2>
    <div class="scroll" tabindex="0">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">macro F1, new speakers</th>
            <th scope="col">accuracy</th>
            <th scope="col">recordings</th>
            <th scope="col">speakers</th>
            <th scope="col">features</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map(({ name, report }) => {
            const headline = headlineOf(report);
            const { scores } = headline ?? {};
            const interval = scores?.intervals?.macroF1;
            const how = headline === undefined ? "" : `${headline.recipe}${headline.nested ? ", nested" : ""}`;
            const recordings = scores?.confusion.flat().reduce((sum, n) => sum + n, 0) ?? 0;
            return html`<tr>
              <th scope="row">${name}<small>${how}${report.synthetic ? ", synthetic voices" : ""}</small></th>
              ${
                interval === undefined
                  ? html`<td>${scores === undefined ? "no model" : score(scores.macroF1)}</td>`
                  : intervalCell(interval)
              }
              <td>${scores === undefined ? "" : percent(scores.accuracy)}</td>
              <td>${count(recordings)}</td>
              <td>${report.breakdown === undefined ? "" : count(report.breakdown.speakers.length)}</td>
              <td>${report.featureSet ?? ""}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function comparisonSection(first: string, comparison: Comparison): Html {
  const { name, shared, difference, sentence, speakers, settings } = comparison;
  return html`<section>
    <h2>${name} and ${first}</h2>
    <p class="answer">${sentence}</p>
    ${difference && differenceParagraph(difference, shared)}
    ${speakers.length > 0 ? arrows(first, name, speakers) : undefined}
    ${shared.recordings > 0 ? confusionChanges(first, comparison) : undefined}
    <h3>Differences</h3>
    ${
      settings.length === 0
        ? html`<p>Settings, features and data are the same.</p>`
        : html`<div class="scroll" tabindex="0">
            <table class="plain settings">
              <thead>
                <tr>
                  <th scope="col">setting</th>
                  <th scope="col">${first}</th>
                  <th scope="col">${name}</th>
                </tr>
              </thead>
              <tbody>
                ${settings.map(
                  (each) =>
                    html`<tr>
                      <th scope="row">${each.name}</th>
                      <td>${each.first}</td>
                      <td>${each.here}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function differenceParagraph(difference: ReportInterval, shared: Comparison["shared"]): Html {
  return html`<p>
    Macro F1 ${signed(difference.point)}, ${signed(difference.lower)} to ${signed(difference.upper)}, on
    ${counted(shared.recordings, "recording")} that both predicted: ${intervalWords(difference, shared.speakers)}, with
    the same resampled speakers for both.
  </p>`;
}

function arrows(first: string, name: string, speakers: readonly SpeakerChange[]): Html {
  return html`<h3>By speaker</h3>
    <div class="scroll" tabindex="0">
      <table class="speakers">
        <thead>
          <tr>
            <th scope="col">speaker</th>
            <td class="wide"></td>
            <th scope="col">${first}</th>
            <th scope="col">${name}</th>
            <th scope="col">recordings</th>
          </tr>
        </thead>
        <tbody>
          ${speakers.map(
            (each) =>
              html`<tr>
                <th scope="row">${each.speaker}</th>
                <td class="wide">${arrow(each)}</td>
                <td>${percent(each.before)}</td>
                <td>${percent(each.after)}</td>
                <td>${count(each.recordings)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">Accuracy, from ${first} (hollow) to ${name} (filled); the largest decrease first.</p>`;
}

function arrow({ speaker, before, after }: SpeakerChange): Html {
  const at = (share: number): string => `${(share * 100).toFixed(1)}%`;
  const label = `speaker ${speaker}: ${percent(before)} to ${percent(after)}`;
  return html`<svg class="scores" role="img" aria-label="${label}" width="100%" height="16">
    <line class="axis" x1="0%" x2="100%" y1="8" y2="8" />
    <line class="range thin" x1="${at(before)}" x2="${at(after)}" y1="8" y2="8" />
    <circle class="known" cx="${at(before)}" cy="8" r="4.5" />
    <circle class="new" cx="${at(after)}" cy="8" r="5" />
  </svg>`;
}

function confusionChanges(first: string, { name, labels, confusion }: Comparison): Html {
  return html`<h3>Confusion matrix: ${name} minus ${first}</h3>
    <div class="scroll" tabindex="0">
      <table class="plain numbers">
        <thead>
          <tr>
            <td></td>
            ${labels.map((label) => html`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${confusion.map(
            (row, t) =>
              html`<tr>
                <th scope="row">${labels[t]}</th>
                ${row.map((n) => html`<td>${n === 0 ? "0" : n > 0 ? `+${n}` : `−${-n}`}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">Rows: the emotion expressed. Columns: the prediction. Counts of shared recordings.</p>`;
}
