import { availableParallelism } from "node:os";
import { aacDecoderName, aacRemedy } from "../audio/decodeAac.js";
import { ffmpegRemedy, ffmpegVersion } from "../audio/ffmpeg.js";
import { audioFormats, readableFormats } from "../audio/formats.js";
import { createFeatureBackend } from "../features/createFeatureBackend.js";
import { createMatrixKernels } from "../models/createMatrixKernels.js";
import { hasSimd } from "../shared/wasmModule.js";
import { cpuQuota } from "./cpuQuota.js";
import type { Finding } from "./finding.js";
import { nodeFinding } from "./nodeRelease.js";

/** Checks the machine's means of computing. */
export async function checkMachine(): Promise<Finding[]> {
  return [
    nodeFinding(process.versions.node, Date.now()),
    kernelFinding(),
    ...(await decoderFindings()),
    threadFinding(availableParallelism(), await cpuQuota()),
  ];
}

/** @param openMatrixKernels opens those of linear models; tests replace it */
export function kernelFinding(openMatrixKernels = createMatrixKernels): Finding {
  const subject = "SIMD";
  if (!hasSimd())
    return {
      subject,
      state: "note",
      found: "not available: features and linear models are computed in plain TypeScript, many times slower",
    };
  try {
    const { kind } = createFeatureBackend();
    if (openMatrixKernels().kind !== kind)
      throw new Error(
        "wasm/linear.wasm is missing: linear models are fitted in plain TypeScript, several times slower",
      );
    return { subject, state: "ok", found: `features and linear models are computed by ${kind}` };
  } catch (error) {
    return { subject, state: "wrong", found: (error as Error).message, remedy: "npm run build" };
  }
}

/**
 * Checks which decoder each format has here.
 *
 * @param load    imports a package; tests replace it
 * @param findAac finds the decoder of AAC
 * @param findFfmpeg finds ffmpeg
 */
export async function decoderFindings(
  load = async (name: string): Promise<unknown> => import(name),
  findAac = aacDecoderName,
  findFfmpeg = ffmpegVersion,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const subject = "decoders";
  const note = (found: string, remedy: string): void => void findings.push({ subject, state: "note", found, remedy });
  const ffmpeg = await findFfmpeg();
  const rejected: string[] = [];
  for (const { name, decoder } of audioFormats) {
    if (decoder.kind === "ffmpeg" && ffmpeg === undefined) rejected.push(name);
    if (decoder.kind !== "stream") continue;
    const isThere = await load(decoder.package).then(
      () => true,
      () => false,
    );
    const instead = ffmpeg === undefined ? "will be rejected" : `are decoded by ${ffmpeg}, more slowly`;
    if (!isThere)
      note(`${name} files ${instead}: an optional package is not installed`, `npm install ${decoder.package}`);
  }
  const aac = await findAac();
  if (aac === undefined) note("MP4 files will be rejected: ffmpeg is not installed", aacRemedy);
  if (rejected.length > 0) {
    const what = `${rejected.join(", ")} and compressed WAVE files`;
    note(`${what} will be rejected: ffmpeg is not installed`, ffmpegRemedy);
  }
  if (findings.length > 0) return findings;
  const others = aac === ffmpeg ? "" : `, the rest by ${ffmpeg ?? ""}`;
  return [{ subject, state: "ok", found: `${readableFormats}; MP4 by ${aac ?? ""}${others}` }];
}

/**
 * @param cores threads that a worker starts by default
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
