import { ParameterError } from "../shared/errors.js";
import { type Fold, checkSplits, foldsFromAssignment } from "./folds.js";
import { seededRandom, shuffled } from "./seededRandom.js";

/**
 * One random division that keeps the proportions of the classes, as most studies report it (75/25). The same actors
 * speak on both sides, so its scores measure recognition of known speakers.
 *
 * Whole trials (`groups`) are drawn: the audio-video and audio-only files of one recording have the same audio, and one
 * on each side would make the test measure memorisation. Without groups, each row is a trial. Each class gives
 * round(testFraction * its trials) to the test side, but at least one to either side.
 *
 * @param y            labels, shape [nSamples]
 * @param testFraction share of the trials to test on, 0 < testFraction < 1
 * @param randomState  seed, an integer from 0
 * @param groups       the trial of each row, shape [nSamples]
 * @throws ParameterError if testFraction is out of range, shapes disagree, one trial has two labels, or a class has
 *         fewer than two trials
 */
export function stratifiedSplit(
  y: ArrayLike<number>,
  testFraction: number,
  randomState: number,
  groups?: ArrayLike<string | number>,
): Fold {
  if (!(testFraction > 0 && testFraction < 1))
    throw new ParameterError("testFraction", "a number above 0 and below 1", testFraction);
  const foldOfRow = new Int32Array(y.length);
  for (const trials of shuffledTrials(y, randomState, groups)) {
    const nTest = Math.min(Math.max(Math.round(testFraction * trials.length), 1), trials.length - 1);
    for (const rows of trials.slice(0, nTest)) for (const r of rows) foldOfRow[r] = 1;
  }
  return foldsFromAssignment(foldOfRow, 2)[1]!;
}

/**
 * Folds that keep the proportions of the classes: the trials of each class in random order, dealt round-robin.
 * Each class continues where the previous one stopped, so fold sizes differ by at most one trial.
 *
 * @param y           labels, shape [nSamples]
 * @param nSplits     number of folds, at least 2
 * @param randomState seed, an integer from 0
 * @param groups      the trial of each row, shape [nSamples]; rows of one trial share a fold
 * @throws ParameterError if nSplits is not an integer above 1 or exceeds the trials, shapes disagree, one trial has
 *         two labels, or a class has fewer than two trials
 */
export function stratifiedFolds(
  y: ArrayLike<number>,
  nSplits: number,
  randomState: number,
  groups?: ArrayLike<string | number>,
): readonly Fold[] {
  checkSplits(nSplits);
  const trials = shuffledTrials(y, randomState, groups).flat();
  if (nSplits > trials.length)
    throw new ParameterError("nSplits", `at most the number of trials (${trials.length})`, nSplits);
  const foldOfRow = new Int32Array(y.length);
  for (const [i, rows] of trials.entries()) for (const r of rows) foldOfRow[r] = i % nSplits;
  return foldsFromAssignment(foldOfRow, nSplits);
}

/** For each class, ascending, its trials in random order; a trial is the list of its rows. */
function shuffledTrials(
  y: ArrayLike<number>,
  randomState: number,
  groups: ArrayLike<string | number> | undefined,
): number[][][] {
  if (groups !== undefined && groups.length !== y.length)
    throw new ParameterError("groups", `one entry per row (${y.length})`, groups.length);
  const trialsOfClass = new Map<number, Map<string | number, number[]>>();
  const labelOfTrial = new Map<string | number, number>();
  for (let r = 0; r < y.length; r++) {
    const label = y[r]!;
    const trial = groups?.[r] ?? r;
    const known = labelOfTrial.get(trial) ?? label;
    if (known !== label)
      throw new ParameterError("groups", "one label a trial", `trial ${trial} with labels ${known} and ${label}`);
    labelOfTrial.set(trial, label);
    const trials = trialsOfClass.get(label) ?? new Map<string | number, number[]>();
    trialsOfClass.set(label, trials);
    const rows = trials.get(trial);
    if (rows === undefined) trials.set(trial, [r]);
    else rows.push(r);
  }
  const classes = [...trialsOfClass].sort(([a], [b]) => a - b);
  return classes.map(([label, trials]) => {
    if (trials.size < 2)
      throw new ParameterError("y", "at least 2 trials of each class", `${trials.size} of class ${label}`);
    return shuffled([...trials.values()], seededRandom(randomState, label));
  });
}
