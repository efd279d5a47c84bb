import { describe, expect, test } from "vitest";
import { BufferPool } from "../../../src/workers/extract/bufferPool.js";

const step = 1 << 18;

/** The buffer, where it is given at once. */
function atOnce(room: Uint8Array | Promise<Uint8Array>): Uint8Array {
  if (!(room instanceof Uint8Array)) throw new Error("had to wait");
  return room;
}

describe("RecordingBuffers", () => {
  test("gives places of exactly the length asked for, which threads can share", () => {
    const place = atOnce(new BufferPool(10 * step).lease().allocate(1_000));
    expect(place.length).toBe(1_000);
    expect(place.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test("makes a file wait until there is room for all of it", async () => {
    const buffers = new BufferPool(4 * step);
    const first = buffers.lease();
    atOnce(first.allocate(3 * step));
    let isIn = false;
    const waiting = Promise.resolve(buffers.lease().allocate(2 * step)).then(() => (isIn = true));
    await Promise.resolve();
    expect(isIn).toBe(false);
    first.release();
    await waiting;
    expect(isIn).toBe(true);
  });

  test("lets files in in the order in which they came, though a shorter one would fit", async () => {
    const buffers = new BufferPool(4 * step);
    const first = buffers.lease();
    atOnce(first.allocate(3 * step));
    const order: string[] = [];
    const long = Promise.resolve(buffers.lease().allocate(4 * step)).then(() => order.push("long"));
    const last = buffers.lease();
    const short = Promise.resolve(last.allocate(1)).then(() => order.push("short"));
    first.release();
    await long;
    expect(order).toEqual(["long"]);
    last.release();
    await Promise.race([short, Promise.resolve()]);
  });

  test("lets in alone a file that is larger than the limit", () => {
    const buffers = new BufferPool(step);
    const share = buffers.lease();
    expect(atOnce(share.allocate(5 * step)).length).toBe(5 * step);
    expect(buffers.lease().allocate(1)).toBeInstanceOf(Promise);
  });

  test("uses a buffer again when its file is done with", () => {
    const buffers = new BufferPool(10 * step);
    const share = buffers.lease();
    const first = atOnce(share.allocate(1_000)).buffer;
    share.release();
    expect(atOnce(buffers.lease().allocate(2_000)).buffer).toBe(first);
  });

  test("gives a long file its own buffer, which can move to a thread", () => {
    const place = atOnce(new BufferPool(100 * step).lease().allocate(40 * step + 1));
    expect(place.buffer).toBeInstanceOf(ArrayBuffer);
    expect(place.byteLength).toBe(place.buffer.byteLength);
  });

  test("never has two files in one buffer", () => {
    const buffers = new BufferPool(10 * step);
    expect(atOnce(buffers.lease().allocate(1)).buffer).not.toBe(atOnce(buffers.lease().allocate(1)).buffer);
  });

  test("takes a read that is tried again for one file, not for two", () => {
    const buffers = new BufferPool(2 * step);
    const share = buffers.lease();
    atOnce(share.allocate(2 * step));
    expect(atOnce(share.allocate(2 * step)).length).toBe(2 * step);
  });
});
