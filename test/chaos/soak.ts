import { link, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openServices } from "../../src/runs/services.js";
import { runStatus } from "../../src/runs/runStatus.js";
import { silentLogger } from "../support/logger.js";
import { sine, wavFile } from "../support/wavFile.js";
import { Processes, type SerProcess } from "./processes.js";
import { RedisServer } from "./redisServer.js";

/** File systems allow about 65,000 hard links per file, so a new file is made after this many folders. */
const foldersPerFile = 40;
const emotions = 8;
const actors = 24;
const takes = 4;
const filesPerFolder = emotions * actors * takes;

const prefix = "{soak}";
const runName = "soak";
const lookEveryMs = 2_000;

interface Look {
  readonly atSec: number;
  readonly rows: number;
  readonly redisBytes: number;
  /** MB of the producer and the two workers; 0 for one that has exited */
  readonly memory: readonly number[];
}

/**
 * Runs a very large number of tiny files through two workers, to see whether memory and rate stay constant. Prints
 * figures for each tenth of the run, which are meaningful only on a quiet machine, and checks only that every file has
 * its row. Rows are the study's, the smallest.
 *
 * @param minutes time limit; 0: until the last row
 * @returns the exit code
 */
export async function soak(rows: number, minutes: number, say: (line: string) => void): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), "ser-soak-"));
  const processes = new Processes();
  let redis: RedisServer | undefined;
  try {
    say(`making ${rows} tiny files`);
    await makeFiles(join(dir, "corpus"), rows);
    redis = await RedisServer.begin(join(dir, "redis"));
    const env = { REDIS_URL: redis.url(), SER_PREFIX: prefix, LOG_LEVEL: "warn" };
    const started = [
      processes.start(["produce", join(dir, "corpus"), "--run", runName, "--recipe", "study"], env),
      processes.start(["work", "extract", "--threads", "1"], env),
      processes.start(["work", "extract", "--threads", "1"], env),
    ];
    const looks = await watch(redis.url(), started, { rows, minutes }, say);
    return judge(looks, rows, minutes > 0, say);
  } finally {
    await processes.killAll();
    await redis?.kill();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function makeFiles(dir: string, files: number): Promise<void> {
  let file = "";
  for (let made = 0; made < files;) {
    const folder = Math.floor(made / filesPerFolder);
    const path = join(dir, String(folder).padStart(5, "0"));
    await mkdir(path, { recursive: true });
    if (folder % foldersPerFile === 0) {
      file = join(dir, "..", `${folder}.wav`);
      await writeFile(file, wavFile(sine(300 + folder, 0.2)));
    }
    for (let i = 0; i < filesPerFolder && made < files; i++, made++) await link(file, join(path, nameOf(i)));
  }
}

/** A speech recording's name: modality, channel, emotion, intensity, statement, repetition, actor. */
function nameOf(i: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const [emotion, actor, take] = [i % emotions, Math.floor(i / emotions) % actors, Math.floor(i / emotions / actors)];
  return `03-01-${two(emotion + 1)}-01-${two(1 + (take & 1))}-${two(1 + (take >> 1))}-${two(actor + 1)}.wav`;
}

async function watch(
  url: string,
  started: readonly SerProcess[],
  { rows, minutes }: { readonly rows: number; readonly minutes: number },
  say: (line: string) => void,
): Promise<Look[]> {
  const services = await openServices(url, prefix, silentLogger);
  const startedAt = performance.now();
  const looks: Look[] = [];
  try {
    const isOver = (): boolean => minutes > 0 && performance.now() - startedAt > minutes * 60_000;
    for (let done = 0; done < rows && !isOver();) {
      await sleep(lookEveryMs);
      const files = (await runStatus(services, runName))?.files;
      done = (files?.done ?? 0) + (files?.rejected ?? 0);
      const memory = await Promise.all(started.map(memoryOf));
      const info = await services.address.redis.info("memory");
      const redisBytes = Number(/used_memory:(\d+)/.exec(info)?.[1]);
      const look = { atSec: (performance.now() - startedAt) / 1_000, rows: done, redisBytes, memory };
      looks.push(look);
      if (looks.length % 15 === 1) say(describe(look));
      if (started.slice(1).every((worker) => worker.hasEnded())) throw new Error("the workers have ended");
    }
  } finally {
    await services.close();
  }
  return looks;
}

async function memoryOf({ process: child, hasEnded }: SerProcess): Promise<number> {
  if (hasEnded()) return 0;
  const status = await readFile(`/proc/${child.pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_000);
}

function describe({ atSec, rows, redisBytes, memory }: Look): string {
  const perRow = rows === 0 ? "" : `, ${Math.round(redisBytes / rows)} a row`;
  return `${atSec.toFixed(0).padStart(6)} s ${rows} rows; MB of producer and workers: ${memory.join(", ")}; Redis ${Math.round(redisBytes / 1e6)} MB${perRow}`;
}

function judge(looks: readonly Look[], rows: number, mayStopEarly: boolean, say: (line: string) => void): number {
  const done = looks.at(-1)?.rows ?? 0;
  const at = (tenth: number): Look | undefined => looks.find((look) => look.rows >= Math.max(1, (tenth * done) / 10));
  const rates: number[] = [];
  for (let tenth = 1; tenth <= 10; tenth++) {
    const [from, to] = [at(tenth - 1), at(tenth)];
    if (from === undefined || to === undefined || from === to) continue;
    rates.push((to.rows - from.rows) / (to.atSec - from.atSec));
    say(`tenth ${tenth}: ${rates.at(-1)!.toFixed(0)} files/s;${describe(to)}`);
  }
  say(
    `${done} of ${rows} files are done; rate of the last tenth / the first: ${(rates.at(-1)! / rates[0]!).toFixed(2)}`,
  );
  return done === rows || mayStopEarly ? 0 : 1;
}
