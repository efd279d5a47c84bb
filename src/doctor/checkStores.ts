import { randomUUID } from "node:crypto";
import { ConfigError, InputError, TransientError, UsageError } from "../shared/errors.js";
import type { ObjectStore } from "../shared/objects/objectStore.js";
import type { OpenObjects } from "../shared/objects/openObjectStore.js";
import { s3Problem } from "../shared/objects/s3/errors.js";
import type { Finding } from "./finding.js";

/** Checks that the source can be listed and its first file read. Writes nothing there. */
export async function checkSource(source: string, openObjects: OpenObjects): Promise<Finding> {
  return examine("source", source, openObjects, async (store) => {
    const first = (await store.listPage({ after: null, pageSize: 1 })).entries[0];
    if (first === undefined) return { subject: "source", state: "note", found: `${source} can be listed but is empty` };
    await store.getRange(first.key, { start: 0, length: 1 });
    return { subject: "source", state: "ok", found: `${source} can be listed and read` };
  });
}

/** Checks that the store of rows or models can be written, read and deleted from. */
export async function checkStore(place: string, openObjects: OpenObjects): Promise<Finding> {
  return examine("store", place, openObjects, async (store) => {
    const key = `ser-doctor-${randomUUID()}`;
    await store.put(key, new TextEncoder().encode(key));
    const { bytes } = await store.get(key);
    await store.remove(key);
    if (new TextDecoder().decode(bytes) !== key)
      return { subject: "store", state: "wrong", found: `${place} returns different bytes than were written` };
    return { subject: "store", state: "ok", found: `${place} can be written, read and deleted` };
  });
}

async function examine(
  subject: string,
  place: string,
  openObjects: OpenObjects,
  look: (store: ObjectStore) => Promise<Finding>,
): Promise<Finding> {
  try {
    const store = await openObjects(place);
    try {
      return await look(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    const isKnown = [ConfigError, InputError, TransientError, UsageError].some((kind) => error instanceof kind);
    if (!isKnown) throw error;
    return { subject, state: "wrong", found: (error as Error).message, remedy: remedyFor(place, error) };
  }
}

function remedyFor(place: string, error: unknown): string {
  if (!place.startsWith("s3://")) return `ls -ld ${place} shows whether it exists and who owns it`;
  const bucket = /^s3:\/\/[^/]+/.exec(place)?.[0] ?? place;
  switch (s3Problem(error)) {
    case "no-such-bucket":
      return `aws s3 mb ${bucket} creates it; aws s3 ls lists the existing buckets`;
    case "credentials":
      return "aws configure, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity tests them";
    case "denied":
    case "other":
    case undefined:
      return `aws s3 ls ${place} shows what the credentials may do; AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL_S3 choose them`;
  }
}
