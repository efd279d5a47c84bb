import { describe, expect, test } from "vitest";
import { nestedVoteFold, newSpeakerProba, voteFolds } from "../../../src/evaluation/vote/nestedVote.js";
import { VoteData, type VoteRows } from "../../../src/evaluation/vote/voteData.js";
import { fitVote, voteCandidates } from "../../../src/evaluation/vote/voteSearch.js";
import { confusionMatrix, macroF1 } from "../../../src/evaluation/metrics.js";
import { argmaxRows } from "../../../src/forest/classifier.js";
import { speakerStatistics } from "../../../src/linear/speakerScaling.js";
import { type Matrix, row, stacked } from "../../../src/shared/matrix.js";
import { voices } from "./voices.js";

/** The same recordings under a condition that shifts and stretches all columns. */
function changed(X: Matrix): Matrix {
  return { ...X, data: X.data.map((value, i) => 0.5 * value + 3 + 0.1 * Math.sin(i)) };
}

const everyRow = ({ y }: VoteRows): Int32Array => Int32Array.from(y.keys());
const plain = { ridge: [1], lda: [1], vote: 1 };

describe("copies of recordings as further training rows", () => {
  test("give the vote of a corpus in which each copy is a recording of another speaker", () => {
    const rows = voices({ nClasses: 5, nAsked: 3 });
    const copy = changed(rows.X);
    const joined: VoteRows = {
      ...rows,
      X: stacked([rows.X, copy]),
      y: Int32Array.from([...rows.y, ...rows.y]),
      speakers: [...rows.speakers, ...rows.speakers.map((speaker) => speaker + 100)],
    };
    const fitted = (of: VoteRows): unknown => fitVote([new VoteData(of)], everyRow(of), voteCandidates[0]!, plain);
    expect(fitted({ ...rows, copies: [copy] })).toEqual(fitted(joined));
    expect(fitted(rows)).not.toEqual(fitted(joined)); // the check can fail
  });

  test("follow the recordings' order and classes", () => {
    const rows = voices();
    const data = new VoteData({ ...rows, copies: [changed(rows.X)] });
    const chosen = Int32Array.of(0, 5, 30);
    const training = data.asTraining(data.priorOf(chosen), chosen);
    expect(training.rows.X.rows).toBe(6);
    expect([...training.y]).toEqual([rows.y[0], rows.y[5], rows.y[30], rows.y[0], rows.y[5], rows.y[30]]);
  });

  test("make the vote recognise emotions of new speakers under their condition", () => {
    const rows = voices({ speakers: 8 });
    const copy = changed(rows.X);
    const score = (copies: readonly Matrix[]): number => {
      const judged = voteFolds(rows.speakers, 4).map((fold) => {
        const data = new VoteData({ ...rows, copies });
        const vote = fitVote([data], fold.train, voteCandidates[0]!, plain);
        const proba = newSpeakerProba([new VoteData({ ...rows, X: copy })], vote, fold.test);
        return { truth: Array.from(fold.test, (r) => rows.y[r]!), predicted: [...argmaxRows(proba)] };
      });
      const truth = judged.flatMap((each) => each.truth);
      const predicted = judged.flatMap((each) => each.predicted);
      return macroF1(confusionMatrix(truth, predicted, rows.nAsked));
    };
    expect(score([copy])).toBeGreaterThan(score([]));
  });

  test("are not evaluated: the fold's figures count each held-out recording once", () => {
    const rows = voices();
    const [fold] = voteFolds(rows.speakers, 3);
    const judged = nestedVoteFold(
      [new VoteData({ ...rows, copies: [changed(rows.X)] })],
      fold!,
      [],
      7,
      [],
      voteCandidates.slice(0, 1),
    );
    expect(argmaxRows(judged.unheard.proba)).toHaveLength(fold!.test.length);
  });

  test("are rejected if their shape differs from the recordings', or a value is not finite", () => {
    const rows = voices();
    const short = { ...rows.X, rows: rows.X.rows - 1 };
    expect(() => new VoteData({ ...rows, copies: [short] })).toThrow(/copies.*96 x 40, as X.*95 x 40/);
    const broken = { ...rows.X, data: rows.X.data.map((value, i) => (i === 7 ? Number.NaN : value)) };
    expect(() => new VoteData({ ...rows, copies: [broken] })).toThrow(/finite values/);
  });
});

describe("vote data", () => {
  const rows = voices();

  test.each([
    ["y", { y: rows.y.slice(1) }, "y: expected one class a row (96), received 95"],
    ["speakers", { speakers: rows.speakers.slice(1) }, "speakers: expected one per row (96), received 95"],
    [
      "a copy's columns",
      { copies: [{ rows: 96, cols: 2, data: new Float64Array(192) }] },
      'copies: expected 96 x 40, as X, received "96 x 2"',
    ],
    [
      "values",
      { X: { ...rows.X, data: rows.X.data.with(9, Infinity) } },
      "X: expected finite values, received Infinity",
    ],
  ])("rejects %s that do not fit", (_, wrong, message) => {
    expect(() => new VoteData({ ...rows, ...wrong })).toThrow(message);
  });

  test("has the statistics of all of a speaker's recordings", () => {
    const { statistics } = new VoteData(rows);
    expect([...statistics.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
    for (const [speaker, found] of statistics) {
      const own = Array.from(everyRow(rows)).filter((r) => rows.speakers[r] === speaker);
      expect(found).toEqual(speakerStatistics(own.map((r) => row(rows.X, r))));
    }
  });
});
