/**
 * Maps the corpora's labels of emotions to one vocabulary. It only unifies spellings and forms of the same word
 * ("happiness", "happy"), with one decision that reports mention: TESS's "pleasant surprise" counts as surprised. Words
 * that differ in meaning (calm and neutral, contempt and disgust) stay separate.
 */
const defaultMap: Readonly<Record<string, string>> = {
  anger: "angry",
  angriness: "angry",
  "hot anger": "angry",
  happiness: "happy",
  joy: "happy",
  joyful: "happy",
  sadness: "sad",
  fear: "fearful",
  afraid: "fearful",
  anxiety: "fearful",
  "anxiety/fear": "fearful",
  disgusted: "disgust",
  surprise: "surprised",
  "pleasant surprise": "surprised",
  calmness: "calm",
  boredom: "bored",
  neutrality: "neutral",
};

/** Mappings in addition to or instead of the default ones: word -> emotion. */
export type EmotionMap = Readonly<Record<string, string>>;

/**
 * The emotion of a corpus's label; a label without a mapping stands for itself.
 *
 * @param overrides the user's mappings, which take precedence
 * @example emotionOf("Happiness", {}) // "happy"
 */
export function emotionOf(word: string, overrides: EmotionMap): string {
  const plain = word.trim().toLowerCase();
  return own(overrides, word) ?? own(overrides, plain) ?? own(defaultMap, plain) ?? plain;
}

function own(map: EmotionMap, word: string): string | undefined {
  return Object.hasOwn(map, word) ? map[word] : undefined;
}
