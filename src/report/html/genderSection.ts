import type { Comparison, Report, ReportInterval } from "../report.js";
import { score, signed } from "./figures.js";
import { intervalWords } from "./intervalWords.js";
import { type Html, html } from "./html.js";

/** Whether a model per gender is better than one for all: the study's question, answered with intervals. */
export function genderSection(comparison: NonNullable<Report["genderComparison"]>): Html {
  const rows = [
    ["women", comparison.women],
    ["men", comparison.men],
    ["both", comparison.both],
  ] as const;
  const metric = comparison.metric === "macroF1" ? "macro F1" : "accuracy";
  return html`<section id="gender">
    <h2>Is one model per gender better than one model for all?</h2>
    ${comparison.both && html`<p class="answer">${verdict(comparison.both.difference, metric)}</p>`}
    <div class="scroll" tabindex="0">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">speakers</th>
            <th scope="col">model per gender</th>
            <th scope="col">one for all</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(([name, each]) => each && comparisonRow(name, each))}
        </tbody>
      </table>
    </div>
    <p class="note">
      ${metric === "accuracy" ? "Accuracy" : "Macro F1"} on unseen voices. Both models are evaluated on the same
      recordings; ${intervalWords(firstOf(comparison)?.difference, comparison.both?.actors)}, with the same resampled
      speakers for both models.
    </p>
  </section>`;
}

/** The conclusion that an interval of (per gender - one for all) allows. */
export function verdict({ point, lower, upper }: ReportInterval, metric: string): string {
  const figures = `${metric} ${signed(point)}, 95 % confidence interval ${signed(lower)} to ${signed(upper)}`;
  if (lower > 0) return `Yes: separate models for women and men are better (${figures}).`;
  if (upper < 0) return `No: one model for all is better than one per gender (${figures}).`;
  return `Inconclusive: the difference may be chance (${figures}).`;
}

function comparisonRow(name: string, { perGender, oneForAll, difference }: Comparison): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${withRange(perGender, score)}</td>
    <td>${withRange(oneForAll, score)}</td>
    <td>${withRange(difference, signed)}</td>
  </tr>`;
}

function withRange({ point, lower, upper }: ReportInterval, write: (value: number) => string): Html {
  return html`${write(point)} <small>${write(lower)} to ${write(upper)}</small>`;
}

function firstOf({ both, women, men }: NonNullable<Report["genderComparison"]>): Comparison | undefined {
  return both ?? women ?? men;
}
