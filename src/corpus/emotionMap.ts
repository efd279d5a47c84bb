/**
 * Joins the corpora's words for emotions to one vocabulary. It holds spellings and forms of the same word alone
 * ("happiness", "happy"), and one decision that reports print: TESS's "pleasant surprise" counts as surprised. Words that
 * differ in meaning (calm and neutral, contempt and disgust) stay apart.
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

/** Words to join beside or instead of the default ones: word -> emotion. */
export type EmotionMap = Readonly<Record<string, string>>;

/**
 * The emotion that a corpus's word stands for; a word that no map names stands for itself.
 *
 * @param overrides of the user; they are read first
 * @example emotionOf("Happiness", {}) // "happy"
 */
export function emotionOf(word: string, overrides: EmotionMap): string {
  const plain = word.trim().toLowerCase();
  return own(overrides, word) ?? own(overrides, plain) ?? own(defaultMap, plain) ?? plain;
}

function own(map: EmotionMap, word: string): string | undefined {
  return Object.hasOwn(map, word) ? map[word] : undefined;
}
