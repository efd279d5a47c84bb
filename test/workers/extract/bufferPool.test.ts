import { describe, expect, test } from "vitest";
import { BufferPool } from "../../../src/workers/extract/bufferPool.js";

const step = 1 << 18;

/** The buffer, if it is leased immediately. */
function atOnce(room: Uint8Array | Promise<Uint8Array>): Uint8Array {
  if (!(room instanceof Uint8Array)) throw new Error("had to wait");
  return room;
}

describe("BufferPool", () => {
  test("leases buffers of exactly the requested length, which threads can share", () => {
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

  test("grants leases exactly up to the limit, and makes one more wait", () => {
    const buffers = new BufferPool(4 * step);
    atOnce(buffers.lease().allocate(3 * step));
    atOnce(buffers.lease().allocate(step));
    expect(buffers.lease().allocate(1)).toBeInstanceOf(Promise);
  });

  test("counts a file in steps of 256 KiB, with an empty one as one step", () => {
    const buffers = new BufferPool(3 * step);
    atOnce(buffers.lease().allocate(0));
    atOnce(buffers.lease().allocate(step + 1));
    expect(buffers.lease().allocate(1)).toBeInstanceOf(Promise);
  });

  test("keeps idle buffers while they fit beside the leased ones, and drops them when they do not", () => {
    const buffers = new BufferPool(3 * step);
    const lease = buffers.lease();
    const idle = atOnce(lease.allocate(step)).buffer;
    lease.release();
    const second = buffers.lease();
    atOnce(second.allocate(2 * step));
    second.release();
    const third = buffers.lease();
    expect(atOnce(third.allocate(step)).buffer).toBe(idle);
    third.release();
    const large = buffers.lease();
    atOnce(large.allocate(3 * step));
    large.release();
    expect(atOnce(buffers.lease().allocate(step)).buffer).not.toBe(idle);
  });

  test("shares buffers of up to 8 MiB with threads, but no longer ones", () => {
    const buffers = new BufferPool(1_000 * step);
    expect(atOnce(buffers.lease().allocate(32 * step)).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(atOnce(buffers.lease().allocate(32 * step + 1)).buffer).toBeInstanceOf(ArrayBuffer);
  });

  test("counts a lease that is released twice once", () => {
    const buffers = new BufferPool(2 * step);
    const lease = buffers.lease();
    atOnce(lease.allocate(step));
    const other = buffers.lease();
    atOnce(other.allocate(step));
    lease.release();
    lease.release();
    atOnce(buffers.lease().allocate(step));
    expect(buffers.lease().allocate(1)).toBeInstanceOf(Promise);
  });

  test("grants leases in FIFO order, even if a shorter file would fit", async () => {
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

  test("grants a file that is larger than the limit a lease on its own", () => {
    const buffers = new BufferPool(step);
    const share = buffers.lease();
    expect(atOnce(share.allocate(5 * step)).length).toBe(5 * step);
    expect(buffers.lease().allocate(1)).toBeInstanceOf(Promise);
  });

  test("reuses a buffer when its file is released", () => {
    const buffers = new BufferPool(10 * step);
    const share = buffers.lease();
    const first = atOnce(share.allocate(1_000)).buffer;
    share.release();
    expect(atOnce(buffers.lease().allocate(2_000)).buffer).toBe(first);
  });

  test("gives a long file its own buffer, which can be transferred to a thread", () => {
    const place = atOnce(new BufferPool(100 * step).lease().allocate(40 * step + 1));
    expect(place.buffer).toBeInstanceOf(ArrayBuffer);
    expect(place.byteLength).toBe(place.buffer.byteLength);
  });

  test("never has two files in one buffer", () => {
    const buffers = new BufferPool(10 * step);
    expect(atOnce(buffers.lease().allocate(1)).buffer).not.toBe(atOnce(buffers.lease().allocate(1)).buffer);
  });

  test("counts a retried read as one file, not two", () => {
    const buffers = new BufferPool(2 * step);
    const share = buffers.lease();
    atOnce(share.allocate(2 * step));
    expect(atOnce(share.allocate(2 * step)).length).toBe(2 * step);
  });
});
