import { pino, type Logger as PinoLogger } from "pino";
import pretty from "pino-pretty";

/** The programs' log: one event per meaningful step, with facts in the object and a sentence as message. */
export interface Logger extends Pick<PinoLogger, "debug" | "info" | "warn" | "error"> {
  /** A logger that adds these facts, such as run and job, to each event. */
  child(facts: Readonly<Record<string, unknown>>): Logger;
}

/** JSON lines for machines, a readable form on terminals. Always on stderr: stdout is for results. */
export function createLogger(level: string): Logger {
  return process.stderr.isTTY
    ? pino({ level }, pretty({ destination: 2, colorize: true, ignore: "pid,hostname", sync: true }))
    : pino({ level }, pino.destination({ dest: 2, sync: true }));
}
