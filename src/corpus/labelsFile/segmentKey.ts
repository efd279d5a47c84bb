/**
 * A part of a file as a key: the file's key and a media fragment (W3C Media Fragments, "temporal dimension"), so that
 * rows of segments are stored and reused like those of files.
 *
 * @example segmentKey("calls/a.wav", 1.5, 3) // "calls/a.wav#t=1.5,3"
 */
export function segmentKey(file: string, start: number, end: number): string {
  return `${file}#t=${start},${end}`;
}

export interface Segment {
  readonly file: string;
  /** seconds */
  readonly start: number;
  readonly end: number;
}

/** @returns undefined for a key that names a whole file */
export function segmentOfKey(key: string): Segment | undefined {
  const [, file, start, end] = /^(.+)#t=(\d+(?:\.\d+)?(?:e-?\d+)?),(\d+(?:\.\d+)?(?:e-?\d+)?)$/.exec(key) ?? [];
  return file === undefined ? undefined : { file, start: Number(start), end: Number(end) };
}
