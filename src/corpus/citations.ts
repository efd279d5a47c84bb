/** Citations and licences of the data sets, for reports. */
export interface Citation {
  readonly name: string;
  readonly citation?: string;
  readonly doi?: string;
  readonly licence?: string;
}

const citations: Readonly<Record<string, Citation>> = {
  ravdess: {
    name: "RAVDESS",
    citation:
      "Livingstone SR, Russo FA (2018). The Ryerson Audio-Visual Database of Emotional Speech and Song (RAVDESS). PLoS ONE 13(5): e0196391",
    doi: "10.1371/journal.pone.0196391",
    licence: "CC BY-NC-SA 4.0",
  },
  tess: {
    name: "TESS",
    citation: "Pichora-Fuller MK, Dupuis K (2020). Toronto emotional speech set (TESS). Borealis, V1",
    doi: "10.5683/SP2/E8H2MF",
    licence: "CC BY-NC-ND 4.0",
  },
  "crema-d": {
    name: "CREMA-D",
    citation:
      "Cao H, Cooper DG, Keutmann MK, Gur RC, Nenkova A, Verma R (2014). CREMA-D: Crowd-sourced emotional multimodal actors dataset. IEEE Transactions on Affective Computing 5(4): 377-390",
    doi: "10.1109/TAFFC.2014.2336244",
    licence: "Open Database License 1.0",
  },
  savee: {
    name: "SAVEE",
    citation: "Haq S, Jackson PJB (2010). Multimodal emotion recognition. In: Machine Audition, IGI Global, ch. 17",
    doi: "10.4018/978-1-61520-919-4.ch017",
  },
  "emo-db": {
    name: "EMO-DB",
    citation:
      "Burkhardt F, Paeschke A, Rolfes M, Sendlmeier W, Weiss B (2005). A database of German emotional speech. Interspeech 2005: 1517-1520",
    doi: "10.21437/Interspeech.2005-446",
    licence: "CC0 1.0",
  },
};

/**
 * The citation of a data set by its name in any spelling; for an unknown data set only its name.
 *
 * @example citationOf("EmoDB").doi // "10.21437/Interspeech.2005-446"
 */
export function citationOf(dataset: string): Citation {
  const plain = plainName(dataset);
  return Object.entries(citations).find(([name]) => plainName(name) === plain)?.[1] ?? { name: dataset };
}

/** The files of `ser synth` follow a data set's names and are not its recordings. */
export const syntheticCitation: Citation = { name: "synthetic voices (ser synth)", licence: "MIT, like this program" };

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
