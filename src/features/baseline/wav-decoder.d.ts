/** The part of wav-decoder 1.3.0 that the meyda extractor uses; the package has no types. */
declare module "wav-decoder" {
  const wavDecoder: {
    readonly decode: {
      sync(wav: ArrayBuffer): {
        readonly numberOfChannels: number;
        readonly length: number;
        readonly sampleRate: number;
        /** one array per channel, shape [length] */
        readonly channelData: readonly Float32Array[];
      };
    };
  };
  export default wavDecoder;
}
