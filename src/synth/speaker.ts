import { emotions, genderOf, type Emotion } from "../corpus/ravdess.js";
import type { Style } from "./emotionStyles.js";
import { createRandom, type Random } from "./voiceRandom.js";

/** A synthetic actor: an individual voice and an individual style for each emotion. */
export interface Speaker {
  /** Mean pitch of the neutral voice, Hz. */
  readonly pitchHz: number;
  /** 1 for an average man's vocal tract, above 1 for a shorter one. */
  readonly formantScale: number;
  /** How the neutral voice differs from the average one. */
  readonly manner: Style;
  /** How the actor's version of an emotion differs from the usual one. */
  readonly habits: Readonly<Record<Emotion, Style>>;
  /** Background noise of the recording, dBFS. */
  readonly roomDb: number;
}

/** Men and women, on average: Peterson & Barney (1952), table II; women's vocal tracts are about a seventh shorter. */
const averageVoice = {
  man: { pitchHz: 130, formantScale: 1 },
  woman: { pitchHz: 222, formantScale: 1.16 },
};

/** Standard deviations between actors of one gender, and between actors' versions of one emotion. */
const voiceSpread = { pitchSemitones: 1.5, formantScale: 0.04, roomDb: 3 };
const mannerSpread: Style = {
  ...{ pitch: 0, range: 0.5, final: 0.5, level: 2.5, rate: 0.08, breath: 0.015, brightness: 0.3, tremor: 0 },
};
const habitSpread: Style = {
  ...{ pitch: 1.5, range: 0.8, final: 1, level: 3, rate: 0.08, breath: 0.025, brightness: 0.35, tremor: 0.1 },
};

/** The actor's voice: it depends only on the seed and the actor's number. */
export function speakerOf(actor: number, seed: number): Speaker {
  const random = createRandom(seed, `actor/${actor}`);
  const average = averageVoice[genderOf(actor)];
  return {
    pitchHz: average.pitchHz * 2 ** ((voiceSpread.pitchSemitones * random.normal()) / 12),
    formantScale: average.formantScale * (1 + voiceSpread.formantScale * random.normal()),
    manner: drawStyle(mannerSpread, random),
    roomDb: -72 + voiceSpread.roomDb * random.normal(),
    habits: Object.fromEntries(
      emotions.map((emotion) => [emotion, drawStyle(habitSpread, createRandom(seed, `actor/${actor}/${emotion}`))]),
    ) as Record<Emotion, Style>,
  };
}

/** A style drawn around zero with the given standard deviations. */
export function drawStyle(spread: Style, random: Random): Style {
  return {
    pitch: spread.pitch * random.normal(),
    range: spread.range * random.normal(),
    final: spread.final * random.normal(),
    level: spread.level * random.normal(),
    rate: spread.rate * random.normal(),
    breath: spread.breath * random.normal(),
    brightness: spread.brightness * random.normal(),
    tremor: spread.tremor * random.normal(),
  };
}
