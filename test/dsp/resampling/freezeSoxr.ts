/**
 * `npx tsx test/dsp/resampling/freezeSoxr.ts > test/fixtures/soxr.json`: the frozen reference, made by libsoxr 0.1.3 on x86-64.
 */
import { bySoxr } from "./libsoxr.js";
import { freeze, ratePairs, roughSignal } from "./soxrCases.js";

const lines = ratePairs.map(([from, to]) => JSON.stringify(freeze(from, to, bySoxr(roughSignal(from, to), from, to))));
process.stdout.write(`[\n  ${lines.join(",\n  ")}\n]\n`);
