import type { RunSettings } from "../runs/jobs.js";
import { parseSource } from "../shared/objects/source.js";
import type { ObjectEntry, ObjectPage } from "../shared/objects/objectStore.js";
import { openLabels } from "./listedLabels.js";
import type { ListingPorts } from "./listingPorts.js";
import { CopyFinder } from "./copies.js";
import { planPage, type PagePlan } from "./plan.js";

export interface SourcePages {
  /** A page of one of the run's prefixes, and its jobs: the same page always gives the same jobs. */
  read(part: number, after: string | null): Promise<{ readonly page: ObjectPage; readonly plan: PagePlan }>;
  close(): Promise<void>;
}

/**
 * The pages of a run's source, each with its jobs, from file names or the run's labels file. Both the first listing and a
 * reconciliation read the source through this.
 */
export async function openSourcePages(
  ports: Pick<ListingPorts, "openStore">,
  settings: RunSettings,
): Promise<SourcePages> {
  const { source: place, prefixes } = settings;
  const source = await ports.openStore(place);
  const opened: { close(): Promise<void> }[] = [source];
  const close = async (): Promise<void> => {
    for (const each of opened) await each.close();
  };
  try {
    const labels = await openLabels(ports, settings);
    if (labels !== undefined) opened.push(labels);
    const copies = new CopyFinder(source, settings);
    const isLocal = parseSource(place).kind === "directory";
    return {
      async read(part, after) {
        const page = await source.listPage({ prefix: prefixes[part]!, after });
        const entries = isLocal ? page.entries.map(withoutSize) : page.entries;
        if (labels === undefined) return { page, plan: planPage(entries, settings, await copies.among(page.entries)) };
        const labelled = await labels.ofAll(page.entries.map(({ key }) => key));
        return { page, plan: planPage(entries, settings, undefined, labelled) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A local file is read together with its size and ETag, so a listed size is not needed for comparison. */
function withoutSize({ key, etag, isUnreadable }: ObjectEntry): Omit<ObjectEntry, "size"> {
  return { key, etag, ...(isUnreadable === undefined ? {} : { isUnreadable }) };
}
