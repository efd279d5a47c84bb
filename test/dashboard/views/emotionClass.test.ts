import { expect, test } from "vitest";
import { emotionClass, hueStyles } from "../../../src/dashboard/views/emotionClass.js";

test.each(["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"])(
  "%s has its own colour",
  (emotion) => expect(emotionClass(emotion)).toBe(emotion),
);

test.each(["bored", "pleasant surprise", "Überraschung", "怒り", 'x" onload="', ""])(
  "the word %j always has the same colour of the style sheet",
  (emotion) => {
    expect(hueStyles).toContain(`.${emotionClass(emotion)} {`);
    expect(emotionClass(emotion)).toBe(emotionClass(emotion));
  },
);

test("different words seldom share a colour", () => {
  const words = ["bored", "anxious", "proud", "tired", "tender", "amused"];
  expect(new Set(words.map(emotionClass)).size).toBeGreaterThanOrEqual(5);
});
