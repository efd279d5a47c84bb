import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { z } from "zod";

/*
 * predictions.parquet: the out-of-fold prediction for every recording. Every figure of the report is computed from
 * these rows, so that readers can compute others.
 */

/** The name of the blob with a run's predictions, a Parquet file. */
export const predictionsBlob = "predictions";

const protocol = z.enum(["byActor", "stratified"]);
const recipe = z.enum(["study", "functionals"]);

/** The out-of-fold prediction for one recording. */
export interface OutOfFoldPrediction {
  readonly key: string;
  readonly dataset: string;
  readonly speaker: string;
  readonly gender: string | undefined;
  /** what was expressed */
  readonly emotion: string;
  readonly recipe: z.infer<typeof recipe>;
  /** the model's set of speakers */
  readonly set: string;
  readonly protocol: z.infer<typeof protocol>;
  /** whether the recording's speaker was also held out of the search */
  readonly isNested: boolean;
  /** from 0 */
  readonly fold: number;
  readonly predicted: string;
  /** one per class of the table; undefined in results of older versions */
  readonly probabilities: readonly number[] | undefined;
}

export interface PredictionTable {
  readonly classes: readonly string[];
  readonly rows: readonly OutOfFoldPrediction[];
}

/** The columns before the probabilities, in order. */
const textColumns = ["key", "dataset", "speaker", "gender", "emotion", "recipe", "set", "protocol"] as const;

/** A column's name: "p_calm". */
const probabilityColumn = (label: string): string => `p_${label}`;

/** The table's columns with their values, the input of every format. */
export function predictionColumns({ classes, rows }: PredictionTable): (ColumnSource & {
  readonly data: readonly (string | number | boolean | undefined)[];
})[] {
  return [
    ...textColumns.map((name) => ({
      name,
      type: "STRING" as const,
      nullable: name === "gender",
      data: rows.map((row) => row[name]),
    })),
    { name: "nested", type: "BOOLEAN", nullable: false, data: rows.map(({ isNested }) => isNested) },
    { name: "fold", type: "INT32", nullable: false, data: rows.map(({ fold }) => fold) },
    { name: "predicted", type: "STRING", nullable: false, data: rows.map(({ predicted }) => predicted) },
    ...classes.map((label, k) => ({
      name: probabilityColumn(label),
      type: "DOUBLE" as const,
      nullable: true,
      data: rows.map(({ probabilities }) => probabilities?.[k]),
    })),
  ];
}

/** @param metadata the file's key-value metadata */
export function encodePredictions(table: PredictionTable, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData: predictionColumns(table), kvMetadata }));
}

const storedRowSchema = z.object({
  key: z.string(),
  dataset: z.string(),
  speaker: z.string(),
  gender: z
    .string()
    .nullish()
    .transform((gender) => gender ?? undefined),
  emotion: z.string(),
  recipe,
  set: z.string(),
  protocol,
  nested: z.boolean(),
  fold: z.number(),
  predicted: z.string(),
});

/**
 * Reads back what encodePredictions wrote.
 *
 * @throws ZodError if it is a Parquet file with other columns
 */
export async function decodePredictions(bytes: Uint8Array): Promise<PredictionTable> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const prefix = probabilityColumn("");
  const classes = parquetMetadata(file)
    .schema.map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const objects = await parquetReadObjects({ file });
  const rows = objects.map((object): OutOfFoldPrediction => {
    const { nested, ...rest } = storedRowSchema.parse(object);
    const probabilities = classes.map((label) => object[probabilityColumn(label)] as number | null);
    return {
      ...rest,
      isNested: nested,
      probabilities: probabilities.some((p) => p === null) ? undefined : (probabilities as number[]),
    };
  });
  return { classes, rows };
}
