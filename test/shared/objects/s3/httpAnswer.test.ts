import { describe, expect, test } from "vitest";
import { BadAnswerError } from "../../../../src/shared/objects/s3/errors.js";
import { AnswerReader, type AnswerHead } from "../../../../src/shared/objects/s3/httpAnswer.js";

/** What is read from an answer that comes in these pieces, each in a buffer that is used again after it. */
function read(...pieces: readonly string[]) {
  const seen: { head?: AnswerHead; length?: number | undefined; text: string } = { text: "" };
  const reader = new AnswerReader({
    begin(head, length) {
      Object.assign(seen, { head, length });
      return undefined;
    },
    write: (bytes) => void (seen.text += Buffer.from(bytes).toString("latin1")),
    place: undefined,
  });
  const buffer = Buffer.alloc(1_000_000);
  for (const piece of pieces) {
    void reader.take(buffer.subarray(0, buffer.write(piece, "latin1")));
    buffer.fill(0);
  }
  return { ...seen, reader };
}

const whole = 'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 5\r\n\r\nhello';

describe("an answer with a length", () => {
  test("has its status, its fields by their names in lower case, and its body", () => {
    const { head, length, text } = read(whole);
    expect({ head, length, text }).toEqual({
      head: { status: 200, headers: { etag: '"1"', "content-length": "5" } },
      length: 5,
      text: "hello",
    });
  });

  test("is the same wherever the network cut it", () => {
    for (let at = 1; at < whole.length; at++) {
      const { head, text, reader } = read(whole.slice(0, at), whole.slice(at));
      expect([head?.headers["etag"], text, reader.isOver]).toEqual(['"1"', "hello", true]);
    }
  });

  test("leaves the connection good for another", () => {
    expect(read(whole).reader.mayFollow).toBe(true);
  });

  test("is not over before its last byte", () => {
    expect(read(whole.slice(0, -1)).reader.isOver).toBe(false);
  });

  test("that is cut off by the connection's end is refused", () => {
    expect(() => read(whole.slice(0, -1)).reader.end()).toThrow(BadAnswerError);
  });

  test("that has more bytes than it says is refused", () => {
    expect(() => read(`${whole}!`)).toThrow(BadAnswerError);
  });

  test("of 0 is over with its head", () => {
    expect(read("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").reader.isOver).toBe(true);
  });
});

test("an answer in chunks is over with the last of them", () => {
  const { text, length, reader } = read(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    "2\r\nhi\r\n",
    "0\r\n\r\n",
  );
  expect([text, length, reader.isOver]).toEqual(["hi", undefined, true]);
});

test("an answer with neither length nor chunks ends with the connection, which is no good for another", () => {
  const { text, reader } = read("HTTP/1.1 200 OK\r\n\r\nhe", "llo");
  reader.end();
  expect([text, reader.isOver, reader.mayFollow]).toEqual(["hello", true, false]);
});

test("after an answer with connection: close no other follows", () => {
  expect(read("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").reader.mayFollow).toBe(false);
});

test("interim answers are passed over", () => {
  const interim = "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
  expect(read(interim + interim + whole)).toMatchObject({ text: "hello", head: { status: 200 } });
});

test.each([
  ["another protocol", "SSH-2.0-OpenSSH\r\n\r\n"],
  ["no status", "HTTP/1.1 OK\r\n\r\n"],
  ["a line that is no field", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"],
  ["a length that is no number", "HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\n"],
  ["a coding that was not asked for", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n"],
  ["a head without an end", `HTTP/1.1 200 OK\r\n${"x".repeat(20_000)}`],
])("an answer with %s is refused", (_, text) => {
  expect(() => read(text)).toThrow(BadAnswerError);
});

describe("an answer that must wait for its place", () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";

  test("keeps what came of it meanwhile", async () => {
    let text = "";
    let give!: () => void;
    const reader = new AnswerReader({
      begin: async () => new Promise<void>((resolve) => (give = resolve)),
      write: (bytes) => void (text += Buffer.from(bytes).toString("latin1")),
      place: undefined,
    });
    const buffer = Buffer.from(`${head}hel`);
    const waiting = reader.take(buffer);
    buffer.fill(0);
    give();
    await waiting;
    void reader.take(Buffer.from("lo"));
    expect([text, reader.isOver]).toEqual(["hello", true]);
  });

  test("asks for no more than its length to be put there", () => {
    const place = new Uint8Array(100);
    const reader = new AnswerReader({ begin: () => undefined, write: () => undefined, place });
    void reader.take(Buffer.from(`${head}he`));
    expect(reader.place?.length).toBe(3);
  });
});
