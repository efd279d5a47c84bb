/**
 * Prefixes the links of a page, or a part of one, with `base`. Text cannot be mistaken for a link: quotes in it are
 * escaped.
 *
 * @example withBase('<a href="/runs/first">', "/ser") // '<a href="/ser/runs/first">'
 */
export function withBase(html: string, base: string): string {
  if (base === "") return html;
  return html
    .replace(/\b(href|src)="\/(?!\/)/g, (_, name: string) => `${name}="${base}/`)
    .replace('<meta name="ser-base" content=""', `<meta name="ser-base" content="${base}"`);
}
