import { z } from "zod";

/** The name of the blob with the pictures of a run's examples: report.html shows them, report.json has only figures. */
export const examplesBlob = "examples";

const examplePictureSchema = z.object({
  emotion: z.string(),
  key: z.string(),
  speaker: z.string(),
  gender: z.string().optional(),
  /** drawn part of the recording */
  shownSec: z.number().min(0),
  durationSec: z.number().min(0),
  /** waveform and descriptors over time, drawn by drawPicture */
  svg: z.string(),
});
export type ExamplePicture = z.infer<typeof examplePictureSchema>;

export function encodeExamples(examples: readonly ExamplePicture[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(examples));
}

export function decodeExamples(bytes: Uint8Array): readonly ExamplePicture[] {
  return z.array(examplePictureSchema).parse(JSON.parse(new TextDecoder().decode(bytes)));
}
