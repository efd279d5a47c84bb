// Preloaded by a `ser` on a machine with a wrong clock, which is CHAOS_CLOCK_MS ahead.
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
