/** An address or a constant that the WebAssembly module exports. */
interface Exported {
  readonly value: number;
}

/**
 * The exports of assembly/dsp.ts: the buffers' addresses in bytes, their sizes, and the kernels. Each kernel is
 * documented where it is written.
 */
export interface WasmKernels {
  readonly memory: { readonly buffer: ArrayBuffer };

  readonly maxFrames: Exported;
  readonly rowLength: Exported;
  readonly margin: Exported;
  readonly inputCapacity: Exported;
  readonly phaseWeightCapacity: Exported;
  readonly longestBlock: Exported;
  readonly melWeightCapacity: Exported;
  readonly peakCapacity: Exported;

  readonly pcm: Exported;
  readonly input: Exported;
  readonly relayA: Exported;
  readonly relayB: Exported;
  readonly halfBandWeights: Exported;
  readonly phaseWeights: Exported;
  readonly passTwiddles: Exported;
  readonly joinTwiddles: Exported;
  readonly groupedResponse: Exported;
  readonly edgeResponse: Exported;
  readonly samples: Exported;
  readonly peakFrequencies: Exported;
  readonly peakMagnitudes: Exported;
  readonly melFirstBins: Exported;
  readonly melVectors: Exported;
  readonly melWeights: Exported;
  readonly chromaFilters: Exported;
  readonly melSums: Exported;
  readonly logMelSums: Exported;
  readonly chromaSums: Exported;
  readonly chromaShareSums: Exported;

  readonly speechFrames: Exported;
  readonly speechMargin: Exported;
  readonly speechLagCount: Exported;
  readonly speechSignal: Exported;
  readonly speechEnergies: Exported;
  readonly speechPeaks: Exported;
  readonly speechLags: Exported;
  readonly speechDecibels: Exported;
  readonly speechProminences: Exported;
  readonly speechSpectral: Exported;
  readonly speechLogMel: Exported;
  readonly speechCepstra: Exported;
  readonly speechBands: Exported;
  readonly speechBandWeights: Exported;
  readonly speechDct: Exported;
  readonly formantPhases: Exported;
  readonly predictor: Exported;
  readonly recordedFrames: Exported;
  readonly recordedEdges: Exported;
  readonly recordedPowers: Exported;

  readonly centroidSum: Exported;
  readonly crossings: Exported;
  readonly loudestDb: Exported;
  readonly nPeaks: Exported;

  reset(): void;
  mixPcm16(target: number, count: number, channels: number): void;
  filterBlocks(
    from: number,
    to: number,
    blocks: number,
    nFft: number,
    hop: number,
    down: number,
    offset: number,
  ): void;
  halve(from: number, to: number, count: number, nWeights: number): void;
  usePhases(
    from: number,
    to: number,
    count: number,
    phase: number,
    up: number,
    down: number,
    stride: number,
  ): void;
  spectra(nFrames: number): void;
  scanSpeech(nFrames: number): void;
  correlateSpeech(a: number, b: number, c: number, d: number): void;
  describeVoice(a: number, b: number, shortestLag: number, longestLag: number): void;
  beginSpectra(): void;
  describeSpectra(nFrames: number): void;
  prepareStretch(nFrames: number, start: number, end: number): void;
  predictFrame(t: number): void;
  measureBands(): void;
  describe(nFrames: number, binWidthHz: number, firstBin: number, endBin: number): void;
  describeMel(nFrames: number): void;
  addCrossings(nFrames: number, validStart: number, validEnd: number): void;
  clearPeaks(): void;
  addChroma(nFrames: number): void;
  sumLogMel(nFrames: number, floorDb: number): void;
}
