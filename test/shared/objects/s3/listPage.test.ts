import { describe, expect, test } from "vitest";
import { parseListPage } from "../../../../src/shared/objects/s3/listPage.js";

const page = (inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>${inside}</ListBucketResult>`;
const object = (key: string): string =>
  `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;9b2c-2&quot;</ETag><Size>370000</Size></Contents>`;

describe("parseListPage", () => {
  test("reads key, size and ETag of every object", () => {
    expect(parseListPage(page(object("a.wav") + object("b.wav"))).entries).toEqual([
      { key: "a.wav", size: 370_000, etag: "9b2c-2" },
      { key: "b.wav", size: 370_000, etag: "9b2c-2" },
    ]);
  });

  test("decodes keys where the server says that it has encoded them, a space as plus or as %20", () => {
    const { entries } = parseListPage(page(`<EncodingType>url</EncodingType>${object("a+b%20c%2B%25/%C3%A9.wav")}`));
    expect(entries[0]!.key).toBe("a b c+%/é.wav");
  });

  test("takes keys as they are where the server has left encoding aside", () => {
    expect(parseListPage(page(object("a+b%20.wav"))).entries[0]!.key).toBe("a+b%20.wav");
  });

  test("reads the entities of XML", () => {
    expect(parseListPage(page(object("&lt;a&amp;b&gt;&#x27;&#39;&apos;é&#128512;.wav"))).entries[0]!.key).toBe(
      "<a&b>'''é😀.wav",
    );
  });

  test("tells a page from the last one", () => {
    expect(parseListPage(page("<IsTruncated>true</IsTruncated>")).isTruncated).toBe(true);
    expect(parseListPage(page("<IsTruncated>false</IsTruncated>")).isTruncated).toBe(false);
    expect(parseListPage(page("")).isTruncated).toBe(false);
  });

  test("is not deceived by a key that looks like the end of an element", () => {
    const { entries } = parseListPage(page(object("&lt;/Contents&gt;.wav") + object("b.wav")));
    expect(entries.map(({ key }) => key)).toEqual(["</Contents>.wav", "b.wav"]);
  });
});
