import type { BiasReport } from "../report.js";
import { signed } from "./figures.js";
import { type Html, html } from "./html.js";

/** The effect of nuisance variables on the probabilities. */
export function biasSection({ measures, sentences }: BiasReport): Html | undefined {
  const [first] = measures;
  if (first === undefined) return undefined;
  return html`<section id="bias">
    <h2>Nuisance variables</h2>
    ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
    <div class="scroll" tabindex="0">
      <table class="plain numbers bias">
        <thead>
          <tr>
            <th scope="col">probability of</th>
            ${first.byClass.map(({ label }) => html`<th scope="col">${label}</th>`)}
            <th scope="col">effect</th>
          </tr>
        </thead>
        <tbody>
          ${measures.map(
            ({ of, statistic, byClass, effect }) =>
              html`<tr>
                <th scope="row">
                  ${of}<small>${statistic === "spearman" ? "rank correlation" : "share of variance"}</small>
                </th>
                ${byClass.map(
                  ({ value }) => html`<td>${statistic === "spearman" ? signed(value) : value.toFixed(3)}</td>`,
                )}
                <td>${effect}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      Emotions themselves change loudness, pitch and length, so recordings are compared only within an emotion. For
      numbers, the statistic is Spearman's rank correlation; for categories, the share of the variance between groups
      (eta squared), part of which is chance if groups are small. Effects are labelled as in Cohen (1988): correlations
      of 0.1, 0.3 and 0.5, or shares of 0.01, 0.06 and 0.14, are small, medium and large.
    </p>
  </section>`;
}
