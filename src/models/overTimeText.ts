import { csvField } from "../features/table/csvField.js";

export const overTimeFormats = ["json", "csv", "vtt"] as const;
export type OverTimeFormat = (typeof overTimeFormats)[number];

/** The prediction for a window of a long recording. */
export interface TimedEmotion {
  /** seconds */
  readonly start: number;
  readonly end: number;
  /** share of the window that is speech */
  readonly speech: number;
  /** null if there is too little speech */
  readonly emotion: string | null;
  readonly probabilities: Readonly<Record<string, number>> | null;
}

/** Writes the prediction of each window as soon as it is made. */
export interface OverTimeWriter {
  readonly head: string;
  readonly line: (window: TimedEmotion) => string;
}

/** @param labels the models' emotions, in the order of the columns */
export function overTimeWriter(format: OverTimeFormat, labels: readonly string[]): OverTimeWriter {
  switch (format) {
    case "json":
      return {
        head: "",
        line: ({ start, end, speech, emotion, probabilities }) =>
          `${JSON.stringify({ start, end, speech: rounded(speech), emotion, probabilities })}\n`,
      };
    case "csv":
      return {
        head: `${["start", "end", "speech", "emotion", ...labels].map(csvField).join(",")}\n`,
        line: ({ start, end, speech, emotion, probabilities }) => {
          const of = labels.map((label) => (probabilities === null ? "" : String(rounded(probabilities[label] ?? 0))));
          return `${[start, end, rounded(speech), csvField(emotion ?? ""), ...of].join(",")}\n`;
        },
      };
    case "vtt":
      return {
        head: "WEBVTT\n\n",
        line: ({ start, end, emotion, probabilities }) => {
          if (emotion === null) return "";
          const share = Math.round((probabilities?.[emotion] ?? 0) * 100);
          return `${timestamp(start)} --> ${timestamp(end)}\n${escaped(emotion)} ${share} %\n\n`;
        },
      };
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** hh:mm:ss.mmm. Source: W3C WebVTT, 4.1. */
function timestamp(sec: number): string {
  const ms = Math.round(sec * 1_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1_000) % 60,
  ];
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${String(ms % 1_000).padStart(3, "0")}`;
}

/** Cue text has tags and entities, and "-->" ends it. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/\s+/g, " ");
}
