/** Emotions with their own colour in the style sheet. */
const coloured: ReadonlySet<string> = new Set([
  ...["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"],
]);

/** Hues for all other words. */
const nHues = 24;

/**
 * The CSS class of an emotion's colour: deterministic for any word of any language.
 *
 * @example emotionClass("sad") // "sad"
 * @example emotionClass("pleasant surprise") // one of "hue-0" to "hue-23"
 */
export function emotionClass(emotion: string): string {
  if (coloured.has(emotion)) return emotion;
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of emotion) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return `hue-${(hash >>> 8) % nHues}`;
}

/** Lightness and chroma at which every hue has a contrast above 3:1 on a light and on a dark page. */
export const hueStyles = Array.from(
  { length: nHues },
  (_, i) => `.hue-${i} { --own: oklch(0.62 0.13 ${(i * 360) / nHues}); }`,
).join("\n");
