import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const documents = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Where the pictures of a document lie, from the root. */
function picturesOf(document: string): string[] {
  const text = readFileSync(join(root, document), "utf8");
  const links = [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)|(?:src|srcset|href)="([^"]+\.webp)"/g)];
  return links.map(([, plain, html]) => join(document, "..", plain ?? html!));
}

const pictures = readdirSync(join(root, "docs/images"));

describe("the pictures of the documents", () => {
  test("each picture that a document shows exists", () => {
    const shown = [...new Set(documents.flatMap(picturesOf))];
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((path) => !pictures.includes(path.replace("docs/images/", "")))).toEqual([]);
  });

  test("each is small enough for a browser: at most 150 KB", () => {
    expect(pictures.filter((name) => statSync(join(root, "docs/images", name)).size > 150_000)).toEqual([]);
  });

  test("each page has a light, a dark and a phone picture", () => {
    const pages = [...new Set(pictures.map((name) => name.replace(/-(light|dark|phone)\.webp$/, "")))];
    const wanted = pages.flatMap((page) => ["dark", "light", "phone"].map((screen) => `${page}-${screen}.webp`));
    expect([...pictures].sort()).toEqual(wanted.sort());
  });
});
