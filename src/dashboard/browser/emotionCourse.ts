import { count, percent } from "../../report/html/figures.js";
import { html } from "../../report/html/html.js";
import type { EmotionOverTime } from "../../models/overTimeSchema.js";
import { emotionClass } from "../views/emotionClass.js";
import { linked } from "./ask.js";

const height = 160;
const bottom = 22;

/** Candidates for the seconds between two ticks: the first that leaves room for the labels is used. */
const steps = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];

/** Horizontal extent of the curve. */
export interface CourseFrame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  /** seconds from left to right */
  readonly durationSec: number;
}

/** Probabilities of the emotions over time as stacked areas, with a legend and links to the data as CSV and WebVTT. */
export function emotionCourse(course: EmotionOverTime, id: string, frame: CourseFrame): string {
  const { labels, windows, notes, windowSec } = course;
  const { width, left, right, durationSec } = frame;
  const top = 6;
  const x = (sec: number): number => left + (Math.min(sec, durationSec) / durationSec) * (right - left);
  const y = (share: number): number => height - bottom - share * (height - bottom - top);
  const hop = windows.length > 1 ? windows[1]!.start - windows[0]!.start : windowSec;
  const bars = windows.flatMap(({ start, end, probabilities }) => {
    if (probabilities === null) return [];
    // A window describes its middle best, so its bar is centred there, as wide as the step between windows.
    const middle = windows.length === 1 ? (start + end) / 2 : start + windowSec / 2;
    const [from, to] = windows.length === 1 ? [start, end] : [middle - hop / 2, middle + hop / 2];
    let below = 0;
    return labels.map((label) => {
      const share = probabilities[label] ?? 0;
      const bar = html`<rect
        class="${emotionClass(label)}"
        x="${x(Math.max(0, from)).toFixed(1)}"
        y="${y(below + share).toFixed(1)}"
        width="${Math.max(0.5, x(to) - x(Math.max(0, from))).toFixed(1)}"
        height="${(y(below) - y(below + share)).toFixed(1)}"
      />`;
      below += share;
      return bar;
    });
  });
  const step = steps.find((each) => (each / durationSec) * (right - left) >= 40) ?? 1_200;
  const ticks = Array.from({ length: Math.floor(durationSec / step) + 1 }, (_, i) => i * step);
  const predicted = windows.filter(({ emotion }) => emotion !== null);
  const picture = html`<svg
      class="course"
      viewBox="0 0 ${width} ${height}"
      width="${width}"
      height="${height}"
      role="img"
      aria-label="${inWords(course)}"
    >
      <rect class="frame" x="${left}" y="${y(1)}" width="${right - left}" height="${y(0) - y(1)}" />
      ${bars}
      ${ticks.map((sec) => html`<text x="${x(sec).toFixed(1)}" y="${height - 6}" text-anchor="middle">${sec} s</text>`)}
      <line class="cursor" x1="${left}" x2="${left}" y1="${y(1)}" y2="${y(0)}" />
    </svg>
    <div class="swatches">
      ${labels.map((label) => html`<span><i class="swatch ${emotionClass(label)}"></i>${label}</span>`)}
    </div>
    <p class="note">
      ${count(predicted.length)} of ${count(windows.length)} windows of ${windowSec} s contain enough speech; the height
      of a colour is the emotion's probability. ${notes.join(" ")}
      <a href="/api/predictions/${id}?format=csv" download="emotion-over-time.csv">CSV</a>
      <a href="/api/predictions/${id}?format=vtt" download="emotion-over-time.vtt">WebVTT</a>
    </p>`;
  return linked(picture);
}

/** Text alternative of the curve: the spans of one emotion. */
function inWords({ windows }: EmotionOverTime): string {
  const spans: { emotion: string; start: number; end: number; most: number }[] = [];
  for (const { start, end, emotion, probabilities } of windows) {
    if (emotion === null) continue;
    const last = spans.at(-1);
    const share = probabilities?.[emotion] ?? 0;
    if (last?.emotion === emotion) Object.assign(last, { end, most: Math.max(last.most, share) });
    else spans.push({ emotion, start, end, most: share });
  }
  const shown = spans.slice(0, 20);
  const words = shown.map(
    ({ emotion, start, end, most }) => `${emotion} ${start.toFixed(1)} to ${end.toFixed(1)} s (up to ${percent(most)})`,
  );
  const more = spans.length > shown.length ? `, and ${spans.length - shown.length} more spans` : "";
  return `Emotion over time: ${words.join(", ") || "no speech"}${more}`;
}
