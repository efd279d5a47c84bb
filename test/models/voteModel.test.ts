import { describe, expect, test } from "vitest";
import { enrol, type EnrolledSpeaker, packSpeaker, unpackSpeaker } from "../../src/models/enrolledSpeaker.js";
import { enrolledRow, modelThatKnowsSpeakers, seemAlike } from "../../src/models/enrolRecordings.js";
import { loadModel, type VoteModel } from "../../src/models/modelFile.js";
import { defaultPredictOptions } from "../../src/models/prediction.js";
import { predictFeatures } from "../../src/models/predictFeatures.js";
import { assembleModels } from "../../src/models/runModels.js";
import { row } from "../../src/shared/matrix.js";
import { bytesOf, sampleModel } from "../support/sampleModels.js";
import {
  sampleContours,
  sampleConvolvedModelFile,
  sampleVoteModelFile,
  heldOutRows,
  voteFeatureSet as featureSet,
  voteLabels,
  voteRows,
} from "../support/sampleVoteModel.js";

const file = sampleVoteModelFile();
const model = loadModel(bytesOf(file)) as VoteModel;
const models = assembleModels([model]);
const speakerRows = Array.from(heldOutRows.y, (_, r) => ({ file: `recording ${r}`, features: row(heldOutRows.X, r) }));

/** Share of the unheard speaker's recordings that are recognised. */
function recognised(enrolled: number): number {
  const speaker = enrol("anna", undefined, featureSet, speakerRows.slice(0, enrolled));
  const options = enrolled === 0 ? defaultPredictOptions : { ...defaultPredictOptions, speaker };
  const right = speakerRows.filter(({ features }, r) => {
    const { emotion } = predictFeatures(models, { featureSet, features, durationSec: 1 }, options);
    return emotion === voteLabels[heldOutRows.y[r]!];
  });
  return right.length / speakerRows.length;
}

describe("a model of the recipe functionals", () => {
  test("predicts calibrated probabilities that sum to 1, with the columns that favoured the emotion", () => {
    const features = row(voteRows.X, 0);
    const answer = predictFeatures(models, { featureSet, features, durationSec: 1 }, defaultPredictOptions);
    expect(Object.values(answer.probabilities).reduce((sum, p) => sum + p)).toBeCloseTo(1, 9);
    expect(answer.emotion).toBe("calm");
    expect(answer.features).toHaveLength(5);
    expect(answer.features.every(({ contribution }) => contribution > 0)).toBe(true);
    expect(answer.speaker).toBeUndefined();
  });

  test("recognises an enrolled speaker better than a new one", () => {
    expect(recognised(24)).toBeGreaterThan(recognised(0));
  });

  test("predicts for a speaker with one enrolled recording", () => {
    const speaker = enrol("anna", undefined, featureSet, speakerRows.slice(0, 1));
    const row0 = { featureSet, features: speakerRows[1]!.features, durationSec: 1 };
    const answer = predictFeatures(models, row0, { ...defaultPredictOptions, speaker });
    expect(answer.speaker).toEqual({ id: "anna", recordings: 1 });
  });

  test("is calibrated separately for enrolled speakers, and stores that in its file", () => {
    expect(file.vote.enrolledTemperature).toBeDefined();
    expect(file.vote.enrolledTemperature).not.toBe(file.vote.temperature);
    expect(model.vote.enrolledTemperature).toBe(file.vote.enrolledTemperature);
  });

  test("loads without temperatures, uncalibrated", () => {
    const withoutTemperature = (value: object): object =>
      Object.fromEntries(Object.entries(value).filter(([name]) => name !== "temperature"));
    const bare = { ...withoutTemperature(file.vote), members: file.vote.members.map(withoutTemperature) };
    const loaded = loadModel(bytesOf({ ...file, vote: bare as unknown as typeof file.vote })) as VoteModel;
    expect([loaded.vote.temperature, ...loaded.vote.members.map(({ temperature }) => temperature)]).toEqual([1, 1, 1]);
  });

  test("is rejected with a message if a number is out of bounds or a part has the wrong size", () => {
    const spoilt = (change: (vote: typeof file.vote) => unknown): Uint8Array => {
      const copy = structuredClone(file);
      change(copy.vote);
      return bytesOf(copy);
    };
    expect(() => loadModel(spoilt((vote) => (vote.members[0]!.coef[0]![3] = 1e12)))).toThrow(
      /not a model of this version/,
    );
    expect(() => loadModel(spoilt((vote) => (vote.priors[0]!.sd[0] = 0)))).toThrow(/not a model of this version/);
    expect(() => loadModel(spoilt((vote) => (vote.temperature = -1)))).toThrow(/not a model of this version/);
    expect(() => loadModel(spoilt((vote) => vote.members[1]!.coef[0]!.pop()))).toThrow(
      /vote.members\[1\].coef\[0\]: expected 161/,
    );
    expect(() => loadModel(spoilt((vote) => (vote.members[0]!.view = 2)))).toThrow(/view: expected one of the priors/);
  });
});

describe("an enrolled speaker", () => {
  test("is stored as statistics and read back the same", () => {
    const anna = enrol("anna", undefined, featureSet, speakerRows.slice(0, 3));
    expect(unpackSpeaker(packSpeaker(anna), "anna")).toEqual(anna);
    expect(new TextDecoder().decode(packSpeaker(anna))).not.toContain(String(speakerRows[0]!.features[0]));
  });

  test("is not changed by a recording that is already enrolled", () => {
    const anna = enrol("anna", undefined, featureSet, speakerRows.slice(0, 3));
    const again = enrol("anna", anna, featureSet, speakerRows.slice(1, 4));
    expect(again.statistics.n).toBe(4);
  });

  test("with other features is rejected, with what to do", () => {
    const anna = enrol("anna", undefined, featureSet, speakerRows.slice(0, 3));
    expect(() => enrol("anna", anna, "mean161-v1-8000", speakerRows)).toThrow(/ser speakers remove anna/);
    const other = { ...anna, featureSet: "mean161-v1-8000" };
    const asked = { featureSet, features: speakerRows[0]!.features, durationSec: 1 };
    expect(() => predictFeatures(models, asked, { ...defaultPredictOptions, speaker: other })).toThrow(
      /speaker anna was enrolled with features of mean161-v1-8000/,
    );
  });

  test("is rejected by a forest of the study's recipe, which does not use speakers", () => {
    const forest = assembleModels([sampleModel("all")]);
    expect(() => modelThatKnowsSpeakers(forest)).toThrow(/cannot use enrolled speakers/);
  });

  test("counts as uniform only if the recordings hardly differ", () => {
    const alike = speakerRows.map(({ file: name }, r) => {
      const features = speakerRows[0]!.features.map((value, c) => value + 0.01 * Math.sin(r + c));
      return { file: name, features };
    });
    const enrolled = (from: typeof speakerRows) => enrol("anna", undefined, featureSet, from.slice(0, 10)).statistics;
    expect(seemAlike(enrolled(alike), model)).toBe(true);
    expect(
      seemAlike(
        enrolled([...speakerRows.slice(0, 3), ...speakerRows.slice(6, 9), ...speakerRows.slice(12, 16)]),
        model,
      ),
    ).toBe(false);
    expect(seemAlike(enrol("anna", undefined, featureSet, alike.slice(0, 2)).statistics, model)).toBe(false);
  });

  test("applies to the random convolutions of the model it was enrolled with, and to no others", () => {
    const convolved = loadModel(bytesOf(sampleConvolvedModelFile())) as VoteModel;
    const others = loadModel(bytesOf(sampleConvolvedModelFile(4))) as VoteModel;
    const recordings = speakerRows.map(({ file: name, features }, r) => {
      return { file: name, features, contours: sampleContours(9, heldOutRows.y[r]!, r) };
    });
    const enrolledBy = (of: VoteModel, before?: EnrolledSpeaker, from = 0): EnrolledSpeaker => {
      const rows = recordings.slice(from, from + 4).map((each) => enrolledRow(each.file, each, of));
      return enrol("anna", before, featureSet, rows);
    };
    const probabilitiesWith = (speaker: EnrolledSpeaker): unknown =>
      predictFeatures(
        assembleModels([convolved]),
        { featureSet, durationSec: 1, ...recordings.at(-1)! },
        { ...defaultPredictOptions, speaker },
      ).probabilities;
    const anna = enrolledBy(convolved);
    expect(unpackSpeaker(packSpeaker(anna), "anna")).toEqual(anna);
    const { id, statistics, files, updatedAt } = anna;
    const withoutConvolutions = { id, featureSet, statistics, files, updatedAt };
    expect(probabilitiesWith(anna)).not.toEqual(probabilitiesWith(withoutConvolutions));
    const byOthers = enrolledBy(others);
    expect(probabilitiesWith(byOthers)).toEqual(probabilitiesWith(withoutConvolutions));
    // The same recordings count once; for a new training's convolutions all count, although the features have them already.
    expect(enrolledBy(convolved, anna, 2).convolved?.statistics.n).toBe(6);
    const trainedAnew = enrolledBy(convolved, byOthers);
    expect([trainedAnew.statistics.n, trainedAnew.convolved?.statistics.n]).toEqual([4, 4]);
    expect(probabilitiesWith(trainedAnew)).toEqual(probabilitiesWith(anna));
  });

  test("is rejected if its file is corrupt", () => {
    expect(() => unpackSpeaker(new TextEncoder().encode("{}"), "speaker anna")).toThrow(
      /speaker anna: not an enrolled speaker/,
    );
  });
});
