import type { Report } from "../report.js";
import { count, score } from "./figures.js";
import { type Html, html } from "./html.js";

type CrossCorpus = NonNullable<Report["crossCorpus"]>;

/** Training data sets by test data sets: how models transfer between corpora. */
export function crossCorpusSection({ labels, cells }: CrossCorpus): Html {
  const tests = [...new Set(cells.map(({ test }) => test))];
  const trains = [...new Map(cells.map(({ train }) => [train.join(" + "), train])).keys()];
  const at = (train: string, test: string): CrossCorpus["cells"][number] | undefined =>
    cells.find((cell) => cell.test === test && cell.train.join(" + ") === train);
  return html`<section id="corpora">
    <h2>Across data sets</h2>
    <p>
      Macro F1 of the functionals on ${labels.join(", ")}; chance level is ${score(1 / labels.length)}. No speaker is
      evaluated by a model trained on that speaker: if a data set is used for both training and testing, its speakers
      are held out in
      turn.${
        cells.some(({ perCorpus }) => perCorpus !== undefined)
          ? html` A data set that was not trained on is evaluated twice: first unchanged, then with the features of each
            data set standardised by that data set's own mean and spread. Standardising needs recordings of the new data
            set, but no labels (Schuller et al., 2010).`
          : undefined
      }
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Across data sets">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">trained on</th>
            ${tests.map((test) => html`<th scope="col" class="number">evaluated on ${test}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${trains.map(
            (train) =>
              html`<tr>
                <th scope="row">${train}</th>
                ${tests.map((test) => html`<td class="number">${cellWords(at(train, test))}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function cellWords(cell: CrossCorpus["cells"][number] | undefined): Html | string {
  if (cell === undefined) return "";
  const known =
    cell.perCorpus === undefined
      ? undefined
      : html`<small>standardised per data set: ${score(cell.perCorpus.macroF1)}${rangeOf(cell.perCorpus)}</small>`;
  return html`${score(cell.scores.macroF1)}<small>${rangeOf(cell.scores)}, ${count(cell.rows)} recordings</small
    >${known}`;
}

function rangeOf({ intervals }: CrossCorpus["cells"][number]["scores"]): string {
  const interval = intervals?.macroF1;
  return interval === undefined ? "" : ` [${score(interval.lower)}, ${score(interval.upper)}]`;
}

/** The stored model on recordings excluded from all training. */
export function testSetSection({ rows, speakers, labels, scores }: NonNullable<Report["testSet"]>): Html {
  return html`<section id="test-set">
    <h2>The test set</h2>
    <p>
      <strong>Macro F1 ${score(scores.macroF1)}</strong>, accuracy ${score(scores.accuracy)}, on ${count(rows)}
      recordings of ${speakers.join(", ")} (${labels.join(", ")}): excluded from search, calibration and training.
    </p>
  </section>`;
}
