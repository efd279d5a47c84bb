import { formatOfName } from "../audio/formats.js";
import type { ObjectEntry } from "../shared/objects/objectStore.js";

/** Counts the files of a source that are skipped without being read, by reason. */
export class SkippedFiles {
  #unnamed = 0;
  #archived = 0;
  readonly #byExtension = new Map<string, number>();

  /** Whether a file's name is that of a recording; counts those that are not. */
  isRecording({ key, isUnreadable, isArchived }: Pick<ObjectEntry, "key" | "isUnreadable" | "isArchived">): boolean {
    if (isUnreadable === true) {
      this.#unnamed += 1;
      return false;
    }
    if (formatOfName(key) !== undefined) {
      if (isArchived === true) this.#archived += 1;
      return isArchived !== true;
    }
    const extension = /\.([^./]{1,10})$/.exec(key)?.[1]?.toLowerCase();
    const kind = extension === undefined ? "no extension" : `.${extension}`;
    this.#byExtension.set(kind, (this.#byExtension.get(kind) ?? 0) + 1);
    return false;
  }

  /** For people: "3 files skipped: not recordings by name (2 .txt, 1 .json)"; undefined if there are none. */
  get sentence(): string | undefined {
    const kinds = [...this.#byExtension].sort(([, a], [, b]) => b - a);
    const other = kinds.reduce((sum, [, count]) => sum + count, 0);
    const total = other + this.#unnamed + this.#archived;
    if (total === 0) return undefined;
    const shown = kinds.slice(0, shownKinds).map(([kind, count]) => `${count} ${kind}`);
    if (kinds.length > shownKinds) shown.push("…");
    const reasons = [
      ...(other === 0 ? [] : [`not recordings by name (${shown.join(", ")})`]),
      ...(this.#archived === 0
        ? []
        : [`archived: restore them first with aws s3api restore-object (${this.#archived})`]),
      ...(this.#unnamed === 0 ? [] : [`names that are not UTF-8 (${this.#unnamed})`]),
    ];
    return `${total} ${total === 1 ? "file" : "files"} skipped: ${reasons.join("; ")}`;
  }
}

const shownKinds = 6;
