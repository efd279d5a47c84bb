import { defaultHopLength } from "../dsp/frames.js";
import { Html, html } from "../report/html/html.js";
import { indexedPng } from "./indexedPng.js";
import { type AnalysedRecording, extent, figure, type HeatPanel, type Panel, panelsOf } from "./panels.js";
import { roundTicks } from "./roundTicks.js";

export interface PictureOptions {
  /** total width in px */
  readonly width: number;
  /** a line above the panels */
  readonly title?: string;
  /** id of the picture in a document with several. @defaultValue "within" */
  readonly id?: string;
  /** styles for a standalone picture; a page has its own for the same classes */
  readonly style?: string;
}

export interface Picture {
  readonly svg: Html;
  /** start and end of the recording in px from the picture's left */
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

const left = 58;
/** leaves room for the colour bars and their numbers */
const rightMargin = 52;
const titleHeight = 19;
const gap = 11;
const axisHeight = 30;

/**
 * Draws a recording: its panels stacked on one time axis.
 *
 * @returns SVG with the classes `picture`, `name`, `frame`, `wave`, `trace`, `grid-line`, and `cursor` for a line at
 *   the beginning that a page may move
 */
export function drawPicture(
  recording: AnalysedRecording,
  { width, title, style, id = "within" }: PictureOptions,
): Picture {
  const durationSec = recording.samples.length / recording.sampleRate;
  const right = width - rightMargin;
  const x = (seconds: number): number => rounded(left + (seconds / durationSec) * (right - left));
  const frameSec = defaultHopLength / recording.analysedRate;
  const space: Space = { x, right, frameSec, clip: id };

  let top = title === undefined ? 0 : 26;
  const drawn = panelsOf(recording).map((panel) => {
    const y = top + titleHeight;
    top = y + panel.height + gap;
    return drawPanel(panel, y, space);
  });
  const bottom = top - gap;
  const height = bottom + axisHeight;
  const ticks = roundTicks(0, durationSec, Math.max(2, Math.floor((right - left) / 80)));
  const svg = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    class="picture"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    ${style && new Html(`<style>${style}</style>`)}
    ${style && html`<rect class="ground" width="${width}" height="${height}" />`}
    <clipPath id="${id}"><rect x="${left}" y="0" width="${right - left}" height="${height}" /></clipPath>
    ${title && html`<text class="name" x="0" y="15">${title}</text>`} ${drawn}
    ${ticks.map(
      (seconds) =>
        html`<line class="grid-line" x1="${x(seconds)}" x2="${x(seconds)}" y1="${bottom}" y2="${bottom + 5}" />
          <text x="${x(seconds)}" y="${bottom + 18}" text-anchor="middle">${figure(seconds)} s</text>`,
    )}
    <line class="cursor" x1="${left}" x2="${left}" y1="0" y2="${bottom}" />
  </svg>`;
  return { svg, left, right, height };
}

/** Horizontal position of times, in px. */
interface Space {
  readonly x: (seconds: number) => number;
  readonly right: number;
  readonly frameSec: number;
  /** id of the clip path within which panels are drawn */
  readonly clip: string;
}

function drawPanel(panel: Panel, y: number, space: Space): Html {
  return html`<g role="img" aria-label="${panel.title}: ${panel.summary}">
    <text class="name" x="${left}" y="${y - 6}">${panel.title}</text>
    <g clip-path="url(#${space.clip})">${content(panel, y, space)}</g>
    ${panel.kind === "heat" ? [...rowLabels(panel, y), colourBar(panel, y, space.right)] : rangeLabels(panel, y)}
    <rect class="frame" x="${left}" y="${y}" width="${space.right - left}" height="${panel.height}" />
  </g>`;
}

function content(panel: Panel, y: number, { x, right, frameSec }: Space): Html {
  switch (panel.kind) {
    case "wave":
      return html`<path class="wave" d="${wavePath(panel.samples, right - left, y, panel.height)}" />`;
    case "line": {
      const [low, high] = rangeOf(panel.values);
      const stepSec = panel.frameSec ?? frameSec;
      const points = Array.from(panel.values, (value, t) => {
        if (Number.isNaN(value)) return "";
        const share = (value - low) / (high - low);
        // A line begins after every gap.
        const verb = t > 0 && !Number.isNaN(panel.values[t - 1]) ? "L" : "M";
        return `${verb}${x(t * stepSec)} ${rounded(y + (1 - share) * (panel.height - 6) + 3)}`;
      });
      return html`<path class="trace" d="${points.join("")}" />`;
    }
    case "heat": {
      // A frame is centred at its time: the first begins half a step before the sound.
      const start = x(-frameSec / 2);
      const width = rounded(x((panel.matrix.rows - 0.5) * frameSec) - start);
      return html`<image
        x="${start}"
        y="${y}"
        width="${width}"
        height="${panel.height}"
        preserveAspectRatio="none"
        href="data:image/png;base64,${heatImage(panel)}"
      />`;
    }
  }
}

/** Rows at their drawn height, so that their edges stay sharp when the image is scaled. */
function heatImage({ matrix, palette, range: [low, high], height }: HeatPanel): string {
  const { rows: nFrames, cols, data } = matrix;
  const thickness = Math.max(1, Math.round(height / cols));
  const pixels = new Uint8Array(nFrames * cols * thickness);
  for (let t = 0; t < nFrames; t++)
    for (let c = 0; c < cols; c++) {
      const share = (data[t * cols + c]! - low) / (high - low || 1);
      const colour = Math.round(255 * Math.min(1, Math.max(0, share)));
      for (let i = 0; i < thickness; i++) pixels[((cols - 1 - c) * thickness + i) * nFrames + t] = colour;
    }
  return base64(indexedPng(pixels, nFrames, cols * thickness, palette));
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function rowLabels({ labels, matrix, height }: HeatPanel, y: number): Html[] {
  return labels.map(([row, words]) => {
    const middle = rounded(y + height * (1 - (row + 0.5) / matrix.cols));
    return html`<text x="${left - 6}" y="${middle + 4}" text-anchor="end">${words}</text>`;
  });
}

/** px from a panel to its colour bar, and the bar's width. */
const barGap = 6;
const barWidth = 8;

/** Minimum height of a number beside the bar, px. */
const barTickHeight = 26;

/** The colour scale: a bar beside the panel, labelled with round numbers. */
function colourBar({ palette, range: [low, high], height }: HeatPanel, y: number, right: number): Html {
  const x = right + barGap;
  const shades = Uint8Array.from({ length: 256 }, (_, i) => 255 - i);
  const at = (value: number): number => rounded(y + height * (1 - (value - low) / (high - low)));
  const ticks = low < high ? roundTicks(low, high, Math.floor(height / barTickHeight)) : [];
  return html`<g class="colour-bar">
    <image
      x="${x}"
      y="${y}"
      width="${barWidth}"
      height="${height}"
      preserveAspectRatio="none"
      href="data:image/png;base64,${base64(indexedPng(shades, 1, 256, palette))}"
    />
    <rect class="frame" x="${x}" y="${y}" width="${barWidth}" height="${height}" />
    ${ticks.map(
      (value) =>
        html`<text x="${x + barWidth + 4}" y="${Math.min(y + height, Math.max(y + 9, at(value) + 4))}"
          >${figure(value)}</text
        >`,
    )}
  </g>`;
}

function rangeLabels(panel: Exclude<Panel, HeatPanel>, y: number): Html {
  const [low, high] = panel.kind === "wave" ? [-peakOf(panel.samples), peakOf(panel.samples)] : rangeOf(panel.values);
  return html`<text x="${left - 6}" y="${y + 10}" text-anchor="end">${figure(high)}</text>
    <text x="${left - 6}" y="${y + panel.height}" text-anchor="end">${figure(low)}</text>`;
}

/** For each pixel, a line from its minimum to its maximum sample. */
function wavePath(samples: Float32Array, width: number, y: number, height: number): string {
  const peak = peakOf(samples);
  const at = (value: number): number => rounded(y + (height / 2) * (1 - (0.96 * value) / peak));
  const columns = Array.from({ length: Math.ceil(width) }, (_, i) => {
    const begin = Math.floor((i / width) * samples.length);
    const end = Math.max(begin + 1, Math.floor(((i + 1) / width) * samples.length));
    const [low, high] = extent(samples.subarray(begin, Math.min(end, samples.length)));
    return low > high ? [0, 0] : [low, high];
  });
  const upper = columns.map(([, high], i) => `${left + i} ${at(high!)}`);
  const lower = columns.map(([low], i) => `${left + i} ${at(low!)}`).reverse();
  return `M${[...upper, ...lower].join("L")}Z`;
}

function peakOf(samples: Float32Array): number {
  return Math.max(...extent(samples).map(Math.abs)) || 1;
}

/** The range of the values; a constant gets a range around it, and no values give 0 to 1. */
function rangeOf(values: Float64Array): [number, number] {
  const [low, high] = extent(values);
  if (low > high) return [0, 1];
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
