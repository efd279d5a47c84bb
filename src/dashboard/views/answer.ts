import { count, duration, percent } from "../../report/html/figures.js";
import { type Html, html } from "../../report/html/html.js";
import { bar } from "../../report/html/scoreChart.js";
import type { Prediction } from "../../models/prediction.js";

/** Context of a prediction. */
export interface AnswerContext {
  /** a recording of this name was in the training data */
  readonly trainedOn?: string | undefined;
  /** how often the models predict this emotion for new speakers, and how often correctly */
  readonly worth?: { readonly called: number; readonly right: number } | undefined;
}

/** Shows a prediction: the emotion, notes on the recording, all probabilities, the model and the top features. */
export function answer(prediction: Prediction, { trainedOn, worth }: AnswerContext = {}): Html {
  const { emotion, probabilities, gender, model, features, durationSec, notes } = prediction;
  const ranked = Object.entries(probabilities).sort(([, a], [, b]) => b - a);
  const max = Math.max(...features.map(({ contribution }) => contribution), Number.MIN_VALUE);
  return html`<section aria-labelledby="answer-title">
    <p class="eyebrow">Predicted from ${duration(durationSec)} of audio</p>
    <h2 id="answer-title" class="emotion">${emotion}</h2>
    ${model.synthetic ? html`<p class="message">The model was trained on synthetic voices: its prediction says nothing about people.</p>` : undefined}
    ${
      notes.length === 0
        ? undefined
        : html`<ul class="notes" aria-label="About this recording">
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
    }
    ${
      trainedOn === undefined
        ? undefined
        : html`<p class="message">
            A recording named ${trainedOn} was in the training data of this model, so this prediction does not test it.
          </p>`
    }
    <p>
      One of ${listed(Object.keys(probabilities))}; the model knows no others.
      ${
        worth === undefined || worth.called === 0
          ? undefined
          : html`Of ${count(worth.called)} recordings of new speakers for which it predicts ${emotion},
            ${count(worth.right)} are (${percent(worth.right / worth.called)}).`
      }
    </p>
    <table class="importances probabilities">
      <tbody>
        ${ranked.map(
          ([name, share]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="wide">${bar(share, `${name}: ${percent(share)}`)}</td>
              <td>${percent(share)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="small">
      Speaker: ${gender.note}. Model ${model.id}: accuracy ${percent(model.byActor.accuracy)} on new speakers.
    </p>
    ${
      features.length === 0
        ? undefined
        : html`<h3>Top features</h3>
            <table class="importances probabilities">
              <tbody>
                ${features.map(
                  ({ name, value, contribution }) =>
                    html`<tr>
                      <th scope="row">${name} <small>${Number(value.toPrecision(4))}</small></th>
                      <td class="wide">
                        ${bar(contribution / max, `${name}: ${(contribution * 100).toFixed(1)} points`)}
                      </td>
                      <td>+${(contribution * 100).toFixed(1)} points</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
  </section>`;
}

/** @example listed(["calm", "happy", "sad"]) // "calm, happy and sad" */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)!}`;
}
