// Preloaded by a `ser` whose machine's clock is wrong: CHAOS_CLOCK_MS is what it is ahead.
const shiftMs = Number(process.env.CHAOS_CLOCK_MS);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...words) {
    if (words.length === 0) super(RealDate.now() + shiftMs);
    else super(...words);
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
};
