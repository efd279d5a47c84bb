import type { RecipesReport, ReportInterval } from "../report.js";
import { count, score, signed } from "./figures.js";
import { type Html, html } from "./html.js";
import { intervalWords } from "./intervalWords.js";
import type { VoteColumns } from "../voteColumns.js";

/**
 * The study's recipe beside the functionals: which one is used for predictions, and how certain the difference is.
 *
 * @param speakers number of evaluated speakers, if known
 */
export function recipesSection(
  { sentence, compared, difference }: RecipesReport,
  columns: VoteColumns,
  speakers?: number,
): Html {
  const recipeWords = { study: "the study's forests", functionals: `linear models on ${columns.name}` } as const;
  return html`<section id="recipes">
    <h2>Two recipes, new voices</h2>
    <p class="answer">${sentence}</p>
    <div class="scroll" tabindex="0">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">macro F1</th>
            <th scope="col">all</th>
            <th scope="col">women</th>
            <th scope="col">men</th>
            <th scope="col">columns</th>
          </tr>
        </thead>
        <tbody>
          ${compared.map(
            ({ recipe, macroF1, nFeatures }) =>
              html`<tr>
                <th scope="row">${recipeWords[recipe]}</th>
                ${[macroF1.all, macroF1.women, macroF1.men].map((interval) => intervalCell(interval))}
                <td>${count(nFeatures)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      ${
        difference &&
        `${columns.the} minus the study, on the same recordings and the same resampled speakers: ${signed(difference.point)}, ${Math.round(difference.confidence * 100)} % confidence interval ${signed(difference.lower)} to ${signed(difference.upper)}. ${differenceSentence(difference, columns)} `
      }
      All figures are for speakers held out of the whole search. The study has a model for women and one for men;
      ${columns.the.toLowerCase()} ${columns.have} one model for all speakers, evaluated here on women and on men.
      Ranges: ${intervalWords(difference, speakers)}.
    </p>
  </section>`;
}

function differenceSentence({ lower, upper }: ReportInterval, { the, are }: VoteColumns): string {
  if (lower > 0) return `${the} ${are} better, and this should carry over to other speakers.`;
  if (upper < 0) return "The study's recipe is better, and this should carry over to other speakers.";
  return "With these speakers, neither is measurably better.";
}

export function intervalCell(interval: ReportInterval | undefined): Html {
  if (interval === undefined) return html`<td></td>`;
  const { point, lower, upper } = interval;
  return html`<td>${score(point)} <small>${score(lower)} to ${score(upper)}</small></td>`;
}
