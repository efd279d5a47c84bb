/*
 * The name of a block of embedding columns says which model computes them:
 *
 *     embedding 1536 x 3f9a0c51d2e4b687 x 5d41402a
 *               │      │                  └ digest of the options beside the model: input, output, windows
 *               │      └ the first 16 digits of the model file's SHA-256
 *               └ number of columns: mean and standard deviation of each dimension of a frame
 *
 * Rows of two models, or of two outputs of one model, therefore never mix, in the store or anywhere else.
 */
export type EmbeddingBlockName = `embedding${string}`;

export interface EmbeddingId {
  readonly columns: number;
  /** first digits of the model file's SHA-256 */
  readonly sha256: string;
  /** digest of its options */
  readonly options: string;
}

const shaDigits = 16;
const optionsDigits = 8;

/** Matches a block's name inside a regular expression. */
export const embeddingNamePattern = `embedding[1-9]\\d{0,5}x[0-9a-f]{${shaDigits}}x[0-9a-f]{${optionsDigits}}`;

/**
 * @param sha256  of the model file, in hexadecimal
 * @param options digest of its options, in hexadecimal
 * @example embeddingName({ columns: 4, sha256: "0123456789abcdef00", options: "89abcdef00" }) // embedding4x0123456789abcdefx89abcdef
 */
export function embeddingName({ columns, sha256, options }: EmbeddingId): EmbeddingBlockName {
  return `embedding${columns}x${sha256.slice(0, shaDigits)}x${options.slice(0, optionsDigits)}`;
}

/** The inverse of `embeddingName`; undefined for the name of another block. */
export function parseEmbeddingName(name: string): EmbeddingId | undefined {
  if (!isEmbeddingName(name)) return undefined;
  const [columns = "", sha256 = "", options = ""] = name.slice("embedding".length).split("x");
  return { columns: Number(columns), sha256, options };
}

const wholeName = new RegExp(`^${embeddingNamePattern}$`);

export function isEmbeddingName(name: string): name is EmbeddingBlockName {
  return wholeName.test(name);
}

/** Whether a file and its options compute the columns of a block. */
export function computes(
  file: { readonly sha256: string; readonly digest: string },
  name: EmbeddingBlockName,
): boolean {
  const { columns } = parseEmbeddingName(name)!;
  return embeddingName({ columns, sha256: file.sha256, options: file.digest }) === name;
}
