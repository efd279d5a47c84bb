import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { ffmpegVersion, runFfmpeg, useFfmpeg, type FfmpegReport, type FfmpegRun } from "../../src/audio/ffmpeg.js";
import { temporaryDirectory } from "../support/corpus.js";

/* Shell scripts take the place of ffmpeg, so that every answer of it can be tried. */

let dir: string;
let scripts = 0;
beforeAll(async () => {
  dir = await temporaryDirectory();
});
afterEach(() => useFfmpeg(undefined));

async function program(script: string, path = join(dir, `ffmpeg-${++scripts}`)): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

type Outcome = FfmpegReport & { readonly output: string };
async function run(script: string, options: Partial<FfmpegRun> = {}): Promise<Outcome> {
  useFfmpeg(await program(script));
  let output = "";
  const take = (bytes: Buffer): void => {
    output += bytes.toString("latin1");
  };
  const report = await runFfmpeg({ args: [], input: [], maxBytes: 1e6, take, ...options });
  return { ...report, output };
}

describe.skipIf(process.platform === "win32")("the version of ffmpeg", () => {
  test.each([
    ["ffmpeg version 5.1.9-0+deb12u1 Copyright (c)", "ffmpeg 5.1.9"],
    ["ffmpeg version 7 Copyright (c)", "ffmpeg 7"],
    ["ffmpeg version 10.21 Copyright (c)", "ffmpeg 10.21"],
    ["ffmpeg version N-118-gabc Copyright (c)", "ffmpeg N-118-gabc"],
    ["avconv version 5", undefined],
    ["this is ffmpeg version 5", undefined],
  ])("is read from %j", async (line, version) => {
    useFfmpeg(await program(`[ "$1" = -version ] && echo "${line}"`));
    expect(await ffmpegVersion()).toBe(version);
  });

  test("is asked for once, but again for another program or after ffmpeg was missing", async () => {
    const path = join(dir, "ffmpeg-later");
    useFfmpeg(path);
    expect(await ffmpegVersion()).toBeUndefined();
    await program("echo ffmpeg version 5", path);
    expect(await ffmpegVersion()).toBe("ffmpeg 5");
    await program("echo ffmpeg version 6", path);
    useFfmpeg(path);
    expect(await ffmpegVersion()).toBe("ffmpeg 5");
    useFfmpeg(await program("echo ffmpeg version 7"));
    expect(await ffmpegVersion()).toBe("ffmpeg 7");
  });
});

describe.skipIf(process.platform === "win32")("ffmpeg on PATH", () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env["PATH"] = PATH;
  });

  test("is used unless another program is named", async () => {
    const onPath = await temporaryDirectory();
    await program("echo ffmpeg version 8", join(onPath, "ffmpeg"));
    process.env["PATH"] = `${onPath}:${PATH ?? ""}`;
    useFfmpeg(await program("echo ffmpeg version 7"));
    useFfmpeg(undefined);
    expect(await ffmpegVersion()).toBe("ffmpeg 8");
  });
});

describe.skipIf(process.platform === "win32")("a run of ffmpeg", () => {
  test("has its arguments after the general ones, and reads nothing but its input", async () => {
    const general = "-nostdin -hide_banner -nostats -loglevel level+info -threads 1 -max_alloc 268435456";
    const { output } = await run(`echo "$@"`, { args: ["-i", "a b"] });
    expect(output).toBe(`${general} -protocol_whitelist pipe -i a b\n`);
    const reading = await run(`echo "$@"`, { args: ["-x"], readsFile: true });
    expect(reading.output).toBe(`${general} -protocol_whitelist pipe,file -x\n`);
  });

  test("receives all of its input, and gives its output as it comes", async () => {
    const input = Array.from({ length: 50 }, (_, i) => new Uint8Array(4_000).fill(65 + (i % 26)));
    const { output, errors, info } = await run("cat", { input });
    expect(output).toBe(input.map((part) => String.fromCharCode(part[0]!).repeat(4_000)).join(""));
    expect({ errors, info }).toEqual({ errors: [], info: [] });
    expect((await run("cat", { input: [Uint8Array.of(65)] })).output).toBe("A");
    expect((await run("wc -c")).output.trim()).toBe("0");
  });

  test("has a gigabyte of memory", async () => {
    expect((await run("ulimit -v")).output).toBe("1048576\n");
  });

  test("may end before its input does", async () => {
    const input = Array.from({ length: 300 }, () => new Uint8Array(10_000));
    expect((await run("exec 0<&-; echo done", { input })).output).toBe("done\n");
    expect((await run("head -c 3; exec 0<&-", { input: [new Uint8Array(5).fill(65), ...input] })).output).toBe("AAA");
    const failing = run("head -c 3; echo '[error] bad data' >&2; exit 1", { input });
    await expect(failing).rejects.toThrow("corrupt audio: ffmpeg: bad data");
  });

  test("that reads slowly or has ended takes no more input than it needs", async () => {
    let taken = 0;
    function* endless(): Generator<Uint8Array> {
      for (;;) {
        taken += 1;
        yield new Uint8Array(10_000).fill(65);
      }
    }
    expect((await run("sleep 0.05; head -c 3", { input: endless() })).output).toBe("AAA");
    expect(taken).toBeLessThan(100);
  });

  test("takes more input than fits into a pipe", async () => {
    const input = Array.from({ length: 100 }, () => new Uint8Array(10_000));
    expect((await run("sleep 0.05; wc -c", { input, timeoutMs: 10_000 })).output.trim()).toBe("1000000");
  });

  test("reports errors and information without their prefixes", async () => {
    const lines = [
      "[info] Duration: 00:00:01.27",
      "[aac @ 0x55] [error] Invalid data",
      "[warning] odd",
      "[mov @ 0x1] [x @ 0x2] [fatal]  no [index] found  ",
      "[panic] stop",
      "plain text",
    ];
    const { errors, info } = await run(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} >&2`);
    expect(errors).toEqual(["Invalid data", "no [index] found", "stop"]);
    expect(info).toEqual(["Duration: 00:00:01.27"]);
    expect((await run("printf '[error] one\\n[error] without an end' >&2")).errors).toEqual(["one", "without an end"]);
  });

  test("keeps the first 200 messages, and 300 characters of each", async () => {
    const { errors } = await run(`i=0; while [ $i -lt 250 ]; do echo "[error] $i" >&2; i=$((i+1)); done`);
    expect(errors).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
    const long = await run(`printf '[error] %0400d\\n[error] %0400d' 1 2 >&2`);
    expect(long.errors.map((line) => line.length)).toEqual([292, 292]);
  });

  test("fails with ffmpeg's first error, or else with how it ended", async () => {
    const failure = (reason: string): Error =>
      expect.objectContaining({ code: "corrupt-audio", message: `corrupt audio: ffmpeg: ${reason}` }) as Error;
    const script = "echo '[info] a file' >&2; echo '[error] bad data' >&2; echo '[error] more' >&2; exit 1";
    await expect(run(script)).rejects.toThrow(failure("bad data"));
    await expect(run("exit 3")).rejects.toThrow(failure("exit code 3"));
    await expect(run("kill -9 $$")).rejects.toThrow(failure("ended by SIGKILL"));
    expect((await run("echo '[error] bad data' >&2")).errors).toEqual(["bad data"]);
  });

  test("is ended if it writes too much, takes too long, or its output or input cannot be handled", async () => {
    expect((await run("printf 12345", { maxBytes: 5 })).output).toBe("12345");
    await expect(run("printf 123456; exec sleep 10", { maxBytes: 5 })).rejects.toThrow(
      expect.objectContaining({
        code: "corrupt-audio",
        message: "corrupt audio: ffmpeg decodes it to more than 5 bytes",
      }),
    );
    await expect(run("exec sleep 10", { timeoutMs: 50 })).rejects.toThrow(
      expect.objectContaining({ code: "timed-out", message: "ffmpeg did not decode it within 0.05 s" }),
    );
    const failure = new Error("no room");
    const fail = (): never => {
      throw failure;
    };
    await expect(run("echo; exec sleep 10", { take: fail })).rejects.toBe(failure);
    const input: Iterable<Uint8Array> = { [Symbol.iterator]: () => ({ next: fail }) };
    await expect(run("exec sleep 10", { input })).rejects.toBe(failure);
  });

  test("gives no output after a failure", async () => {
    let taken = 0;
    const take = (): void => {
      taken += 1;
      throw new Error("no room");
    };
    await expect(run("exec head -c 1000000 /dev/zero", { take })).rejects.toThrow("no room");
    expect(taken).toBe(1);
  });

  test("fails if there is no such program", async () => {
    useFfmpeg(join(dir, "no-such-program"));
    const missing = runFfmpeg({ args: [], input: [new Uint8Array(9)], maxBytes: 9, take: () => undefined });
    await expect(missing).rejects.toThrow("corrupt audio: ffmpeg: exit code 127");
  });
});
