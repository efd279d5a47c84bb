/** Whether a path is a pattern: * (within a folder), ** (across folders), ? (one character). */
export function isGlob(path: string): boolean {
  return /[*?]/.test(path);
}

/** @example globPattern("calls/*_angry.wav").test("calls/a_angry.wav") // true */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[\\^$.|+()[\]{}]/g, (token) => {
    switch (token) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      default:
        return `\\${token}`;
    }
  });
  return new RegExp(`^${source}$`, "u");
}
