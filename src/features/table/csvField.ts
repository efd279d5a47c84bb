/**
 * A text as a field of a CSV file: quoted where needed, quotes doubled (RFC 4180).
 *
 * A spreadsheet would run a text that begins with = + - @, a tab or CR as a formula: an apostrophe goes before it.
 *
 * @example csvField("=1+2") // "'=1+2"
 */
export function csvField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
