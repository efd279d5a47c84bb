/**
 * Control characters (C0 but for tab and line feed, DEL, C1) and the marks that change the direction of text. File
 * names may contain them: a terminal would interpret them and show a different name.
 */
const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text that is safe to write to a terminal: characters that a terminal would interpret are written as `\uXXXX`, as in
 * JSON, so that JSON keeps its meaning.
 *
 * @example terminalText("\x1b[31mred.wav") // "\\u001b[31mred.wav"
 */
export function terminalText(text: string): string {
  return text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
