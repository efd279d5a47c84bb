import type { ReportInterval } from "../report.js";
import { percent } from "./figures.js";
import { type Html, html } from "./html.js";

/** Values of one model's chart, each from 0 to 1. */
export interface ChartedScores {
  readonly byActor: number;
  /** for known voices, and how they are known; undefined if not evaluated */
  readonly known: number | undefined;
  readonly knownWords: string;
  /** score of always predicting the most common emotion */
  readonly chance: number;
  readonly interval: ReportInterval | undefined;
}

/**
 * One line from 0 to 100 %: a filled dot for new voices with its interval, a hollow one for known voices, a tick for
 * chance level.
 */
export function scoreChart({ byActor, known, knownWords, chance, interval }: ChartedScores): Html {
  const label = `new speakers ${percent(byActor)}, ${known === undefined ? "" : `${knownWords} ${percent(known)}, `}chance ${percent(chance)}`;
  return html`<svg class="scores" role="img" aria-label="${label}" width="100%" height="28">
    <line class="axis" x1="0%" x2="100%" y1="14" y2="14" />
    <line class="tick" x1="${at(chance)}" x2="${at(chance)}" y1="6" y2="22" />
    ${interval && html`<line class="range" x1="${at(interval.lower)}" x2="${at(interval.upper)}" y1="14" y2="14" />`}
    ${known === undefined ? undefined : html`<circle class="known" cx="${at(known)}" cy="14" r="5.5" />`}
    <circle class="new" cx="${at(byActor)}" cy="14" r="6.5" />
  </svg>`;
}

/** A horizontal bar that fills `share` of its width. */
export function bar(share: number, label: string): Html {
  return html`<svg class="bar" role="img" aria-label="${label}" width="100%" height="10">
    <rect class="fill" width="${at(share)}" height="10" rx="2" />
  </svg>`;
}

/** Two parts of one bar, such as women and men, on a scale where 1 is the full width. */
export function stackedBar(first: number, second: number, label: string): Html {
  return html`<svg class="bar" role="img" aria-label="${label}" width="100%" height="14">
    <rect class="fill" width="${at(first)}" height="14" />
    <rect class="fill second" x="${at(first)}" width="${at(second)}" height="14" />
  </svg>`;
}

function at(share: number): string {
  return `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(1)}%`;
}
