import { pino, type Logger as PinoLogger } from "pino";
import pretty from "pino-pretty";

/** The programs' log: one event a meaningful step, facts in the object, a sentence in the message. */
export interface Logger extends Pick<PinoLogger, "debug" | "info" | "warn" | "error"> {
  /** A logger that adds these facts, such as run and job, to each event. */
  child(facts: Readonly<Record<string, unknown>>): Logger;
}

/** JSON lines for machines; on a terminal the same, readable. Always on stderr: stdout belongs to results. */
export function createLogger(level: string): Logger {
  return process.stderr.isTTY
    ? pino({ level }, pretty({ destination: 2, colorize: true, ignore: "pid,hostname", sync: true }))
    : pino({ level }, pino.destination({ dest: 2, sync: true }));
}
