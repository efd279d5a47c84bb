import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { reportSchema } from "../../../src/report/report.js";
import { readCommitted } from "../../../scripts/readmeFigures.mjs";
import { drawExamples } from "../../../src/workers/train/drawExamples.js";
import { syllables, wavFile } from "../../support/wavFile.js";
import { renderReportHtml } from "../../../src/report/html/reportHtml.js";
import { fullReport, mainJobReport, syntheticReport } from "../../support/sampleReports.js";

/** The visible text: the page without style sheet and tags, white space collapsed, entities decoded. */
function textOf(page: string): string {
  return page
    .replace(/<style>[^]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");
}

const reports = [
  ["the main job alone", mainJobReport()],
  ["the full search", fullReport()],
  ["a synthetic corpus", syntheticReport()],
  ["a run without a model", { ...mainJobReport(), sets: {} }],
] as const;

describe.each(reports)("the page of %s", (_, report) => {
  const page = renderReportHtml(reportSchema.parse(report));

  test("is well-formed HTML", () => {
    const errors: string[] = [];
    parse(page, { onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`) });
    expect(errors).toEqual([]);
  });

  test("closes every element it opens", () => {
    const open: string[] = [];
    for (const [, slash, name, end] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
      if (slash === "/") expect(open.pop()).toBe(name);
      else if (end !== "/") open.push(name!);
    }
    expect(open).toEqual([]);
  });

  test("needs no other file and no script", () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\ssrc=|href="(?!#)|\son[a-z]+=/i);
  });

  test("has a target for every link", () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !page.includes(`id="${target}"`))).toEqual([]);
  });

  test("never shows a figure that is not a number", () => {
    expect(textOf(page)).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });
});

describe("the page of the main job", () => {
  const text = textOf(renderReportHtml(mainJobReport()));

  test("opens with the accuracy for a new voice", () => {
    expect(text).toContain("58 % of recordings recognised from speakers not seen in training");
  });

  test("states what was run and the outcome of the files", () => {
    expect(text).toContain(
      "Run first listed 960 files of data/ravdess and computed features of 960 recordings, none rejected",
    );
  });

  test("shows how the files add up, if the report contains the sum", () => {
    const report = fullReport();
    const sum = { listed: 1445, rows: 960, rejected: 1, givenUp: 1, skipped: 483 };
    expect(textOf(renderReportHtml({ ...report, files: { ...report.files, sum } }))).toContain(
      "Every file is accounted for: 960 rows + 1 rejected + 1 given up + 483 skipped = 1,445 listed.",
    );
    expect(textOf(renderReportHtml(report))).not.toContain("accounted for");
  });

  test("names and explains both protocols", () => {
    expect(text).toMatch(/by actor Whole actors were held out/);
    expect(text).toMatch(
      /stratified A random quarter of the recordings was held out, with the same actors on both sides/,
    );
  });

  test("states how optimistic the figure for known voices is", () => {
    expect(text).toContain("here by 13 points");
  });

  test("shows the confusion counts with their shares of the row", () => {
    expect(text).toMatch(/calm 96 75 % 6 5 % 22 17 % 4 3 %/);
  });

  test("shows precision, recall, F1 and support of each emotion", () => {
    // calm: 96 of 148 so called, 96 of 128 found
    expect(text).toContain("calm 0.649 0.750 0.696 128");
  });

  test("counts recordings by emotion and gender", () => {
    expect(text).toContain("neutral 32 32 64");
    expect(text).toContain("total 480 480 960");
  });

  test("shows where the time went", () => {
    expect(text).toMatch(/Extraction 21.4 s 45 files per second Training 6.52 s Whole run 31.2 s/);
  });

  test("does not mention a search that was not run", () => {
    expect(text).not.toMatch(/Model selection|one model per gender|Feature importances/);
  });

  test("does not call real recordings synthetic", () => {
    expect(text).not.toMatch(/synthetic/i);
  });
});

describe("the page of the full search", () => {
  const page = renderReportHtml(fullReport());
  const text = textOf(page);

  test("states whether a model per gender is better, with the interval", () => {
    expect(text).toContain(
      "Inconclusive: the difference may be chance (macro F1 +0.004, 95 % confidence interval −0.024 to +0.032).",
    );
  });

  test("names the set without a model and why", () => {
    expect(text).toContain("No model for men: one actor, and folds by actor need two");
  });

  test("shows a candidate of the grid in each cell", () => {
    expect(page.match(/<td\s+class="heat h\d+( best)?" title="\d+ trees/g)).toHaveLength(2 * 96);
  });

  test("frames the chosen candidate", () => {
    expect(
      page.match(/class="heat h\d+ best" title="100 trees, max_depth 10, max_features sqrt, max_samples 30 %/g),
    ).toHaveLength(2);
  });

  test("shows the model's stages from the initial to the final parameters", () => {
    expect(text).toMatch(/Initial: .* Tuned: .* Pruned: .* Final /);
  });

  test("states whether the smaller model was kept", () => {
    expect(text).toContain("Kept the smaller model: with 148 of 155 columns");
  });

  test("shows the nested estimate beside the search's own score", () => {
    expect(text).toMatch(/Nested cross-validation: macro F1 0\.561.*The search's own score is 0\.5\d\d/);
  });

  test("shows only the ten most important features, with readable names", () => {
    expect(text).toContain("MFCC 1 (level) 3.1 %");
    expect(page.match(/<th scope="row" title="m(fcc|el)_\d+_mean, power">/g)).toHaveLength(2 * 10);
  });

  test("shows feature families first, with the loss on held-out speakers when they are shuffled", () => {
    expect(text).toMatch(/mel bands 128 columns \+0\.112 \(\+0\.071 to \+0\.150\)/);
  });

  test("states the gain of the search in one sentence, with its paired interval", () => {
    expect(text).toContain("The search gained nothing measurable with 16 speakers.");
    expect(text).toMatch(/minus the study's parameters: \+0\.005, 95 % confidence interval −0\.023 to \+0\.033/);
  });

  test("explains its intervals, and that with few speakers they are too narrow", () => {
    expect(text).toContain(
      "95 % confidence interval, bootstrap over the 16 speakers; with so few, it is likely too narrow",
    );
    expect(text).not.toMatch(/times in 100/);
  });

  test("opens with the nested figure, which the search does not bias", () => {
    expect(text).toContain("56 % of recordings recognised from speakers not seen in training");
    expect(text).toContain("new speakers, nested, 51 % to 61 %");
  });

  test("names the weakest five speakers, and shows a dot and its interval for each", () => {
    expect(text).toContain("Weakest: 1 (man) 41 %, 2 (woman) 43 %, 3 (man) 45 %, 4 (woman) 47 % and 5 (man) 49 %.");
    expect(page.match(/aria-label="speaker \d+, (wo)?man: \d+.%, 95 % interval/g)).toHaveLength(16);
  });

  test("compares kinds of recordings with intervals", () => {
    expect(text).toMatch(/intensity macro F1 accuracy recordings speakers normal 0\.510 0\.460 to 0\.560/);
  });

  test("links a cell of the confusion matrix to the list of its recordings", () => {
    expect(page).toContain('<a href="#cell-happy-surprised">');
    expect(text).toMatch(/happy predicted as surprised : 35 recordings Actor_07\/03-01-03-02-02-01-07\.wav 91.%/);
  });

  test("explains how to reproduce it, from the command to the machine", () => {
    for (const words of [
      "ser run data/ravdess --out out",
      "speech-emotion-workers 0.1.0, commit 0123456789ab",
      "Random state 42",
      "deadbeef",
      "Livingstone SR, Russo FA (2018)",
      "CC BY-NC-SA 4.0",
    ])
      expect(text).toContain(words);
    expect(text).toMatch(/filesPerJob 32/);
  });

  test("shows the effect of nuisance variables on the probabilities", () => {
    expect(text).toMatch(/duration rank correlation −0\.310 \+0\.120/);
  });

  test("states what the models must not be used for", () => {
    expect(text).toMatch(/AI Act .* forbids inferring emotions at work and in education/);
  });

  test("lists files skipped by reason", () => {
    expect(text).toContain("not named as a recording 3");
  });

  test("lists rejected files with code and message", () => {
    expect(text).toContain("Actor_03/03-01-05-01-01-01-03.wav truncated-audio byte 43,112 of 371,244: ends");
  });

  test("lists recordings without speech, which no model was trained on", () => {
    const report = fullReport();
    const leftOut = [{ key: "Actor_01/03-01-05-01-01-01-01.wav", code: "no-speech", message: "no speech: silence" }];
    const words = textOf(renderReportHtml(reportSchema.parse({ ...report, files: { ...report.files, leftOut } })));
    expect(words).toContain("1 recording contains no speech");
    expect(words).toContain("Actor_01/03-01-05-01-01-01-01.wav no-speech no speech: silence");
  });

  test("lists archived files with what to do about them", () => {
    const report = fullReport();
    const files = { ...report.files, skipped: { archived: 7 } };
    expect(textOf(renderReportHtml({ ...report, files }))).toContain("archived in S3 (Glacier): restore them first 7");
  });

  test("shows a file's name verbatim, whatever it contains", () => {
    expect(text).toContain('<script>alert("x")</script>.wav');
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;.wav");
  });
});

describe("the page of a synthetic corpus", () => {
  test("states this before anything else", () => {
    const text = textOf(renderReportHtml(syntheticReport()));
    expect(text.indexOf("Synthetic corpus.")).toBeLessThan(text.indexOf("Speech emotion report"));
    expect(text).toContain("they say nothing about human speech");
  });
});

describe("a page whose data is hostile throughout", () => {
  test("contains no tag that is not its own", () => {
    const evil = `"><img src=x onerror=alert(1)>'&`;
    const base = fullReport();
    const all = { ...base.sets.all!, labels: [evil, "happy", "sad", "surprised"], messages: [evil] };
    const page = renderReportHtml({
      ...base,
      run: evil,
      source: evil,
      files: { ...base.files, skipped: { [evil]: 3 }, rejected: [{ key: evil, code: evil, message: evil }] },
      sets: { all: { ...all, importances: [{ column: evil, importance: 1 }], grid: { ...all.grid!, name: evil } } },
      notTrained: [{ set: "men", code: evil, message: evil }],
      featureSet: evil,
      forest: evil,
      endedAt: evil,
      messages: [evil],
    });
    expect(page).not.toContain("<img");
    expect(page.match(/&lt;img src=x onerror=alert\(1\)&gt;&#39;&amp;/g)!.length).toBeGreaterThan(10);
  });
});

describe("the page of the 960 real recordings, with a picture of each of eight emotions", async () => {
  const report = reportSchema.parse(readCommitted());
  const sounds = Array.from({ length: 8 }, (_, i) => ({
    emotion: `emotion ${i}`,
    key: `${i}.wav`,
    speaker: "01",
    gender: "woman",
    durationSec: 5,
    sound: { kind: "file" as const, bytes: wavFile(syllables(200 + i, 5, 16_000), { sampleRate: 16_000 }) },
  }));
  const page = renderReportHtml(report, await drawExamples(sounds, 16_000));
  const text = textOf(page);

  test("is a single file of less than 1.5 MB", () => {
    expect(page.match(/class="picture"/g)).toHaveLength(8);
    expect(page.length).toBeLessThan(1_500_000);
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|@import|url\((?!#)|\ssrc=|href="(?!#|data:image\/png;base64)/i,
    );
  });

  test("shows which speakers fail, how certain a figure is, how to reproduce it and what the data is", () => {
    expect(text).toMatch(/Weakest: \d\d \((wo)?man\) \d\d %, .*(is|are) below the mean by more than chance/);
    expect(text).toMatch(
      /95 % confidence interval, bootstrap over the 16 speakers; with so few, it is likely too narrow/,
    );
    expect(text).toMatch(/ser run --config run\.json .*trains again from the stored rows/);
    expect(text).toMatch(/960 recordings of RAVDESS, none rejected/);
    expect(text).toMatch(
      /512 of them express the 4 emotions that the models tell apart: calm, happy, sad and surprised/,
    );
    expect(text).toMatch(/DOI 10\.1371\/journal\.pone\.0196391\. Licence: CC BY-NC-SA 4\.0/);
  });

  test("shows the data: discriminative features, a map for each emotion, the sets side by side", () => {
    expect(text).toMatch(/Features that differ most between emotions .*η²/);
    expect(page.match(/class="map"/g)).toHaveLength(8);
    expect(text).toMatch(/The study's models side by side .*All speakers .*Women .*Men/);
  });
});
