import { expect, test, vi } from "vitest";
import { TransientError } from "../../src/shared/errors.js";
import { startFaultyProxy } from "../support/faultyProxy.js";
import { openObjectStore } from "../support/openObjectStore.js";
import { fetchAudioInput, limits, madeVideos, testReadingFrom } from "../support/recordingReaderTests.js";
import { describeOnS3 } from "../support/s3.js";

await describeOnS3("fetchSound from S3", (s3) => {
  test("rejects a video if the responses state a size other than the listed one or S3's own", async () => {
    const { video } = await madeVideos();
    const bucket = await s3.newBucket();
    await (await openObjectStore(`s3://${bucket}`)).put("01-01.mp4", video);
    const proxy = await startFaultyProxy(s3.endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL_S3", proxy.url);
    const store = await openObjectStore(`s3://${bucket}`);
    const fetching = async (isShrunk: (range: string) => boolean): Promise<string> => {
      proxy.decide = ({ method, headers }) => (method === "GET" && isShrunk(headers.range ?? "") ? "shrunk" : "pass");
      return fetchAudioInput(store, "01-01.mp4", { ...limits, listedSize: video.length }).then(
        ({ sound }) => sound.kind,
        (error: unknown) => (error instanceof TransientError ? error.message : String(error)),
      );
    };
    const isFirst = (range: string): boolean => range.startsWith("bytes=0-");
    const [whole, first, others] = [
      await fetching(() => false),
      await fetching(isFirst),
      await fetching((range) => range !== "bytes=-65536" && !isFirst(range)),
    ];
    s3.setEnvironment();
    await store.close();
    await proxy.stop();
    expect(whole).toBe("encoded");
    expect(first).toContain(`${video.length >> 1} bytes in the response, but S3 reports ${video.length}`);
    expect(others).toContain("S3 returned bytes");
  });

  testReadingFrom(async (files) => {
    const bucket = await s3.newBucket();
    const store = await openObjectStore(`s3://${bucket}`);
    for (const [name, bytes] of Object.entries(files)) await store.put(name, bytes);
    return store;
  });
});
