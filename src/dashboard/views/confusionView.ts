import { count, counted, percent } from "../../report/html/figures.js";
import { confusionTable } from "../../report/html/confusionTable.js";
import { type Html, html } from "../../report/html/html.js";
import { headlineOf } from "../../report/headline.js";
import type { Breakdown, Report } from "../../report/report.js";

/** The headline's confusion matrix, whose cells link to their recordings, which can be played. */
export function confusionView(report: Report): Html | undefined {
  const headline = headlineOf(report);
  const { breakdown } = report;
  if (headline === undefined || breakdown === undefined) return undefined;
  const labels =
    headline.recipe === "functionals" ? report.functionals!.labels : (report.sets[headline.set]?.labels ?? []);
  const listed = new Set(breakdown.cells.map(cellId));
  const linkOf = (emotion: string, predicted: string): string | undefined => {
    const id = cellId({ emotion, predicted });
    return listed.has(id) ? `#${id}` : undefined;
  };
  return html`<section id="confusions">
    <h2>Which recordings are confused</h2>
    <p>Recordings of speakers not seen in training. A cell opens the list of its recordings.</p>
    ${confusionTable(headline.scores, labels, "Confusion matrix", "rows: expressed, columns: predicted", linkOf)}
    <p class="problem" role="alert" id="play-problem"></p>
    <div class="player" id="player" hidden>
      <p id="playing"></p>
      <audio controls></audio>
    </div>
    ${breakdown.cells.map(cellList)}
  </section>`;
}

function cellList({ emotion, predicted, count: all, recordings }: Breakdown["cells"][number]): Html {
  return html`<details class="cell" id="${cellId({ emotion, predicted })}">
    <summary><b>${emotion}</b> predicted as <b>${predicted}</b>: ${counted(all, "recording")}</summary>
    <ol>
      ${recordings.map(
        ({ key, probability }) =>
          html`<li>
            <button class="link" data-play="${key}">${key}</button>
            ${probability === undefined ? "" : percent(probability)}
          </li>`,
      )}
    </ol>
    ${all > recordings.length ? html`<p class="note">The first ${recordings.length} of ${count(all)}.</p>` : undefined}
  </details>`;
}

/** An anchor, for labels with any characters. */
function cellId({ emotion, predicted }: Pick<Breakdown["cells"][number], "emotion" | "predicted">): string {
  return `cell-${encodeURIComponent(emotion)}-${encodeURIComponent(predicted)}`;
}
