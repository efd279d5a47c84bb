import type { CalibrationReport, FunctionalsReport } from "../report.js";
import { count, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";

const width = 420;
const height = 200;
const margin = { left: 44, right: 12, top: 10, bottom: 28 };
const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };

/** Macro F1 against the number of enrolled recordings, with its range; only calm recordings as a hollow dot. */
export function enrolmentChart(points: NonNullable<FunctionalsReport["enrolment"]>): Html {
  const mixed = points.filter(({ pool }) => pool === "mixed");
  const max = Math.max(1, ...points.map(({ n }) => n));
  const values = points.flatMap(({ macroF1: { all } }) => [all.lower, all.upper]);
  const low = Math.max(0, Math.floor(Math.min(...values) * 20 - 0.5) / 20);
  const high = Math.min(1, Math.ceil(Math.max(...values) * 20 + 0.5) / 20);
  // Square root scale: the first recordings matter most, so they get more space.
  const x = (n: number): string => at(margin.left + (Math.sqrt(n / max) * 0.94 + 0.03) * inner.width);
  const y = (value: number): string => at(margin.top + ((high - value) / (high - low)) * inner.height);
  const label = `macro F1 by enrolled recordings: ${mixed.map(({ n, macroF1 }) => `${n}: ${score(macroF1.all.point)}`).join(", ")}`;
  return html`<svg class="curve" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="100%">
    ${[low, (low + high) / 2, high].map(
      (value) =>
        html`<line class="axis" x1="${margin.left}" x2="${width - margin.right}" y1="${y(value)}" y2="${y(value)}" />
          <text x="${margin.left - 6}" y="${y(value)}" text-anchor="end" dominant-baseline="middle" font-size="11">
            ${value.toFixed(2)}
          </text>`,
    )}
    ${mixed.map(({ n }) => html`<text x="${x(n)}" y="${height - 8}" text-anchor="middle" font-size="11">${n}</text>`)}
    <polyline
      class="range"
      fill="none"
      points="${mixed.map(({ n, macroF1 }) => `${x(n)},${y(macroF1.all.point)}`).join(" ")}"
    />
    ${points.map(({ pool, n, macroF1: { all } }) => {
      const title = `${count(n)} enrolled${pool === "calm" ? ", calm only" : ""}: ${score(all.point)}, ${score(all.lower)} to ${score(all.upper)}`;
      return html`<g>
        <title>${title}</title>
        <line class="tick" x1="${x(n)}" x2="${x(n)}" y1="${y(all.lower)}" y2="${y(all.upper)}" />
        <circle class="${pool === "calm" ? "known" : "new"}" cx="${x(n)}" cy="${y(all.point)}" r="5" />
      </g>`;
    })}
  </svg>`;
}

/** Share of correct predictions against the predicted probability. */
export function reliabilityChart(bins: CalibrationReport["bins"]): Html {
  const side = 200;
  const pad = 30;
  const place = (value: number): number => pad + value * (side - 2 * pad);
  const filled = bins.filter((bin) => bin.count > 0);
  const total = filled.reduce((sum, bin) => sum + bin.count, 0);
  const label = `reliability: ${filled.map(({ confidence, accuracy }) => `said ${percent(confidence)}, right ${percent(accuracy)}`).join("; ")}`;
  return html`<svg
    class="curve"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${side} ${side}"
    width="${side}"
    height="${side}"
  >
    <line class="axis" x1="${place(0)}" x2="${place(1)}" y1="${place(1)}" y2="${place(0)}" />
    <text x="${side / 2}" y="${side - 8}" text-anchor="middle" font-size="10">predicted probability</text>
    <text x="${pad - 4}" y="${pad - 8}" font-size="10">share correct</text>
    ${filled.map(({ confidence, accuracy, count: answers }) => {
      const title = `${count(answers)} predictions with probability ${percent(confidence)}: ${percent(accuracy)} correct`;
      const radius = at(2 + 8 * Math.sqrt(answers / total));
      return html`<circle class="new" cx="${at(place(confidence))}" cy="${at(place(1 - accuracy))}" r="${radius}">
        <title>${title}</title>
      </circle>`;
    })}
  </svg>`;
}

function at(value: number): string {
  return value.toFixed(1);
}
