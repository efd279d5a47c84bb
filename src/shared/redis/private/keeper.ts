import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { LOCK_FILE } from "./directoryLock.js";

/** Files of a running server in its directory; the keeper removes them (the lock last) when the server has ended. */
export const CONFIG_FILE = "redis.conf";
export const URL_FILE = "redis.url";
export const LOG_FILE = "redis.log";

/**
 * A shell runs between us and the server and reads a pipe that we keep open. When the pipe closes, because we request
 * it or were killed, even with SIGKILL, the shell stops the server and cleans up.
 *
 *     ser run ──pipe──▶ keeper (sh) ──▶ redis-server
 *
 * The first line of the pipe is the command to start; if the pipe closes before, nothing has changed. $1: the
 * container's name or nothing; the rest: the server's command. It runs in the server's directory, whose files only this
 * user may read: the data includes uploaded recordings.
 */
const KEEPER_SCRIPT = `
umask 077
read -r _ || exit 0
container=$1; shift
exec 3<&0 0</dev/null
"$@" >${LOG_FILE} 2>&1 3<&- &
server=$!
trap 'kill "$server" 2>/dev/null' HUP INT TERM
{
  read -r _ <&3
  kill "$server"
  tenths=0
  while kill -0 "$server" && [ "$tenths" -lt 150 ]; do sleep 0.1; tenths=$((tenths + 1)); done
  kill -KILL "$server"
} 2>/dev/null &
watch=$!
wait "$server"; status=$?
while kill -0 "$server" 2>/dev/null; do wait "$server"; status=$?; done
kill "$watch" 2>/dev/null
[ -z "$container" ] || docker rm --force "$container" >/dev/null 2>&1
rm -f ${CONFIG_FILE} ${URL_FILE}
rm -f ${LOCK_FILE}
exit "$status"
`;

/** The process that starts the server, and stops it when we exit. */
export class Keeper {
  readonly #child: ChildProcess;
  /** Settles when the server, and then the keeper, have exited. */
  readonly ended: Promise<unknown>;
  #hasEnded = false;

  /**
   * @param dir       the server's working directory, with its files
   * @param command   the server's command
   * @param container the container's name, if the server runs in one
   */
  constructor(dir: string, command: readonly string[], container = "") {
    this.#child = spawn("sh", ["-c", KEEPER_SCRIPT, "redis-keeper", container, ...command], {
      cwd: dir,
      stdio: ["pipe", "ignore", "ignore"],
      // Its own session: Ctrl-C is for the command, which still needs the server to finish running work.
      detached: true,
    });
    this.#child.stdin?.on("error", () => undefined); // the keeper exited first: `ended` reports it
    this.ended = once(this.#child, "exit").finally(() => (this.#hasEnded = true));
    this.ended.catch(() => undefined);
    // A server that was not stopped must not keep the program alive: the pipe closes when it exits.
    this.#child.unref();
    (this.#child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }

  /** @throws Error if sh itself cannot be started */
  async pid(): Promise<number> {
    if (this.#child.pid === undefined) await this.ended;
    return this.#child.pid!;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  startServer(): void {
    this.#child.stdin?.write("start\n");
  }

  /** Stops the server if it is running, and returns when it and the keeper have exited. */
  async end(): Promise<void> {
    this.#child.ref();
    this.#child.stdin?.end();
    await this.ended;
  }
}
