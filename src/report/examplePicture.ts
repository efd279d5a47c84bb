import { z } from "zod";

/** Under this name the pictures of a run's examples are stored: report.html shows them, report.json holds figures alone. */
export const examplesBlob = "examples";

const examplePictureSchema = z.object({
  emotion: z.string(),
  key: z.string(),
  speaker: z.string(),
  gender: z.string().optional(),
  /** how much of the recording is drawn */
  shownSec: z.number().min(0),
  durationSec: z.number().min(0),
  /** waveform and descriptors over time, as drawPicture draws them */
  svg: z.string(),
});
export type ExamplePicture = z.infer<typeof examplePictureSchema>;

export function encodeExamples(examples: readonly ExamplePicture[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(examples));
}

export function decodeExamples(bytes: Uint8Array): readonly ExamplePicture[] {
  return z.array(examplePictureSchema).parse(JSON.parse(new TextDecoder().decode(bytes)));
}
