import { expect, test } from "vitest";
import { emotionClass, hueStyles } from "../../../src/dashboard/views/emotionClass.js";

test.each(["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"])(
  "%s has its own colour",
  (emotion) => expect(emotionClass(emotion)).toBe(emotion),
);

test.each(["bored", "pleasant surprise", "Überraschung", "怒り", 'x" onload="', ""])(
  "the word %j has one colour of the style sheet, always the same",
  (emotion) => {
    expect(hueStyles).toContain(`.${emotionClass(emotion)} {`);
    expect(emotionClass(emotion)).toBe(emotionClass(emotion));
  },
);

test("words far apart seldom share a colour", () => {
  const words = ["bored", "anxious", "proud", "tired", "tender", "amused"];
  expect(new Set(words.map(emotionClass)).size).toBeGreaterThanOrEqual(5);
});
