/**
 * A text as a field of a CSV file: quoted where needed, quotes doubled (RFC 4180).
 *
 * A spreadsheet would evaluate a text that begins with = + - @, a tab or CR as a formula, so it is prefixed with an
 * apostrophe.
 *
 * @example csvField("=1+2") // "'=1+2"
 */
export function csvField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
