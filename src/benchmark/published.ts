/** A published figure for comparison. */
export interface PublishedRow {
  readonly model: string;
  readonly macroF1: number;
}

/**
 * Published macro F1 of frozen pre-trained models with EmoBox's folds, by data set. Not every data set is covered here;
 * see https://emo-box.github.io/leaderboard1.html for all of them.
 *
 * Source: Ma et al. (2024), EmoBox: Multilingual Multi-corpus Speech Emotion Recognition Toolkit and Benchmark,
 * Interspeech.
 */
export const publishedRows: Readonly<Record<string, readonly PublishedRow[]>> = {
  ravdess: [
    { model: "Whisper large v3", macroF1: 0.752 },
    { model: "WavLM large", macroF1: 0.714 },
    { model: "HuBERT large", macroF1: 0.695 },
    { model: "HuBERT base", macroF1: 0.653 },
    { model: "WavLM base", macroF1: 0.612 },
    { model: "wav2vec 2.0 base", macroF1: 0.54 },
  ],
};
