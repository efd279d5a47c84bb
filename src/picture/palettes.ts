/** 256 colours, red, green and blue of each, shape [256, 3]. */
export type Palette = Uint8Array;

type Stop = readonly [red: number, green: number, blue: number];

/** Sequential: monotonically from dark to light, so that it also works in grey. */
export const sequential: Palette = palette([
  [18, 12, 46],
  [24, 42, 96],
  [16, 84, 122],
  [24, 126, 124],
  [92, 166, 108],
  [182, 198, 92],
  [252, 230, 140],
]);

/** Diverging around zero: two colours that colour-blind people can distinguish, pale in between. */
export const diverging: Palette = palette([
  [16, 62, 122],
  [66, 130, 188],
  [168, 202, 224],
  [244, 242, 236],
  [240, 188, 150],
  [206, 104, 62],
  [124, 40, 16],
]);

function palette(stops: readonly Stop[]): Palette {
  const colours = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1);
    const k = Math.min(Math.floor(at), stops.length - 2);
    const [from, to] = [stops[k]!, stops[k + 1]!];
    for (let c = 0; c < 3; c++) colours[i * 3 + c] = Math.round(from[c]! + (at - k) * (to[c]! - from[c]!));
  }
  return colours;
}
