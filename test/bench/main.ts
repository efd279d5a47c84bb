/**
 * `npm run bench -- NAME [options]`: runs test/bench/NAME.ts, which exports `bench(args)`.
 * Speed is only measured here; tests never time anything.
 */
const [name, ...args] = process.argv.slice(2);
const known = [
  "listing",
  "pipeline",
  "extract",
  "forest",
  "linear",
  "memory",
  "predict",
  "s3",
  "scale",
  "dashboard",
  "accuracy",
  "robustness",
];
if (name === undefined || !known.includes(name)) {
  process.stderr.write(`usage: npm run bench -- (${known.join(" | ")}) [options]\n`);
  process.exit(2);
}
const module = (await import(`./${name}.ts`)) as { bench: (args: string[]) => Promise<void> };
await module.bench(args);
