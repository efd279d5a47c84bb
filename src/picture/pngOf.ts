import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const require = createRequire(import.meta.url);

/** Pixels of the PNG per pixel of the picture: sharp on high-density screens and in print. */
const zoom = 2;

let ready: Promise<void> | undefined;

/** A picture as PNG. Text uses the font included in this package: servers often have none. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  ready ??= readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")).then(initWasm);
  const [font] = await Promise.all([
    readFile(require.resolve("@expo-google-fonts/varela/Varela_400Regular.ttf")),
    ready,
  ]);
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: zoom },
    font: { fontBuffers: [font], defaultFontFamily: "Varela" },
  });
  try {
    return picture.render().asPng();
  } finally {
    picture.free();
  }
}
