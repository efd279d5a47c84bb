import type { DecodedRecording, DecodeLimits } from "../decodedAudio.js";
import { decodeStream, lengthNotes } from "../decodeStream.js";
import { audioFormats } from "../formats.js";
import type { StreamDecoder } from "../audioFormat.js";
import type { PromisedLength } from "../streamLength.js";
import type { Pieces } from "../streamPieces.js";
import { codingRate } from "./codingRate.js";
import { decodePcm } from "./decodePcm.js";
import { oggPagesOf, type PlacedPacket } from "./oggPages.js";
import { opusHead, opusTags, placedOpus } from "./opusPackets.js";
import type { Coding, Packet, PacketTrack } from "./packetTrack.js";
import { partOf, withSkip } from "./partOf.js";

/** A few packets more or fewer than a container declares are not damage. */
const slackSec = 0.1;

/** The formats of the table whose files hold the same packets. */
const formatOf = { opus: "Ogg Opus", vorbis: "Ogg Vorbis", flac: "FLAC", mp3: "MP3" } as const;

type Coded = Exclude<Coding, { kind: "pcm" }>;

/**
 * Decodes the audio of a container to mono, up to the duration limit. Its packets are converted to the decoders' input:
 * Ogg pages for Opus and Vorbis, a FLAC or an MP3 stream, a WAVE file for PCM.
 *
 * @param name of the container, for messages
 * @throws InputError as decodeStream, and openAudio for PCM
 */
export async function decodePackets(track: PacketTrack, name: string, limits: DecodeLimits): Promise<DecodedRecording> {
  const { coding, wholeSec } = track;
  const recording =
    coding.kind === "pcm" ? decodePcm(track, coding, name, limits) : await decodeCoded(track, coding, name, limits);
  if (coding.kind === "pcm" && !recording.isCut)
    lengthNotes(recording.samples.length, promised(track, coding), recording.sampleRate, name);
  return {
    ...recording,
    ...(recording.isCut && wholeSec !== undefined ? { wholeSec } : {}),
    notes: [...recording.notes, ...track.notes()],
  };
}

async function decodeCoded(
  track: PacketTrack,
  coding: Coded,
  name: string,
  limits: DecodeLimits,
): Promise<DecodedRecording> {
  const { decoder: known } = audioFormats.find((format) => format.name === formatOf[coding.kind])!;
  const end = { discardSec: 0 };
  const decoder: StreamDecoder = {
    ...(known as StreamDecoder),
    links: (bytes) => [bytes],
    declaredLength: () => promised(track, coding),
    pieces: () => piecesOf(track, coding, end),
  };
  const head = coding.kind === "flac" ? flacHead(coding.streamInfo) : new Uint8Array(0);
  // Ogg Opus itself declares what to skip at the beginning and at the end.
  if (coding.kind === "opus") return decodeStream(head, { name, decoder }, limits);
  return partOf(await decodeStream(head, { name, decoder }, withSkip(limits, track)), track, end.discardSec, limits);
}

/**
 * Only for a truncated file: a complete one may contain less than declared, because a video's length is that of its
 * pictures.
 */
function promised({ isCutOff, wholeSec }: PacketTrack, coding: Coding): PromisedLength | undefined {
  const rate = codingRate(coding);
  if (!isCutOff || wholeSec === undefined) return undefined;
  return { samples: Math.round(wholeSec * rate), slack: Math.round(slackSec * rate) };
}

/** @param end receives the excess that the last packet declares */
function* piecesOf(track: PacketTrack, coding: Coded, end: { discardSec: number }): Pieces {
  switch (coding.kind) {
    case "opus":
      return yield* oggPagesOf([opusHead(coding.head, track.skip), opusTags], placedOpus(track));
    case "vorbis":
      return yield* oggPagesOf(coding.headers, placedVorbis(packetsOf(track, end)));
    case "flac":
      yield flacHead(coding.streamInfo);
      break;
    case "mp3":
      break;
  }
  for (const { data } of packetsOf(track, end)) yield data;
}

function* packetsOf(track: PacketTrack, end: { discardSec: number }): Generator<Packet> {
  for (const packet of track.packets()) {
    end.discardSec = packet.discardSec ?? 0;
    yield packet;
  }
}

/** Only the decoder knows the length of a Vorbis packet: with positions as far apart as possible, it drops nothing. */
function* placedVorbis(packets: Iterable<Packet>): Generator<PlacedPacket> {
  const longestBlock = 8192;
  let position = 0;
  for (const { data } of packets) yield { data, position: (position += longestBlock) };
}

/** A FLAC file up to its first frame. */
function flacHead(streamInfo: Uint8Array): Uint8Array {
  const lastBlock = 0x80;
  return Uint8Array.of(0x66, 0x4c, 0x61, 0x43, lastBlock, 0, 0, streamInfo.length, ...streamInfo); // fLaC
}
