import { exportOnnx } from "../forest/onnx.js";
import { onnxFile, type OnnxMetadata, writeFloats, writeNode } from "../forest/onnxFile.js";
import type { ProtobufWriter } from "../forest/protobuf.js";
import type { SpeakerVote } from "../linear/speakerVote.js";
import { InputError } from "../shared/errors.js";
import type { Model } from "./modelFile.js";

/** Standardised values beyond this are clipped, as in linear/speakerScaling.ts. */
const clipAt = 3;

/** Lower bound of probabilities before the logarithm, as in linear/speakerVote.ts. */
const minProbability = 1e-12;

/**
 * A stored model as an ONNX file, for runtimes in other languages: X float [n, columns] in the order of the metadata's
 * "features", to label int64 [n] and probabilities float [n, classes]. A vote standardises its rows itself, as those of
 * new speakers.
 *
 * @throws InputError "unknown-model" for a vote with random convolutions, which need more than a row
 */
export function modelToOnnx(model: Model): Uint8Array {
  const metadata = metadataOf(model);
  if (model.version === 1) return exportOnnx(model.forest, metadata);
  if (model.convolutions !== undefined)
    throw new InputError(
      "unknown-model",
      `model ${model.id} needs contours, which rows of features do not have: train with --no-convolutions to export it`,
    );
  const { vote, columns, labels } = model;
  return onnxFile({
    name: "vote of linear models",
    writeNodes: (graph) => writeVote(graph, vote, labels.length),
    nFeatures: columns.length,
    nClasses: labels.length,
    metadata,
  });
}

function metadataOf(model: Model): OnnxMetadata {
  const { id, run, set, synthetic, featureSet, columns, labels, scores, rows, createdAt } = model;
  const classes = model.version === 1 ? Array.from(model.forest.classes, (label) => labels[label]!) : labels;
  return {
    id,
    run,
    set,
    synthetic: String(synthetic),
    feature_set: featureSet,
    features: JSON.stringify(columns.map(({ name }) => name)),
    // Column k of the probabilities is classes[k]; a forest's labels are indices into `labels`.
    classes: JSON.stringify(classes),
    labels: JSON.stringify(labels),
    scaling:
      model.version === 1
        ? "none"
        : `inside the graph: (x - mean) / sd of the training speakers, cut at ${clipAt}; for an enrolled speaker use ser predict --speaker`,
    scores: JSON.stringify(scores),
    rows: String(rows),
    created_at: createdAt,
  };
}

/**
 *     X ▶ (x - mean) / sd ▶ Clip ▶ Gemm, one a member ▶ Softmax ▶ Mean ▶ log p / temperature ▶ Softmax ▶ probabilities
 *                                                                                                      └ ArgMax ▶ label
 */
function writeVote(graph: ProtobufWriter, { priors, members, temperature }: SpeakerVote, nClasses: number): void {
  const [prior] = priors;
  const p = prior!.mean.length;
  writeFloats(graph, "mean", [p], prior!.mean);
  writeFloats(graph, "sd", [p], prior!.sd);
  writeFloats(graph, "least", [], [-clipAt]);
  writeFloats(graph, "most", [], [clipAt]);
  writeNode(graph, "Sub", ["X", "mean"], "centred");
  writeNode(graph, "Div", ["centred", "sd"], "scaled");
  writeNode(graph, "Clip", ["scaled", "least", "most"], "standardised");
  members.forEach(({ model, temperature: ofMember }, m) => {
    // softmax(scores / temperature): the temperature goes into the coefficients.
    writeFloats(
      graph,
      `coef${m}`,
      [nClasses, p],
      model.coef.data.map((value) => value / ofMember),
    );
    writeFloats(
      graph,
      `intercept${m}`,
      [nClasses],
      model.intercept.map((value) => value / ofMember),
    );
    writeNode(graph, "Gemm", ["standardised", `coef${m}`, `intercept${m}`], `scores${m}`, { transB: 1 });
    writeNode(graph, "Softmax", [`scores${m}`], `proba${m}`, { axis: 1 });
  });
  writeFloats(graph, "floor", [], [minProbability]);
  writeFloats(graph, "temperature", [], [temperature]);
  writeNode(
    graph,
    "Mean",
    members.map((_, m) => `proba${m}`),
    "averaged",
  );
  writeNode(graph, "Max", ["averaged", "floor"], "above");
  writeNode(graph, "Log", ["above"], "logarithms");
  writeNode(graph, "Div", ["logarithms", "temperature"], "sharpened");
  writeNode(graph, "Softmax", ["sharpened"], "probabilities", { axis: 1 });
  writeNode(graph, "ArgMax", ["probabilities"], "label", { axis: 1, keepdims: 0 });
}
