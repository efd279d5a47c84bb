import { parse } from "parse5";
import { describe, expect, it } from "vitest";
import { reportSchema } from "../../../src/report/report.js";
import { renderReportHtml } from "../../../src/report/html/reportHtml.js";
import { fullReport, mainJobReport, syntheticReport } from "../../support/sampleReports.js";

/** What a reader sees: the page without its style sheet and tags, white space joined, entities read back. */
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

  it("is well-formed HTML", () => {
    const errors: string[] = [];
    parse(page, { onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`) });
    expect(errors).toEqual([]);
  });

  it("closes every element it opens", () => {
    const open: string[] = [];
    for (const [, slash, name, end] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
      if (slash === "/") expect(open.pop()).toBe(name);
      else if (end !== "/") open.push(name!);
    }
    expect(open).toEqual([]);
  });

  it("needs no other file and no script", () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\ssrc=|href="(?!#)|\son[a-z]+=/i);
  });

  it("has a target for every link", () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
    expect(targets.filter((target) => !page.includes(`id="${target}"`))).toEqual([]);
  });

  it("never shows a figure that is no number", () => {
    expect(textOf(page)).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });
});

describe("the page of the main job", () => {
  const text = textOf(renderReportHtml(mainJobReport()));

  it("opens with what an unheard voice gets", () => {
    expect(text).toContain("58 % of recordings recognised, from voices never heard before");
  });

  it("says what was run and what came of the files", () => {
    expect(text).toContain(
      "Run first listed 960 files of data/ravdess and computed features of 960 recordings, none rejected",
    );
  });

  it("names both protocols and what they mean", () => {
    expect(text).toMatch(/by actor Whole actors were held out/);
    expect(text).toMatch(
      /stratified A random quarter of the recordings was held out, with the same actors on both sides/,
    );
  });

  it("says by how much known voices flatter the model", () => {
    expect(text).toContain("here by 13 points");
  });

  it("shows the confusion counts with their shares of the row", () => {
    expect(text).toMatch(/calm 96 75 % 6 5 % 22 17 % 4 3 %/);
  });

  it("shows precision, recall, F1 and support of each emotion", () => {
    // calm: 96 of 148 so called, 96 of 128 found
    expect(text).toContain("calm 0.649 0.750 0.696 128");
  });

  it("counts recordings by emotion and gender", () => {
    expect(text).toContain("neutral 32 32 64");
    expect(text).toContain("together 480 480 960");
  });

  it("says where the time went", () => {
    expect(text).toMatch(/Extraction 21.4 s 45 files a second Training 6.52 s The whole run 31.2 s/);
  });

  it("does not speak of a search that was not made", () => {
    expect(text).not.toMatch(/How the model was found|Is a model per gender|What it listens to/);
  });

  it("does not call real recordings synthetic", () => {
    expect(text).not.toMatch(/synthetic/i);
  });
});

describe("the page of the full search", () => {
  const page = renderReportHtml(fullReport());
  const text = textOf(page);

  it("answers whether a model per gender is better, with its interval", () => {
    expect(text).toContain(
      "These actors do not say: the difference may be chance (macro F1 +0.004, range −0.024 to +0.032).",
    );
  });

  it("names the set without a model and why", () => {
    expect(text).toContain("No model for men: one actor, and folds by actor need two");
  });

  it("shows a candidate of the grid in each cell", () => {
    expect(page.match(/<td\s+class="heat h\d+( best)?" title="\d+ trees/g)).toHaveLength(2 * 96);
  });

  it("frames the chosen candidate", () => {
    expect(page.match(/class="heat h\d+ best" title="100 trees, depth 10, sqrt columns a split, 30 %/g)).toHaveLength(
      2,
    );
  });

  it("follows the model from the first parameters to the last", () => {
    expect(text).toMatch(/Initial, .* Tuned, .* Pruned, .* Final /);
  });

  it("says whether the smaller model was kept", () => {
    expect(text).toContain("Kept the smaller model: with 148 of 155 columns");
  });

  it("puts the nested estimate beside the search's own figure", () => {
    expect(text).toMatch(/Judged from outside the search: macro F1 0\.570.*The search's own figure is 0\.5\d\d/);
  });

  it("shows the twenty most important features and no more", () => {
    expect(text).toContain("mfcc_01_mean 3.1 %");
    expect(page.match(/<th scope="row">m(fcc|el)_\d+_mean<\/th>/g)).toHaveLength(2 * 20);
  });

  it("lists files skipped by reason", () => {
    expect(text).toContain("not named as a recording 3");
  });

  it("lists rejected files with code and message", () => {
    expect(text).toContain("Actor_03/03-01-05-01-01-01-03.wav truncated-audio byte 43,112 of 371,244: ends");
  });

  it("shows a file's name as it is, whatever it holds", () => {
    expect(text).toContain('<script>alert("x")</script>.wav');
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;.wav");
  });
});

describe("the page of a synthetic corpus", () => {
  it("says so before anything else", () => {
    const text = textOf(renderReportHtml(syntheticReport()));
    expect(text.indexOf("Synthetic corpus.")).toBeLessThan(text.indexOf("Speech emotion report"));
    expect(text).toContain("they say nothing about human speech");
  });
});

describe("a page whose data is hostile throughout", () => {
  it("holds no tag that is not its own", () => {
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
