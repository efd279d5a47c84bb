import type { Recording } from "../corpus/ravdess.js";
import { frameSec, type Articulation } from "./articulation.js";
import { blend, emotionStyles, type Style } from "./emotionStyles.js";
import type { Random } from "./voiceRandom.js";
import { drawStyle, type Speaker } from "./speaker.js";

/** The prosody of one utterance. */
export interface Prosody {
  readonly pitchHz: number;
  /** Semitones; see Style. */
  readonly range: number;
  readonly final: number;
  readonly tremor: number;
  /** Root mean square of the voice, dBFS. */
  readonly levelDb: number;
  /** 1 is the speed of phones.ts. */
  readonly rate: number;
  /** Breath noise relative to the pulses' peak, 0 to 0.4. */
  readonly breath: number;
  /** Corner of the glottal pulse's spectral tilt, Hz. */
  readonly tiltHz: number;
  /** Share of each cycle in which the vocal folds are open, 0.4 (pressed) to 0.9 (breathy). */
  readonly openQuotient: number;
}

/** Speakers vary between repetitions: standard deviations between recordings of one kind. */
const takeSpread: Style = {
  ...{ pitch: 0.4, range: 0.3, final: 0.5, level: 0.7, rate: 0.03, breath: 0.005, brightness: 0.08, tremor: 0.03 },
};

/** A strong emotion is a normal one scaled further away from neutral. */
const strongFactor = 1.4;

/** A voice's peaks are up to 16 dB above its root mean square: louder voices would be clipped. */
const loudestDb = -18;

const neutral = { range: 2, final: -2, levelDb: -32, rate: 1.25, breath: 0.03, tiltHz: 1200 };

/** The utterance that results from the emotion, its intensity, the actor's manner and habits, and this take. */
export function prosodyOf(recording: Recording, speaker: Speaker, random: Random): Prosody {
  const emotional = blend(emotionStyles[recording.emotion], speaker.habits[recording.emotion], 1);
  const intended = blend(speaker.manner, emotional, recording.intensity === "strong" ? strongFactor : 1);
  const style = blend(intended, drawStyle(takeSpread, random), 1);

  const breath = clamp(neutral.breath + style.breath, 0, 0.4);
  return {
    pitchHz: speaker.pitchHz * 2 ** (style.pitch / 12),
    range: Math.max(0.3, neutral.range + style.range),
    final: neutral.final + style.final,
    tremor: Math.max(0, style.tremor),
    levelDb: clamp(neutral.levelDb + style.level, -50, loudestDb),
    rate: neutral.rate * 2 ** style.rate,
    breath,
    tiltHz: clamp(neutral.tiltHz * 2 ** style.brightness, 400, 6000),
    openQuotient: clamp(0.55 + 1.5 * breath, 0.4, 0.9),
  };
}

/** Women's and men's voices alike tremble about five times a second. */
const tremorHz = 5;

/**
 * The melody of the sentence: a falling line, accents on stressed syllables, a turn in the last word, a tremor.
 *
 * @returns Hz per control frame, [nFrames]
 * Source: the superposition of phrase and accent components follows Fujisaki & Hirose (1984), with simpler shapes.
 */
export function pitchContour(prosody: Prosody, articulation: Articulation): Float64Array {
  const { nFrames, stress } = articulation;
  return Float64Array.from(stress, (accent, frame) => {
    const progress = frame / (nFrames - 1);
    const declination = prosody.range * 0.5 * (0.5 - progress);
    const turn = prosody.final * smoothStep((progress - 0.75) / 0.25);
    const tremor = prosody.tremor * Math.sin(2 * Math.PI * tremorHz * frame * frameSec);
    const semitones = declination + prosody.range * (accent - 0.2) + turn + tremor;
    return prosody.pitchHz * 2 ** (semitones / 12);
  });
}

/** Accented syllables are stronger by up to this share. */
const accentGain = 0.4;
/** A sentence fades out over about its last tenth of a second, and begins a little faster. */
const decaySec = 0.12;
const attackSec = 0.03;

/** The strength of the voice from syllable to syllable: 1 on average vowels, [nFrames]. */
export function loudnessContour({ nFrames, stress }: Articulation): Float64Array {
  return Float64Array.from(stress, (accent, frame) => {
    const attack = smoothStep(((frame + 1) * frameSec) / attackSec);
    const decay = smoothStep(((nFrames - frame) * frameSec) / decaySec);
    return (1 + accentGain * accent) * attack * decay;
  });
}

/** 0 below 0, 1 above 1, level at both ends. */
function smoothStep(x: number): number {
  const t = clamp(x, 0, 1);
  return t * t * (3 - 2 * t);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
