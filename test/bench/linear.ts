import { seededRandom } from "../../src/evaluation/seededRandom.js";
import { transpose } from "../../src/linear/gram.js";
import { type MatrixKernels, typescriptKernels } from "../../src/linear/matrixKernels.js";
import { ridgePath } from "../../src/linear/ridgeClassifier.js";
import { ldaPath } from "../../src/linear/shrinkageLda.js";
import { TrainingRows } from "../../src/linear/trainingRows.js";
import { createMatrixKernels } from "../../src/models/createMatrixKernels.js";
import { type Matrix, zeros } from "../../src/shared/matrix.js";

/** RAVDESS's functionals without the speakers of a fold, random convolutions of these, and both with a copy of each row. */
const shapes = [
  [840, 1364],
  [840, 3000],
  [1680, 1364],
  [1680, 3000],
] as const;
const nClasses = 8;
const nAsked = 4;
const rounds = 5;

/** Median CPU time of the rounds, in milliseconds. */
interface Line {
  readonly what: string;
  readonly typescriptMs: number;
  readonly wasmMs: number;
}

/** Times the linear models' fits, and their two largest matrix operations, in TypeScript and in WebAssembly; `--json` for programs. */
export function bench(args: string[]): Promise<void> {
  const wasm = createMatrixKernels();
  if (wasm.kind !== "wasm-simd") throw new Error("no WebAssembly kernels; build them with npm run build");
  const lines = shapes.flatMap(([n, p]) => {
    const X = noise(n, p);
    const shorter = n < p ? X : transpose(X); // what the fit computes the Gram matrix of
    const A = wasm.gram(shorter);
    for (let i = 0; i < A.rows; i++) A.data[i * A.cols + i]! += 1;
    return [
      compared(`Gram matrix of ${shorter.rows} x ${shorter.cols}`, wasm, (kernels) => kernels.gram(shorter)),
      compared(`Cholesky factor of ${A.rows} x ${A.rows}`, wasm, (kernels) => kernels.choleskyFactor(A)),
      compared(`a fold's fits on ${n} x ${p}`, wasm, (kernels) => fitFold(new TrainingRows(X, kernels))),
    ];
  });
  process.stdout.write(args.includes("--json") ? `${JSON.stringify({ lines })}\n` : table(lines));
  return Promise.resolve();
}

/** Three shrinkages on all classes and three penalties on half of them, as a fold of the vote's search. */
function fitFold(rows: TrainingRows): void {
  const y = Int32Array.from({ length: rows.X.rows }, (_, r) => r % nClasses);
  const asked = Int32Array.from(y.keys()).filter((r) => y[r]! < nAsked);
  ldaPath(rows, y, [0.8, 0.9, 0.6], "uniform");
  const alphas = [0.3, 1, 0.1].map((penalty) => penalty * rows.X.cols);
  ridgePath(
    rows.select(asked),
    asked.map((r) => y[r]!),
    alphas,
  );
}

/** Round by round in turn, so that other programs disturb both alike. */
function compared(what: string, wasm: MatrixKernels, work: (kernels: MatrixKernels) => unknown): Line {
  const times = Array.from({ length: rounds }, () => [cpuMs(() => work(typescriptKernels)), cpuMs(() => work(wasm))]);
  return { what, typescriptMs: median(times.map(([ms]) => ms!)), wasmMs: median(times.map(([, ms]) => ms!)) };
}

function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function noise(rows: number, cols: number): Matrix {
  const random = seededRandom(1);
  const X = zeros(rows, cols);
  X.data.forEach((_, i) => (X.data[i] = random.nextBelow(2_001) / 1_000 - 1));
  return X;
}

function table(lines: readonly Line[]): string {
  const row = (what: string, ...cells: string[]): string =>
    `${what.padEnd(36)}${cells.map((cell) => cell.padStart(16)).join("")}\n`;
  return [
    row("", "TypeScript ms", "WebAssembly ms", "ratio"),
    ...lines.map(({ what, typescriptMs, wasmMs }) =>
      row(what, typescriptMs.toFixed(0), wasmMs.toFixed(0), (typescriptMs / wasmMs).toFixed(1)),
    ),
  ].join("");
}
