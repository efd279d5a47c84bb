/**
 * Whether a real path is a given directory or lies below it.
 *
 * @param directory real path of the directory, without "/" at the end unless it is "/"
 * @example isInside("/data/in", "/data/in/a.wav") // true
 * @example isInside("/data/in", "/data/inside.wav") // false
 */
export function isInside(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}
