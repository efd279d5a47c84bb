/**
 * A stand-in for S3 that only supports listing: `node --import tsx test/bench/pagingS3.ts COUNT` serves COUNT keys of
 * recordings in pages, as ListObjectsV2 does, and prints its port. It is a separate process, so that its work is not
 * counted as the producer's.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const count = Number(process.argv[2]);

const two = (value: number): string => String(value).padStart(2, "0");

/** The keys in byte order: corpora of 24 actors with 60 recordings each. */
function keyOf(i: number): string {
  const actor = (Math.floor(i / 60) % 24) + 1;
  const n = (i % 60) + (i % 60 < 4 ? 0 : 4);
  const name = `03-01-${two((n >> 3) + 1)}-${two(((n >> 2) & 1) + 1)}-${two(((n >> 1) & 1) + 1)}-${two((n & 1) + 1)}`;
  return `corpus-${String(Math.floor(i / 1440)).padStart(6, "0")}/Actor_${two(actor)}/${name}-${two(actor)}.wav`;
}

/** @returns the index of the first key from `from` on that sorts after `key` */
function indexAfter(key: string, prefix: string): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(middle) <= key || keyOf(middle) < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? "/", "http://localhost");
  const prefix = searchParams.get("prefix") ?? "";
  const first = indexAfter(searchParams.get("start-after") ?? "", prefix);
  const pageSize = Number(searchParams.get("max-keys") ?? 1_000);
  const contents: string[] = [];
  let i = first;
  for (; i < count && contents.length < pageSize && keyOf(i).startsWith(prefix); i++) {
    const etag = (i * 2_654_435_761).toString(16).padStart(32, "0");
    contents.push(
      `<Contents><Key>${encodeURIComponent(keyOf(i)).replaceAll("%2F", "/")}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>370000</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
  }
  const isTruncated = i < count && keyOf(i).startsWith(prefix);
  response
    .writeHead(200, { "content-type": "application/xml" })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><EncodingType>url</EncodingType><KeyCount>${contents.length}</KeyCount><MaxKeys>${pageSize}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${contents.join("")}</ListBucketResult>`,
    );
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
