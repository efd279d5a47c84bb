import type { Breakdown } from "../report.js";
import { score } from "./figures.js";
import { type Html, html } from "./html.js";

type Curve = NonNullable<Breakdown["curves"]>[number];

/** Each class against the others: ROC and precision-recall side by side, small enough to compare classes by eye. */
export function classCurves(curves: readonly Curve[]): Html {
  return html`<div class="multiples">
      ${curves.map(
        (curve) =>
          html`<figure class="curve-pair">
            <figcaption>
              ${curve.label}<small
                >ROC area ${score(curve.rocAuc)} · average precision ${score(curve.averagePrecision)}</small
              >
            </figcaption>
            <div>
              ${plot(
                curve.roc,
                [
                  { x: 0, y: 0 },
                  { x: 1, y: 1 },
                ],
                `${curve.label}, ROC: area ${score(curve.rocAuc)}`,
              )}
              ${plot(
                curve.precisionRecall,
                [
                  { x: 0, y: curve.share },
                  { x: 1, y: curve.share },
                ],
                `${curve.label}, precision-recall: average precision ${score(curve.averagePrecision)}`,
              )}
            </div>
          </figure>`,
      )}
    </div>
    <p class="note">
      Left, ROC: false positive rate (horizontal) against true positive rate (vertical). Right: recall (horizontal)
      against precision (vertical). The dashed line is chance level.
    </p>`;
}

const side = 110;
const pad = 4;

function plot(points: Curve["roc"], chance: Curve["roc"], label: string): Html {
  const inner = side - 2 * pad;
  const line = (of: Curve["roc"]): string =>
    of.map(({ x, y }) => `${(pad + x * inner).toFixed(1)},${(pad + (1 - y) * inner).toFixed(1)}`).join(" ");
  return html`<svg
    class="curve"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${side} ${side}"
    width="${side}"
    height="${side}"
  >
    <rect class="plot-frame" x="${pad}" y="${pad}" width="${inner}" height="${inner}" />
    <polyline class="guess-line" points="${line(chance)}" />
    <polyline class="trace-line" points="${line(points)}" />
  </svg>`;
}
