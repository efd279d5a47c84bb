import { availableParallelism } from "node:os";
import { createFeatureBackend, hasSimd } from "../features/createFeatureBackend.js";
import { cpuQuota } from "./cpuQuota.js";
import type { Finding } from "./finding.js";

/** Packages that decode what is not a WAVE file, and what each is for. */
const decoders = {
  "@audio/decode-aac": "MP4 films",
  "@audio/decode-flac": "FLAC",
  "@audio/decode-mp3": "MP3",
  "@audio/decode-opus": "Ogg Opus",
  "@audio/decode-vorbis": "Ogg Vorbis",
};

/** What this machine computes with. */
export async function checkMachine(): Promise<Finding[]> {
  return [kernelFinding(), ...(await decoderFindings()), threadFinding(availableParallelism(), await cpuQuota())];
}

function kernelFinding(): Finding {
  const subject = "SIMD";
  if (!hasSimd())
    return { subject, state: "note", found: "none here: features are computed in plain TypeScript, many times slower" };
  try {
    return { subject, state: "ok", found: `features are computed by ${createFeatureBackend().kind}` };
  } catch (error) {
    return { subject, state: "wrong", found: (error as Error).message, remedy: "npm run build" };
  }
}

/** @param load imports a package; tests put another in its place */
export async function decoderFindings(
  load = async (name: string): Promise<unknown> => import(name),
): Promise<Finding[]> {
  const missing: string[] = [];
  for (const name of Object.keys(decoders)) await load(name).catch(() => missing.push(name));
  const subject = "decoders";
  if (missing.length === 0) return [{ subject, state: "ok", found: `WAV, ${Object.values(decoders).join(", ")}` }];
  return missing.map((name) => ({
    subject,
    state: "note",
    found: `${decoders[name as keyof typeof decoders]} will be refused: an optional package is not installed`,
    remedy: `npm install ${name}`,
  }));
}

/**
 * @param cores threads that a worker starts unless told otherwise
 * @param quota cores that it may use; see cpuQuota
 */
export function threadFinding(cores: number, quota: number | undefined): Finding {
  const subject = "threads";
  if (quota === undefined || quota >= cores)
    return { subject, state: "ok", found: `${cores} unless --threads says otherwise` };
  return {
    subject,
    state: "note",
    found: `${cores} unless --threads says otherwise, though this container may use ${quota} cores`,
    remedy: `ser work ... --threads ${Math.max(1, Math.floor(quota))}, or a higher docker run --cpus`,
  };
}
