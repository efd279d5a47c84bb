/** wav-decoder 1.3.0 comes without types; what the meyda engine uses of it. */
declare module "wav-decoder" {
  const wavDecoder: {
    readonly decode: {
      sync(wav: ArrayBuffer): {
        readonly numberOfChannels: number;
        readonly length: number;
        readonly sampleRate: number;
        /** one array a channel, shape [length] */
        readonly channelData: readonly Float32Array[];
      };
    };
  };
  export default wavDecoder;
}
