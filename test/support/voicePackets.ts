import { audioFixture } from "./audioFixture.js";
import { countedFile, readFrom } from "./countedFile.js";
import type { SoundUnits } from "./mp4File.js";

/** The AAC packets of the synthetic voice from a fixture, including priming. */
export async function voicePackets(): Promise<SoundUnits> {
  const sound = await readFrom(countedFile(audioFixture("no-edit-list.mp4")));
  if (sound.kind !== "encoded") throw new Error("the fixture is an MP4 file");
  const { data, sizes, config } = sound.encoded;
  let at = 0;
  const units = Array.from(sizes, (size) => data.slice(at, (at += size)));
  return { units, config: config.bytes, sampleRate: config.sampleRate };
}
