export interface Recording {
  /** The last seconds of audio, at most as many as requested. */
  latest(sec: number): { readonly samples: Float32Array; readonly sampleRate: number };
  /** Stops recording and releases the microphone. */
  stop(): Promise<{ readonly samples: Float32Array; readonly sampleRate: number }>;
}

/** Step in which the level is measured and audio is buffered for live predictions. */
const stepMs = 100;

/** Seconds of audio buffered for live predictions. */
const keptSec = 5;

/**
 * Begins to record one channel without the browser's processing: processing that improves calls changes the voice.
 *
 * @param onStep called ten times a second with the level in decibels, mapped from 0 (-60 dB) to 1 (full scale), and the
 *               seconds so far
 * @throws Error saying what to do if the microphone is not available
 */
export async function startRecording(
  onStep: (level: number, sec: number) => void = () => undefined,
): Promise<Recording> {
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
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 32_768;
  context.createMediaStreamSource(stream).connect(analyser);
  const { sampleRate } = context;
  const recorded = new Float32Array(analyser.fftSize);
  let kept = new Float32Array(0);
  const begunAt = context.currentTime;
  let lastAt = begunAt;
  const timer = setInterval(() => {
    const now = context.currentTime;
    analyser.getFloatTimeDomainData(recorded);
    const fresh = recorded.subarray(
      recorded.length - Math.min(recorded.length, Math.round((now - lastAt) * sampleRate)),
    );
    lastAt = now;
    const all = new Float32Array(Math.min(kept.length + fresh.length, keptSec * sampleRate));
    all.set(fresh, all.length - fresh.length);
    const old = all.length - fresh.length;
    all.set(kept.subarray(kept.length - old), 0);
    kept = all;
    const power = fresh.reduce((sum, x) => sum + x * x, 0) / Math.max(1, fresh.length);
    onStep(Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-12)) / 60)), now - begunAt);
  }, stepMs);
  return {
    latest: (sec) => ({ samples: kept.slice(-Math.round(sec * sampleRate)), sampleRate }),
    async stop() {
      clearInterval(timer);
      await context.close();
      await new Promise((resolve) => {
        recorder.addEventListener("stop", resolve, { once: true });
        recorder.stop();
      });
      for (const track of stream.getTracks()) track.stop();
      // A browser can decode what it records (WebM, MP4), so the worker receives samples.
      const decoder = new AudioContext();
      try {
        const sound = await decoder.decodeAudioData(await new Blob(parts).arrayBuffer());
        return { samples: sound.getChannelData(0), sampleRate: sound.sampleRate };
      } finally {
        await decoder.close();
      }
    },
  };
}
