import type { ObjectStore } from "../../shared/objects/objectStore.js";

const pieceBytes = 1 << 20;

/** A whole object, piece by piece. */
export async function* piecesOf(store: ObjectStore, key: string): AsyncIterable<Uint8Array> {
  let etag: string | undefined;
  for (let start = 0; ;) {
    const piece = await store.getRange(key, { start, length: pieceBytes }, etag === undefined ? {} : { ifMatch: etag });
    etag = piece.etag;
    if (piece.bytes.length > 0) yield piece.bytes;
    start += piece.bytes.length;
    if (piece.bytes.length === 0 || start >= piece.size) return;
  }
}
