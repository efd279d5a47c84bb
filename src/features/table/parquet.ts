import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { ByteWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from "hyparquet-writer";
import { z } from "zod";
import { rowFlags, type FeatureRow } from "../featureRow.js";
import { hasContours } from "../featureSet.js";
import { notesSeparator, tableColumns, tableRow, type TableColumn, type TableRow } from "./columns.js";

/**
 * Writes a feature table as Parquet, row group by row group, holding one group in memory. pandas, DuckDB and Spark read
 * it. The same groups of rows give the same bytes.
 *
 * Contours, if the set has them, are a last column of bytes: numpy.frombuffer(row.contours, "<f4").reshape(-1, 44).
 */
export class ParquetTable {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #columns: readonly TableColumn<string | number | Uint8Array>[];

  /** @param metadata the file's key-value metadata */
  constructor(featureSet: string, names: readonly string[], metadata: Readonly<Record<string, string>> = {}) {
    this.#columns = [...tableColumns(featureSet, names), ...(hasContours(featureSet) ? [contoursColumn] : [])];
    const schema = schemaFromColumnData({ columnData: columnData(this.#columns, []) });
    const kvMetadata = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, codec: "UNCOMPRESSED", kvMetadata });
  }

  /**
   * @returns the bytes of the file that are final now: those of the group, preceded by the file's header for the first
   * group
   */
  group(rows: readonly FeatureRow[]): Uint8Array {
    if (rows.length > 0) {
      const written = this.#writer.write({
        columnData: columnData(this.#columns, rows.map(tableRow)),
        rowGroupSize: rows.length,
      });
      if (written !== undefined) throw new Error("hyparquet-writer: an in-memory writer was asynchronous");
    }
    return this.#taken();
  }

  /** @returns the file's last bytes */
  end(): Uint8Array {
    void this.#writer.finish();
    return this.#taken();
  }

  #taken(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0; // offset, the position in the file, is kept
    return bytes;
  }
}

const contoursColumn: TableColumn<Uint8Array> = {
  name: "contours",
  type: "BYTE_ARRAY",
  isNullable: true,
  of: ({ row: { contours } }) => contours && new Uint8Array(contours.buffer, contours.byteOffset, contours.byteLength),
};

/** A whole table of one row group. */
export function encodeFeatureTable(
  rows: readonly FeatureRow[],
  featureSet: string,
  names: readonly string[],
): Uint8Array {
  const table = new ParquetTable(featureSet, names);
  return Buffer.concat([table.group(rows), table.end()]);
}

const storedRowSchema = z.object({
  key: z.string(),
  etag: z.string(),
  duration_sec: z.number(),
  source_rate: z.number(),
  decoder: z.string().nullish(),
  flag: z.enum(rowFlags).nullish(),
  notes: z.string().nullish(),
  whole_sec: z.number().nullish(),
});

/** Older tables lack these columns. */
const laterColumns: ReadonlySet<string> = new Set(["flag", "notes", "whole_sec"]);

/** Copied, because the bytes may start anywhere in the file and float32 needs multiples of 4. */
const contoursSchema = z.instanceof(Uint8Array).transform((bytes) => new Float32Array(bytes.slice().buffer));

/**
 * Reads back what `encodeFeatureTable` wrote.
 *
 * @param featureSet the set's id, as in the file
 * @param names      of the features, in the order of the rows' values
 */
export async function decodeFeatureTable(
  bytes: Uint8Array,
  featureSet: string,
  names: readonly string[],
): Promise<FeatureRow[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const contoursToo = hasContours(featureSet) ? [contoursColumn.name] : [];
  const inFile = new Set(parquetMetadata(file).schema.map(({ name }) => name));
  const stored = Object.keys(storedRowSchema.shape).filter((name) => inFile.has(name) || !laterColumns.has(name));
  const columns = [...stored, ...names, ...contoursToo];
  const objects = await parquetReadObjects({ file, columns, utf8: false });
  return objects.map((object) => {
    const { key, etag, duration_sec, source_rate, decoder, flag, notes, whole_sec } = storedRowSchema.parse(object);
    const features = Float32Array.from(names, (name) => Number(object[name]));
    const contours: unknown = object[contoursColumn.name] ?? undefined;
    return {
      key,
      etag,
      durationSec: duration_sec,
      sourceRate: source_rate,
      ...present("decoder", decoder),
      ...present("flag", flag),
      ...present("notes", notes?.split(notesSeparator)),
      ...present("wholeSec", whole_sec),
      features,
      ...(contours === undefined ? {} : { contours: contoursSchema.parse(contours) }),
    };
  });
}

/** A field that a row may lack; null in Parquet. */
function present<K extends string, V>(name: K, value: V | null | undefined): { readonly [P in K]?: V } {
  return value === undefined || value === null ? {} : ({ [name]: value } as { readonly [P in K]?: V });
}

/**
 * Plain encoding without statistics or page indexes, which would be larger than a shard's few rows and useless:
 * features neither repeat nor compress, and rows are not looked up by feature. Keys keep their statistics, for readers
 * that skip files.
 */
function columnData(
  columns: readonly TableColumn<string | number | Uint8Array>[],
  rows: readonly TableRow[],
): ColumnSource[] {
  return columns.map(({ name, type, isNullable, of }) => ({
    name,
    type,
    nullable: isNullable,
    data: type === "FLOAT" ? Float32Array.from(rows, (row) => of(row) as number) : rows.map(of),
    offsetIndex: false,
    ...(type === "FLOAT" ? { encoding: "PLAIN", statistics: false } : {}),
  }));
}
