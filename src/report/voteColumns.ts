/** What the linear models of a run learn from, in words. */
export interface VoteColumns {
  readonly name: "functionals" | "embedding";
  /** at the beginning of a sentence, with the verbs that follow */
  readonly the: "The functionals" | "The embedding";
  readonly answer: "answer" | "answers";
  readonly are: "are" | "is";
  readonly have: "have" | "has";
  /** what they describe, after "Linear models on" */
  readonly long: string;
}

/** @param featureSet of the run: functionals, or an embedding model's columns instead */
export function voteColumns({ featureSet }: { readonly featureSet?: string | undefined }): VoteColumns {
  if (featureSet?.includes("embedding") === true)
    return {
      name: "embedding",
      the: "The embedding",
      answer: "answers",
      are: "is",
      have: "has",
      long: "the frames of an embedding model",
    };
  return {
    name: "functionals",
    the: "The functionals",
    answer: "answer",
    are: "are",
    have: "have",
    long: "functionals of spectrum and voice",
  };
}
