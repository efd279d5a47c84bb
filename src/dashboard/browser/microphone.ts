export interface Recording {
  /** Ends it and lets go of the microphone. */
  stop(): Promise<{ readonly samples: Float32Array; readonly sampleRate: number }>;
}

/**
 * Begins to record one channel, as plain as the browser gives it: what makes calls pleasant changes a voice.
 *
 * @throws Error with what to do where the microphone cannot be had
 */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices
    .getUserMedia({
      audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    })
    .catch((error: unknown) => {
      throw new Error(`no microphone: ${error instanceof Error ? error.message : String(error)}`);
    });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.start();
  return {
    async stop() {
      await new Promise((resolve) => {
        recorder.addEventListener("stop", resolve, { once: true });
        recorder.stop();
      });
      for (const track of stream.getTracks()) track.stop();
      // What a browser records (WebM, MP4) it can decode; the worker is given samples.
      const context = new AudioContext();
      try {
        const sound = await context.decodeAudioData(await new Blob(parts).arrayBuffer());
        return { samples: sound.getChannelData(0), sampleRate: sound.sampleRate };
      } finally {
        await context.close();
      }
    },
  };
}
