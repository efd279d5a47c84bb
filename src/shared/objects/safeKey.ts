/**
 * Whether a key stays inside its folder and means the same to every file system and server that handles it: no part of
 * it is empty, "." or "..", and it has no NUL.
 *
 * This is the only guard against keys that lead out of a folder; call it before using a client's text as a key.
 *
 * @example isSafeKey("Actor_01/voice.wav") // true
 * @example isSafeKey("../secret") // false
 */
export function isSafeKey(key: string): boolean {
  return !key.includes("\0") && key.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
