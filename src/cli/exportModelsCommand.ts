import { join } from "node:path";
import { modelToOnnx } from "../models/exportModel.js";
import { loadModel } from "../models/modelFile.js";
import { makeDirectory } from "../shared/objects/makeDirectory.js";
import { writeFileWhole } from "../shared/objects/writeWhole.js";
import { type ModelsOptions, modelFilesOf } from "./modelsCommand.js";
import { print } from "./say.js";

export interface ExportModelsOptions {
  /** directory that the files go to */
  readonly to: string;
}

/** `ser models export`: one .onnx file per model. */
export async function exportModelsCommand(
  run: string | undefined,
  { to }: ExportModelsOptions,
  place: ModelsOptions,
): Promise<void> {
  const files = await modelFilesOf(run, place);
  await makeDirectory(to);
  for (const { set, bytes, where } of files) {
    const path = join(to, `${set}.onnx`);
    await writeFileWhole(path, modelToOnnx(loadModel(bytes, where)));
    print(`${path}\n`);
  }
}
