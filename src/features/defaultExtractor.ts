import type { SpeechAnalysis } from "../dsp/speech/speechAnalysis.js";
import { functionals } from "../dsp/speech/functionals.js";
import { levelFreeContours } from "../dsp/speech/levelFreeContours.js";
import { noisyCopy } from "../dsp/noisyCopy.js";
import type { FeatureBackend } from "../dsp/featureBackend.js";
import { factsOf, requireFinite, requireOneFrame, type Extractor } from "./extractor.js";
import { ParameterError } from "../shared/errors.js";
import { embeddingBlockOf, featureSetOf, type BlockName } from "./featureSet.js";

/**
 * The default extractor: features that agree with librosa, and functionals of spectrum and voice. The recording is
 * read in parts directly into the backend's buffers, so that a long recording takes little more memory than its bytes.
 *
 * @param blocks         what a row holds, in this order
 * @param sampleRate     Hz that mean161 is computed at, or "native"; functionals always see 16 kHz
 * @param maxDurationSec seconds of a recording to analyse
 * @param engine         the backend, used only by this extractor
 * @throws ParameterError if the blocks cannot be combined, or one is of an embedding model
 */
export function createDefaultExtractor(
  blocks: readonly BlockName[],
  sampleRate: number | "native",
  maxDurationSec: number,
  engine: FeatureBackend,
): Extractor {
  if (embeddingBlockOf(blocks) !== undefined)
    throw new ParameterError(
      "blocks",
      "none of an embedding model: createRecordingExtractor computes them",
      blocks.join(),
    );
  const nColumns = featureSetOf(blocks).columns.length;
  return ({ audio }) => {
    const sourceRate = audio.sampleRate;
    const rate = sampleRate === "native" ? sourceRate : sampleRate;
    requireOneFrame(audio.frames, sourceRate, rate);
    const facts = factsOf(audio, { maxDurationSec });
    let samples = 0;
    let speech: SpeechAnalysis | undefined;
    let contours: Float32Array | undefined;
    const features = new Float64Array(nColumns);
    let at = 0;
    for (const block of blocks) {
      switch (block) {
        case "mean161": {
          const study = engine.featuresOf(audio, rate);
          samples = study.samples;
          features.set(study.features, at);
          at += study.features.length;
          break;
        }
        case "functionals": {
          speech ??= engine.speech(audio);
          const values = functionals(speech);
          features.set(values, at);
          at += values.length;
          break;
        }
        case "noisy": {
          const values = functionals(engine.speech(noisyCopy(audio)));
          features.set(values, at);
          at += values.length;
          break;
        }
        case "contours":
          speech ??= engine.speech(audio);
          contours = levelFreeContours(speech);
          break;
        default:
          break; // belongs to another engine
      }
    }
    return {
      sampleRate: rate,
      samples,
      ...facts,
      features: requireFinite(features),
      ...(contours === undefined ? {} : { contours }),
    };
  };
}
