import type { MonoAudio } from "../../audio/audioReader.js";
import { decodeAudio } from "../../audio/decodeAudio.js";

/** Seconds from the beginning that are analysed. */
const maxDurationSec = 60;

/** Larger files are not fetched for drawing: ten times a minute of CD audio. */
const maxBytes = 100_000_000;

/** The usual rate of video; the browser's decoder resamples to the requested rate. */
const decodedRate = 48_000;

/**
 * Fetches and decodes a recording: WAVE as in the workers, sample for sample; everything else with the browser's
 * decoder.
 *
 * @throws Error with a message for the page
 */
export async function fetchAudio(address: string): Promise<MonoAudio> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(await reasonOf(response));
  const size = Number(response.headers.get("content-length") ?? 0);
  if (size > maxBytes) {
    await response.body?.cancel();
    throw new Error(`${Math.round(size / 1e6)} MB: too large to draw`);
  }
  const bytes = await response.arrayBuffer();
  if (isWave(new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength))))
    return decodeAudio(new Uint8Array(bytes), { maxDurationSec });
  return decodeByBrowser(bytes);
}

async function reasonOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  return problem.detail ?? `the server responded with status ${response.status}`;
}

function isWave(start: Uint8Array): boolean {
  return ["RIFF", "RF64"].includes(String.fromCharCode(...start));
}

async function decodeByBrowser(bytes: ArrayBuffer): Promise<MonoAudio> {
  const context = new OfflineAudioContext(1, 1, decodedRate);
  const decoded = await context.decodeAudioData(bytes).catch(() => {
    throw new Error("this browser cannot decode the recording");
  });
  const samples = new Float32Array(Math.min(decoded.length, maxDurationSec * decodedRate));
  for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
    const data = decoded.getChannelData(channel);
    for (let i = 0; i < samples.length; i++) samples[i]! += data[i]! / decoded.numberOfChannels;
  }
  return { samples, sampleRate: decodedRate };
}
