/** Number formats, so that the same quantity looks the same everywhere in a report. */

/** A share as whole percent: "54 %", with a thin space so that it stays on one line. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}\u202f%`;
}

/** A score from 0 to 1: "0.538". */
export function score(value: number): string {
  return value.toFixed(3);
}

/** A difference with its sign: "+0.021", "−0.004". */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(3);
  if (Number(text) === 0) return "0.000";
  return (value > 0 ? "+" : "−") + text;
}

/** A count with separators: "12,345". */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 file", "2 files". */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** A duration: "0.42 s", "12.3 s", "4 min 05 s", "1 h 02 min". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
