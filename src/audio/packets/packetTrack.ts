/*
 * Containers (WebM, Matroska, MP4, QuickTime) hold audio as packets, which a codec decodes. A container's reader
 * produces a PacketTrack; decodePackets decodes it, whatever the container.
 */

/** The packets' codec, with the decoder's configuration. */
export type Coding = OpusCoding | VorbisCoding | FlacCoding | Mp3Coding | PcmCoding;

export interface OpusCoding {
  readonly kind: "opus";
  /** the head of RFC 7845, section 5.1: "OpusHead" … */
  readonly head: Uint8Array;
}

export interface VorbisCoding {
  readonly kind: "vorbis";
  /** identification, comments, setup */
  readonly headers: readonly Uint8Array[];
}

export interface FlacCoding {
  readonly kind: "flac";
  /** the content of the STREAMINFO block: 34 bytes */
  readonly streamInfo: Uint8Array;
}

export interface Mp3Coding {
  readonly kind: "mp3";
  /** Hz, as the container says */
  readonly sampleRate: number;
}

export interface PcmCoding {
  readonly kind: "pcm";
  readonly encoding: "pcm" | "float";
  readonly channels: number;
  /** Hz */
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly isBigEndian: boolean;
}

export interface Packet {
  readonly data: Uint8Array;
  /** seconds at the packet's end that are not part of the recording. @defaultValue 0 */
  readonly discardSec?: number;
}

/** The audio of a container. */
export interface PacketTrack {
  readonly coding: Coding;
  /** In order; each call starts again from the beginning. */
  readonly packets: () => Iterable<Packet>;
  /** decoded samples before the recording begins: priming, and samples that an edit list skips */
  readonly skip: number;
  /** decoded samples of the recording. @defaultValue to the end */
  readonly length?: number;
  /** seconds of the whole recording, if the container says so; for a video, those of its pictures */
  readonly wholeSec?: number;
  /** the file ends before its declared end */
  readonly isCutOff: boolean;
  /** oddities of the file, one sentence each; complete once all packets were read */
  notes(): readonly string[];
}
