import { checkLabels, type LabelCheck } from "../producer/checkLabels.js";
import { commandConfig } from "./commandConfig.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { exitCodes } from "./failure.js";
import { print } from "./say.js";

export interface LabelsCheckOptions {
  readonly labels: string;
  readonly emotionMap?: Record<string, string>;
  readonly json?: boolean;
  readonly followLinks?: boolean;
}

/** `ser labels check`: returns the exit code, 1 if nothing matches. */
export async function labelsCheck(source: string, options: LabelsCheckOptions): Promise<number> {
  const { s3 } = commandConfig();
  const { labels, emotionMap = {}, json, followLinks } = options;
  const check = await checkLabels(source, labels, emotionMap, async (place) =>
    openObjectStore(place, { ...s3, followLinks }),
  );
  print(json === true ? `${JSON.stringify(check)}\n` : textOf(check, source, labels));
  return check.files === 0 ? exitCodes.failure : 0;
}

/** Maximum number of speakers listed. */
const shownSpeakers = 30;

function textOf(check: LabelCheck, source: string, labels: string): string {
  const { rows, repeated, files, recordings, withoutLabel, withoutFile } = check;
  const list = ({ count, first }: LabelCheck["withoutLabel"]): string =>
    count === 0 ? "" : `: ${first.join(", ")}${count > first.length ? ", …" : ""}`;
  const speakers = Object.entries(check.speakers);
  return [
    `${labels}: ${rows} rows${repeated === 0 ? "" : `, ${repeated} of them repeat another`}`,
    `${source}: ${files} files with a label${recordings === files ? "" : `, ${recordings} recordings`}`,
    `  files without a label   ${withoutLabel.count}${list(withoutLabel)}`,
    `  labels without a file   ${withoutFile.count}${list(withoutFile)}`,
    ...check.nearMisses.slice(0, 5).map(({ label, file }) => `  ${label}: did you mean ${file}?`),
    "emotions",
    ...Object.entries(check.emotions).map(
      ([name, { recordings: n, speakers: of }]) => `  ${name.padEnd(20)} ${n} recordings by ${of} speakers`,
    ),
    "speakers",
    ...speakers
      .slice(0, shownSpeakers)
      .map(([name, { recordings: n, emotions }]) => `  ${name.padEnd(20)} ${n} recordings, ${emotions} emotions`),
    ...(speakers.length > shownSpeakers ? [`  and ${speakers.length - shownSpeakers} more`] : []),
    ...check.warnings.map((warning) => `! ${warning}`),
    "",
  ].join("\n");
}
