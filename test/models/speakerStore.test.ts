import { expect, test } from "vitest";
import { ObjectBlobStore } from "../../src/models/objectBlobStore.js";
import { SpeakerStore } from "../../src/models/speakerStore.js";
import { DirectoryStore } from "../../src/shared/objects/directory.js";
import { temporaryDirectory } from "../support/corpus.js";

test("a speaker who is not enrolled is rejected without naming the directory to HTTP clients", async () => {
  const dir = await temporaryDirectory();
  const speakers = new SpeakerStore(new ObjectBlobStore(new DirectoryStore(dir, dir)));
  await expect(speakers.get("nobody")).rejects.toMatchObject({
    code: "unknown-speaker",
    message: expect.stringMatching(/^no speaker nobody is enrolled: ser speakers list/) as string,
  });
});
