import type { ObjectEntry } from "../objectStore.js";

/** One answer to ListObjectsV2. */
export interface ListedPage {
  /** with whole keys */
  readonly entries: readonly ObjectEntry[];
  readonly isTruncated: boolean;
}

/**
 * Reads the XML of a listing. It is flat and generated, and its keys are percent-encoded, so looking for its few elements
 * does what a parser of XML would do, at a tenth of the cost: with the SDK's own, parsing is most of what a listing of
 * millions of keys takes.
 *
 *     <ListBucketResult>…<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
 *       <Contents><Key>a/b.wav</Key><LastModified>…</LastModified><ETag>&quot;9b2c…&quot;</ETag><Size>370000</Size>…</Contents>…
 */
export function parseListPage(xml: string): ListedPage {
  // Some servers leave encoding-type aside and say so by not repeating it.
  const isEncoded = textOf(xml, "EncodingType", 0, xml.length) === "url";
  const entries: ObjectEntry[] = [];
  for (let at = xml.indexOf(open); at !== -1;) {
    const end = xml.indexOf(close, at);
    const key = textOf(xml, "Key", at, end);
    entries.push({
      key: isEncoded ? decodeURIComponent(key.replaceAll("+", " ")) : key,
      size: Number(textOf(xml, "Size", at, end)),
      etag: textOf(xml, "ETag", at, end).replaceAll('"', ""),
    });
    at = xml.indexOf(open, end);
  }
  return { entries, isTruncated: textOf(xml, "IsTruncated", 0, xml.length) === "true" };
}

const open = "<Contents>";
const close = "</Contents>";

/** @returns the text of the first such element between the two places; "" where there is none */
function textOf(xml: string, element: string, from: number, to: number): string {
  const start = xml.indexOf(`<${element}>`, from);
  if (start === -1 || start >= to) return "";
  const text = xml.slice(start + element.length + 2, xml.indexOf(`</${element}>`, start));
  return text.includes("&") ? text.replace(/&(#x[0-9a-fA-F]+|#\d+|[a-z]+);/g, decodeEntity) : text;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntity(whole: string, name: string): string {
  if (name.startsWith("#x")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
  if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
  return entities[name] ?? whole;
}
