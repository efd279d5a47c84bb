import { S3ServiceException } from "@aws-sdk/client-s3";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConfigError, InputError, TransientError } from "../../../../src/shared/errors.js";
import { S3Store } from "../../../../src/shared/objects/s3/s3.js";
import { s3Error } from "../../../../src/shared/objects/s3/errors.js";

// Responses that the local server does not give: other servers, other regions, proxies.
let server: Server;
let answer: RequestListener;
let store: S3Store;

beforeEach(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("AWS_ENDPOINT_URL_S3", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  store = await S3Store.open("s3://speech", { bucket: "speech", prefix: "" }, { forcePathStyle: true });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await store.close();
  server.closeAllConnections();
  server.close();
});

function refuse(status: number, code: string, headers: Record<string, string> = {}, more = ""): RequestListener {
  return (_, response) => response.writeHead(status, headers).end(`<Error><Code>${code}</Code>${more}</Error>`);
}

/** As the SDK throws it; the name is "Unknown" where the response has no body. */
function serviceError(httpStatusCode: number, name: string): S3ServiceException {
  return new S3ServiceException({ name, $fault: "client", $metadata: { httpStatusCode } });
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

describe("a response without a length", () => {
  beforeEach(() => {
    answer = (_, response) => {
      response.writeHead(200, { etag: '"1"' }).write("first, ");
      response.write("second, ", () => response.end("third"));
    };
  });

  test("is read to its end", async () => {
    const { bytes } = await store.get("a.wav");
    expect(text(bytes)).toBe("first, second, third");
    expect(bytes.buffer.byteLength).toBe(bytes.length);
  });

  test("is rejected if it exceeds the limit", async () => {
    await expect(store.get("a.wav", { maxBytes: 10 })).rejects.toMatchObject({ code: "too-large" });
  });
});

test("a response shorter than its declared length is not accepted", async () => {
  answer = (_, response) => {
    response.writeHead(200, { "content-length": "100" }).write("short", () => response.destroy());
  };
  await expect(store.get("a.wav")).rejects.toThrow(TransientError);
});

describe("a response whose length differs from the listed one", () => {
  const body = "speech emotion recognition";
  const short = body.slice(0, 20);
  let heads = 0;
  const answers =
    (etag: string, got: string, headLength: number): RequestListener =>
    (request, response) => {
      const isHead = request.method === "HEAD";
      if (isHead) heads += 1;
      response.writeHead(200, { etag, "content-length": String(isHead ? headLength : got.length) });
      response.end(isHead ? undefined : got);
    };
  beforeEach(() => (heads = 0));

  test("is not accepted if the server reports a longer object", async () => {
    answer = answers('"parts-3"', short, body.length);
    const read = store.get("a.wav", { listedSize: body.length });
    await expect(read).rejects.toThrow(TransientError);
    await expect(read).rejects.toThrow("20 bytes in the response, but S3 reports 26");
  });

  test("is accepted if the server confirms it: the object was replaced since", async () => {
    answer = answers('"parts-3"', short, short.length);
    expect(text((await store.get("a.wav", { listedSize: body.length })).bytes)).toBe(short);
    expect(heads).toBe(1);
  });

  test("needs no second request if its length is the listed one or a checksum confirms it", async () => {
    answer = answers('"parts-3"', body, body.length);
    await store.get("a.wav", { listedSize: body.length });
    answer = answers('"ef78ffe957dedcd1c959abf22725e08e"', body, body.length);
    await store.get("a.wav", { listedSize: 1 });
    expect(heads).toBe(0);
  });
});

test("a whole object returned for a range is cut to the range", async () => {
  answer = (_, response) => response.writeHead(200, { etag: '"1"' }).end("0123456789");
  const { bytes, start, size, isUnverified } = await store.getRange("a.wav", { start: 3, length: 4 });
  expect([text(bytes), start, size, isUnverified]).toEqual(["3456", 3, 10, true]);
});

test("a part of an object without its total size cannot be used", async () => {
  answer = (_, response) => response.writeHead(206, { etag: '"1"', "content-range": "bytes 3-6/*" }).end("3456");
  await expect(store.getRange("a.wav", { start: 3, length: 4 })).rejects.toThrow(
    "s3://speech/a.wav: S3 returned a range that it calls bytes 3-6/*",
  );
});

describe("the checksum of a response", () => {
  const md5 = "0d2e5d9e2c4e7d0c7f0f1c1a5b6c7d8e";
  // Of "speech emotion recognition", as Python's hashlib and zlib and a CRC bit by bit compute them.
  const body = "speech emotion recognition";
  const right: readonly (readonly [string, Record<string, string>])[] = [
    ["CRC32", { "x-amz-checksum-crc32": "Z36QQA==", "x-amz-checksum-type": "FULL_OBJECT" }],
    ["SHA1", { "x-amz-checksum-sha1": "7bFfvQlsIKJqm2QQ7BL0Gw0mj/c=" }],
    ["SHA256", { "x-amz-checksum-sha256": "m2PQhkJV09VvYn64r2sBITiCPpHrBtFqqdMoV7kaEfc=" }],
    ["CRC32C", { "x-amz-checksum-crc32c": "1O/MYQ==" }],
    ["CRC64NVME", { "x-amz-checksum-crc64nvme": "Qdl6yH0VQGo=" }],
    ["MD5", { etag: '"ef78ffe957dedcd1c959abf22725e08e"' }],
  ];

  test.each(right)("is requested by a signed header, and %s is checked against the bytes", async (name, headers) => {
    let mode: unknown;
    let signed = "";
    answer = (request, response) => {
      mode = request.headers["x-amz-checksum-mode"];
      signed = request.headers.authorization ?? "";
      response.writeHead(200, headers).end(body);
    };
    expect((await store.get("a.wav")).isUnverified).toBeUndefined();
    expect(mode).toBe("ENABLED");
    expect(signed).toContain("x-amz-checksum-mode");
    answer = (_, response) => response.writeHead(200, headers).end(body.replace("emotion", "emission"));
    await expect(store.get("a.wav")).rejects.toThrow(TransientError);
    await expect(store.get("a.wav")).rejects.toThrow(
      `s3://speech/a.wav: its bytes differ from their checksum (${name}`,
    );
  });

  test.each([
    ["is a checksum of parts", { "x-amz-checksum-crc32": "AAAAAA==-2", etag: `"${md5}-2"` }],
    ["is called composite", { "x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-type": "COMPOSITE" }],
    ["is an ETag under a KMS key", { etag: `"${md5}"`, "x-amz-server-side-encryption": "aws:kms" }],
    [
      "is an ETag under the client's key",
      { etag: `"${md5}"`, "x-amz-server-side-encryption-customer-algorithm": "AES256" },
    ],
    ["is an ETag of a directory bucket", { etag: `"${md5}"`, "x-amz-storage-class": "EXPRESS_ONEZONE" }],
    ["is missing", { etag: '"1"' }],
  ])("leaves the bytes unverified if it %s", async (_, headers) => {
    answer = (__, response) => response.writeHead(200, headers).end(body);
    expect(await store.get("a.wav")).toMatchObject({ isUnverified: true });
  });

  test("is neither requested nor checked for a range", async () => {
    let mode: unknown;
    answer = (request, response) => {
      mode = request.headers["x-amz-checksum-mode"];
      response.writeHead(206, { etag: `"${md5}"`, "content-range": "bytes 0-3/26" }).end(body.slice(0, 4));
    };
    expect(await store.getRange("a.wav", { start: 0, length: 4 })).toMatchObject({ isUnverified: true });
    expect(mode).toBeUndefined();
  });
});

test("a key's characters are encoded as the signature requires", async () => {
  const paths: (string | undefined)[] = [];
  answer = (request, response) => {
    paths.push(request.url);
    response.end();
  };
  await store.get("a b/+%2F'(é)*!~.wav");
  expect(paths).toEqual(["/speech/a%20b/%2B%252F%27%28%C3%A9%29%2A%21~.wav?x-id=GetObject"]);
});

describe("an invalid listing", () => {
  function page(keys: readonly string[], more = ""): RequestListener {
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><ETag>"1"</ETag><Size>1</Size></Contents>`);
    return (_, response) =>
      response
        .writeHead(200, { "content-type": "application/xml" })
        .end(`<ListBucketResult>${contents.join("")}${more}</ListBucketResult>`);
  }
  const truncated = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>";

  test("fails with a ConfigError if a page repeats the previous one", async () => {
    answer = page(["a", "b"], truncated);
    const { next } = await store.listPage({ after: null });
    await expect(store.listPage({ after: next })).rejects.toThrow(
      's3://speech/: the server lists "a" after "b"; expected every key once, in byte order',
    );
  });

  test("fails with a ConfigError if keys are out of order within a page", async () => {
    answer = page(["b", "a"]);
    await expect(store.listPage({ after: null })).rejects.toThrow(ConfigError);
  });

  test("fails with a ConfigError if page after page is empty", async () => {
    let pages = 0;
    answer = (request, response) => {
      pages++;
      page([], truncated)(request, response);
    };
    await expect(store.listPage({ after: null })).rejects.toThrow("S3 says that there are more keys, but lists none");
    expect(pages).toBe(100);
  });

  test("continues after an empty page, by its token", async () => {
    const queries: (string | null)[] = [];
    answer = (request, response) => {
      queries.push(new URL(request.url!, "http://s3").searchParams.get("continuation-token"));
      const listing = queries.length === 1 ? page([], truncated) : page(["a"]);
      listing(request, response);
    };
    expect(await store.listPage({ after: null })).toMatchObject({ entries: [{ key: "a" }], next: null });
    expect(queries).toEqual([null, "t"]);
  });
});

describe("a bucket in another region", () => {
  test("is reported in one clear line that names the region", async () => {
    answer = refuse(301, "PermanentRedirect", { "x-amz-bucket-region": "eu-west-1" });
    await expect(store.get("a.wav")).rejects.toThrow(ConfigError);
    await expect(store.get("a.wav")).rejects.toThrow("set AWS_REGION=eu-west-1");
  });

  test("is named if the signature is rejected", async () => {
    answer = refuse(400, "AuthorizationHeaderMalformed", {}, "<Region>eu-north-1</Region>");
    await expect(store.get("a.wav")).rejects.toThrow("set AWS_REGION=eu-north-1");
  });
});

describe("an access error", () => {
  test("for one object concerns only that object", async () => {
    answer = refuse(403, "AccessDenied");
    const reading = store.get("a.wav");
    await expect(reading).rejects.toBeInstanceOf(InputError);
    await expect(reading).rejects.toThrow("s3://speech/a.wav: may not be read or written (AccessDenied (HTTP 403))");
  });

  test("for a listing is a configuration error", async () => {
    answer = refuse(403, "AccessDenied");
    await expect(store.listPage({ after: null })).rejects.toThrow(ConfigError);
    await expect(store.listPage({ after: null })).rejects.toThrow("s3://speech/: these credentials may not use it");
  });

  test("for an archived object is permanent, with the advice to restore it", async () => {
    answer = refuse(403, "InvalidObjectState", {}, "<StorageClass>GLACIER</StorageClass>");
    await expect(store.get("a.wav")).rejects.toMatchObject({
      code: "archived-object",
      message: expect.stringMatching(/a\.wav: archived \(GLACIER\): restore it first .* ser retry$/) as string,
    });
  });

  test("does not stop a listing, which marks archived objects but not restored ones", async () => {
    const entry = (key: string, more: string): string =>
      `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag><Size>9</Size>${more}</Contents>`;
    const restored = (isUnderWay: boolean, expiry: string): string =>
      `<StorageClass>GLACIER</StorageClass><RestoreStatus><IsRestoreInProgress>${isUnderWay}</IsRestoreInProgress>${expiry}</RestoreStatus>`;
    const entries = [
      entry("a.wav", "<StorageClass>STANDARD</StorageClass>"),
      entry("b.wav", "<StorageClass>GLACIER</StorageClass>"),
      entry("c.wav", "<StorageClass>DEEP_ARCHIVE</StorageClass>"),
      entry("d.wav", "<StorageClass>GLACIER_IR</StorageClass>"),
      entry("e.wav", restored(true, "")),
      entry("f.wav", restored(false, "<RestoreExpiryDate>2026-12-01T00:00:00.000Z</RestoreExpiryDate>")),
    ];
    let asked: string | string[] | undefined;
    answer = (request, response) => {
      asked = request.headers["x-amz-optional-object-attributes"];
      response.end(
        `<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>${entries.join("")}</ListBucketResult>`,
      );
    };
    const { entries: found } = await store.listPage({ after: null });
    expect(asked).toBe("RestoreStatus");
    expect(found.map(({ key, isArchived = false }) => [key, isArchived])).toEqual([
      ["a.wav", false],
      ["b.wav", true],
      ["c.wav", true],
      ["d.wav", false],
      ["e.wav", true],
      ["f.wav", false],
    ]);
  });

  test("with nothing but status 400 names the bucket", async () => {
    answer = refuse(400, "SomethingNew");
    await expect(store.listPage({ after: null })).rejects.toThrow(ConfigError);
    await expect(store.listPage({ after: null })).rejects.toThrow(
      /^s3:\/\/speech\/: S3 refuses the request: .*HTTP 400/,
    );
    await expect(store.get("a.wav")).rejects.toMatchObject({ code: "access-denied" });
  });
});

describe("an error of S3", () => {
  test("is classified by its name before its status", () => {
    expect(s3Error(serviceError(400, "RequestTimeout"), "s3://b/k", "object")).toBeInstanceOf(TransientError);
  });

  test.each([500, 502, 504, 429, 408])("is transient if it has status %i and no name", (status) => {
    expect(s3Error(serviceError(status, "Unknown"), "s3://b/k", "object")).toBeInstanceOf(TransientError);
  });

  test("is left unchanged if it is unknown", () => {
    const fault = new TypeError("a fault of our own");
    expect(s3Error(fault, "s3://b/k", "object")).toBe(fault);
  });
});

test("a store prefers endpoint and region from its settings over the environment", async () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
  vi.stubEnv("AWS_REGION", undefined);
  let authorization = "";
  answer = (request, response) => {
    authorization = request.headers.authorization ?? "";
    response.end("sound");
  };
  const settings = { endpoint, region: "eu-west-1", forcePathStyle: true };
  const own = await S3Store.open("s3://speech", { bucket: "speech", prefix: "" }, settings);
  expect(text((await own.get("a.wav")).bytes)).toBe("sound");
  expect(authorization).toContain("/eu-west-1/s3/aws4_request");
  await own.close();
});

describe("a public bucket", () => {
  const headersOf = async (settings: object): Promise<NodeJS.Dict<string | string[]>> => {
    let headers: NodeJS.Dict<string | string[]> = {};
    answer = (request, response) => {
      headers = request.headers;
      response.end("sound");
    };
    const own = await S3Store.open(
      "s3://speech",
      { bucket: "speech", prefix: "" },
      { forcePathStyle: true, ...settings },
    );
    await own.get("a.wav");
    await own.close();
    return headers;
  };

  test("is requested without credentials with noSignRequest", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    expect(await headersOf({ noSignRequest: true })).not.toHaveProperty("authorization");
    const own = await S3Store.open("s3://speech", { bucket: "speech", prefix: "" }, { forcePathStyle: true });
    await expect(own.listPage({ after: null })).rejects.toThrow(
      /^s3:\/\/speech\/: no AWS credentials were found .*--no-sign-request$/,
    );
    await own.close();
  });

  test("with requester pays receives the acceptance in a signed header", async () => {
    const headers = await headersOf({ requestPayer: true });
    expect(headers["x-amz-request-payer"]).toBe("requester");
    expect(headers["authorization"]).toContain("x-amz-request-payer");
    expect(await headersOf({})).not.toHaveProperty("x-amz-request-payer");
  });
});

test("a store without a region fails with ConfigError when it is opened", async () => {
  vi.stubEnv("AWS_REGION", undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  const opening = S3Store.open("s3://speech", { bucket: "speech", prefix: "" }, { forcePathStyle: true });
  await expect(opening).rejects.toThrow(ConfigError);
  await expect(opening).rejects.toThrow(/^S3: no usable region/);
});
