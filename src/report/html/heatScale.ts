import { type Html, html } from "./html.js";

/**
 * The colours of heat maps: eleven steps from the page's surface to the accent colour, in a light and a dark theme.
 * Each step's text is black or white, whichever reads better on it; one of the two always has a contrast above 4.5.
 */
export const heatSteps = 11;

export type Rgb = readonly [number, number, number];

/** From the lowest value to the highest. */
export const heatRange: Readonly<Record<"light" | "dark", { readonly low: Rgb; readonly high: Rgb }>> = {
  light: { low: [241, 245, 245], high: [11, 95, 104] },
  dark: { low: [31, 38, 43], high: [127, 214, 217] },
};

/** A table cell whose colour is the share (0 .. 1) of the scale. */
export function heatCell(share: number, content: Html, title: string, isBest = false): Html {
  return html`<td class="heat h${heatStep(share)}${isBest ? " best" : ""}" title="${title}">${content}</td>`;
}

export function heatStep(share: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * (heatSteps - 1));
}

/** The colours of one step. */
export function heatColours(theme: "light" | "dark", step: number): { background: Rgb; text: Rgb } {
  const { low, high } = heatRange[theme];
  const mixed = low.map((from, channel) => Math.round(from + ((high[channel]! - from) * step) / (heatSteps - 1)));
  const background: Rgb = [mixed[0]!, mixed[1]!, mixed[2]!];
  const black: Rgb = [0, 0, 0];
  const white: Rgb = [255, 255, 255];
  return { background, text: contrast(black, background) >= contrast(white, background) ? black : white };
}

/** The CSS rules of all steps for one theme. */
export function heatCss(theme: "light" | "dark"): string {
  return Array.from({ length: heatSteps }, (_, step) => {
    const { background, text } = heatColours(theme, step);
    return `.h${step} { background: rgb(${background.join(" ")}); color: rgb(${text.join(" ")}); }`;
  }).join("\n");
}

/** Contrast of two colours, 1 .. 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
