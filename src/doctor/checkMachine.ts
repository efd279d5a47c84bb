import { availableParallelism } from "node:os";
import { aacDecoderName, aacRemedy } from "../audio/decodeAac.js";
import { audioFormats, readableFormats } from "../audio/formats.js";
import { createFeatureBackend, hasSimd } from "../features/createFeatureBackend.js";
import { cpuQuota } from "./cpuQuota.js";
import type { Finding } from "./finding.js";

/** What this machine computes with. */
export async function checkMachine(): Promise<Finding[]> {
  return [kernelFinding(), ...(await decoderFindings()), threadFinding(availableParallelism(), await cpuQuota())];
}

function kernelFinding(): Finding {
  const subject = "SIMD";
  if (!hasSimd())
    return {
      subject,
      state: "note",
      found: "not available: features are computed in plain TypeScript, many times slower",
    };
  try {
    return { subject, state: "ok", found: `features are computed by ${createFeatureBackend().kind}` };
  } catch (error) {
    return { subject, state: "wrong", found: (error as Error).message, remedy: "npm run build" };
  }
}

/**
 * @param load    imports a package; tests put another in its place
 * @param findAac names what decodes AAC
 */
export async function decoderFindings(
  load = async (name: string): Promise<unknown> => import(name),
  findAac = aacDecoderName,
): Promise<Finding[]> {
  const missing: Finding[] = [];
  const subject = "decoders";
  const rejected = (format: string, why: string, remedy: string): void => {
    missing.push({ subject, state: "note", found: `${format} files will be rejected: ${why}`, remedy });
  };
  for (const { name, decoder } of audioFormats) {
    if (decoder.kind === "stream")
      await load(decoder.package).catch(() =>
        rejected(name, "an optional package is not installed", `npm install ${decoder.package}`),
      );
  }
  const aac = await findAac();
  if (aac === undefined) rejected("MP4", "ffmpeg is not installed", aacRemedy);
  if (missing.length > 0) return missing;
  return [{ subject, state: "ok", found: `${readableFormats}; MP4 by ${aac ?? ""}` }];
}

/**
 * @param cores threads that a worker starts unless told otherwise
 * @param quota cores that it may use; see cpuQuota
 */
export function threadFinding(cores: number, quota: number | undefined): Finding {
  const subject = "threads";
  if (quota === undefined || quota >= cores) return { subject, state: "ok", found: `${cores} by default (--threads)` };
  return {
    subject,
    state: "note",
    found: `${cores} threads by default, but this container may only use ${quota} cores`,
    remedy: `ser work ... --threads ${Math.max(1, Math.floor(quota))}, or a higher docker run --cpus`,
  };
}
