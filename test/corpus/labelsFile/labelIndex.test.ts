import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, test } from "vitest";
import { LabelIndex, type LabelledKey } from "../../../src/corpus/labelsFile/labelIndex.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { openObjectStore } from "../../support/openObjectStore.js";

let dir: string;
let files = 0;

beforeAll(async () => {
  dir = await temporaryDirectory();
});

async function indexOf(content: string | Uint8Array, entriesInMemory?: number, name?: string): Promise<LabelIndex> {
  files += 1;
  const spec = join(dir, name ?? `labels-${files}.csv`);
  await writeFile(spec, content);
  return LabelIndex.open({
    spec,
    source: join(dir, "source"),
    emotionMap: {},
    openObjects: openObjectStore,
    ...(entriesInMemory === undefined ? {} : { entriesInMemory }),
  });
}

/** A file's labels for some keys, in short form. */
async function said(content: string | Uint8Array, ...keys: string[]): Promise<(string | undefined)[]> {
  const index = await indexOf(content);
  const found = await Promise.all(keys.map(async (key) => index.of(key)));
  await index.close();
  return found.map((entries) => entries?.map(words).join("; "));
}

function words({ key, labels }: LabelledKey): string {
  if (labels === null) return `${key}: unlabelled`;
  const { speaker, emotion, gender } = labels;
  return `${key}: ${[emotion, speaker, gender].filter((word) => word !== undefined).join(" ")}`;
}

const plain = "file,emotion,speaker\na.wav,Happiness,anna\nb.wav,sad,bob\n";
const expected = ["a.wav: happy anna", "b.wav: sad bob"];

function utf16(text: string, isBig: boolean): Uint8Array {
  const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
  return isBig ? bytes.swap16() : bytes;
}

describe("a labels file is read", () => {
  test.each<[string, string | Uint8Array]>([
    ["as UTF-8", plain],
    ["with a byte order mark", `\uFEFF${plain}`],
    ["with lines that end in CR LF", plain.replaceAll("\n", "\r\n")],
    ["with lines that end in CR", plain.replaceAll("\n", "\r")],
    ["as UTF-16, little-endian", utf16(plain, false)],
    ["as UTF-16, big-endian", utf16(plain, true)],
    ["as UTF-16 without a byte order mark", Buffer.from(plain, "utf16le")],
    ["with semicolons", plain.replaceAll(",", ";")],
    ["with tabs", plain.replaceAll(",", "\t")],
    ["with quotes", '"file","emotion","speaker"\r\n"a.wav","Happiness","anna"\r\n"b.wav","sad","bob"'],
    ["without a last line end", plain.trimEnd()],
    [
      "with blank lines and other names and order of columns",
      "Speaker,Path,Label\n\nanna,a.wav,joy\n\nbob,b.wav,sad\n\n",
    ],
    ["with a row that repeats another", `${plain}b.wav,sad,bob\n`],
  ])("%s", async (_, content) => {
    expect(await said(content, "a.wav", "b.wav")).toEqual(expected);
  });

  test("in Windows-1252, if it is not UTF-8", async () => {
    const bytes = Buffer.from("file,emotion,speaker\na.wav,sad,J\u00f6rg\n", "latin1");
    expect(await said(bytes, "a.wav")).toEqual(["a.wav: sad J\u00f6rg"]);
  });

  test("from Parquet", async () => {
    const column = (name: string, data: string[]) => ({ name, data, type: "STRING" as const });
    const bytes = parquetWriteBuffer({
      columnData: [
        column("file", ["a.wav", "b.wav"]),
        column("emotion", ["joy", "sad"]),
        column("speaker", ["anna", "bob"]),
      ],
    });
    const index = await indexOf(new Uint8Array(bytes), undefined, "labels.parquet");
    expect([...(await index.of("a.wav"))!, ...(await index.of("b.wav"))!].map(words)).toEqual(expected);
  });

  test("in more parts than fit in memory, with the same results", async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => `f${(i * 7919) % 2_000}.wav,sad,s${(i * 7919) % 2_000}\n`);
    const index = await indexOf(`file,emotion,speaker\n${lines.join("")}`, 300);
    for (const i of [0, 1, 999, 1_000, 1_999])
      expect((await index.of(`f${i}.wav`))!.map(words)).toEqual([`f${i}.wav: sad s${i}`]);
    expect(await index.of("f2000.wav")).toBeUndefined();
    const others: string[] = [];
    for await (const file of index.notFound()) others.push(file);
    expect(others).toHaveLength(2_000 - 5);
    expect(others).not.toContain("f999.wav");
    await index.close();
  });

  test("with quotes around commas, doubled quotes and line breaks, and other columns kept as metadata", async () => {
    const index = await indexOf('file,emotion,speaker,gender,note\n"a,1.wav",sad,anna,F,"says ""no""\nloudly"\n');
    const [entry] = (await index.of("a,1.wav"))!;
    expect(entry!.labels).toMatchObject({ gender: "woman", metadata: { note: 'says "no"\nloudly' } });
  });

  test("with paths in the source, including absolute ones, and with base names if no path has a folder", async () => {
    const paths = `file,emotion,speaker\n./x/a.wav,sad,anna\n${join(dir, "source", "y", "b.wav")},sad,bob\n`;
    expect(await said(paths, "x/a.wav", "y/b.wav", "a.wav")).toEqual([
      "x/a.wav: sad anna",
      "y/b.wav: sad bob",
      undefined,
    ]);
    expect(await said(plain, "deep/down/a.wav")).toEqual(["deep/down/a.wav: happy anna"]);
  });

  test("with patterns, over which a file's own row takes precedence", async () => {
    const content = "file,emotion,speaker\nanna/*_sad.wav,sad,anna\n**/*.flac,happy,bob\nanna/1_sad.wav,angry,anna\n";
    expect(await said(content, "anna/1_sad.wav", "anna/2_sad.wav", "x/y/z.flac", "anna/b/2_sad.wav")).toEqual([
      ...["anna/1_sad.wav: angry anna", "anna/2_sad.wav: sad anna"],
      ...["x/y/z.flac: happy bob", undefined],
    ]);
  });

  test("with segments, in the order of their times, each with its own key", async () => {
    const content =
      "file,emotion,speaker,start,end\ncall.wav,sad,bob,2.5,4\ncall.wav,happy,anna,0,2.5\nb.wav,sad,bob,,\n";
    expect(await said(content, "call.wav", "b.wav")).toEqual([
      "call.wav#t=0,2.5: happy anna; call.wav#t=2.5,4: sad bob",
      "b.wav: sad bob",
    ]);
  });

  test("with segments of two speakers that overlap, and rows without an emotion", async () => {
    const content = "file,emotion,speaker,start,end\nc.wav,sad,bob,0,2\nc.wav,happy,anna,1,3\nd.wav,,,,\n";
    expect(await said(content, "c.wav", "d.wav")).toEqual([
      "c.wav#t=0,2: sad bob; c.wav#t=1,3: happy anna",
      "d.wav: unlabelled",
    ]);
  });
});

test.each([
  ["", "it is empty"],
  ["file,emotion,speaker\n", "it has no rows"],
  ["file,emotion\na.wav,sad\n", "no column speaker; it has file, emotion"],
  ["a.wav,sad,anna\nb.wav,sad,bob\n", "no column file and no column emotion and no column speaker"],
  ["file,emotion,speaker,file\na,b,c,d\n", "the column file appears twice"],
  ["file,emotion,speaker,start\na.wav,sad,anna,1\n", "segments need both columns, start and end"],
  [`${plain}a.wav,sad,anna\n`, "lines 2 and 4 label a.wav differently: happy of labels/anna and sad of labels/anna"],
  [`${plain}a.wav,happy,eve\n`, "label a.wav differently"],
  [`${plain}../c.wav,sad,anna\n`, "line 4: ../c.wav is outside"],
  [`${plain}/etc/passwd,sad,anna\n`, "line 4: /etc/passwd is outside"],
  [`${plain}s3://other/c.wav,sad,anna\n`, "line 4: s3://other/c.wav is outside"],
  [`${plain}c.wav,sad,\n`, "line 4: c.wav has an emotion but no speaker"],
  [`${plain},sad,anna\n`, "line 4: no file is named"],
  [`${plain}c.wav,sad,anna,extra\n`, "line 4: 4 fields, but the header has 3"],
  [`${plain}"c.wav,sad,anna\n`, "line 4: a quote is never closed"],
  ["file,emotion,speaker,gender\na.wav,sad,anna,blue\n", 'gender "blue": expected woman, man or nothing'],
  ["file,emotion,speaker,gender\na.wav,sad,anna,constructor\n", 'gender "constructor": expected woman, man or nothing'],
  ["file,emotion,speaker,split\na.wav,sad,anna,constructor\n", 'split "constructor": expected train, dev or test'],
  [`${plain}c.wav,__proto__,anna\n`, "line 4: an emotion cannot be called __proto__"],
  ["file,emotion,speaker,split\na.wav,sad,anna,later\n", 'split "later": expected train, dev or test'],
  ["file,emotion,speaker,start,end\na.wav,sad,anna,2,2\n", "the segment from 2 s to 2 s is empty"],
  ["file,emotion,speaker,start,end\na.wav,sad,anna,-1,2\n", "expected seconds from 0"],
  ["file,emotion,speaker,start,end\na.wav,sad,anna,x,2\n", "expected seconds from 0"],
  [
    "file,emotion,speaker,start,end\na.wav,sad,anna,0,2\na.wav,happy,anna,1,3\n",
    "lines 2 and 3: segments of a.wav overlap (0 to 2 s, 1 to 3 s)",
  ],
  ["file,emotion,speaker,start,end\na.wav,sad,anna,,\na.wav,sad,anna,0,2\n", "as a whole and in segments"],
  ["file,emotion,speaker,start,end\n*.wav,sad,anna,0,2\n", "a pattern cannot have segments"],
])("the labels %j are rejected: %s", async (content, problem) => {
  await expect(indexOf(content)).rejects.toThrow(expect.objectContaining({ code: "bad-labels" }) as Error);
  await expect(indexOf(content)).rejects.toThrow(problem);
});

test("EmoBox's folder is read: words by its label map, speakers by the known names", async () => {
  const folder = join(dir, "emobox", "emodb");
  await mkdir(folder, { recursive: true });
  const line = (key: string, emo: string): string =>
    `${JSON.stringify({ key, dataset: "emodb", wav: `downloads/emodb/wav/${key}.wav`, emo })}\n`;
  await writeFile(join(folder, "emodb.jsonl"), line("03a01Fa", "happy") + line("08a01La", "boredem"));
  await writeFile(join(folder, "label_map.json"), JSON.stringify({ happy: "Happy", boredem: "Boredom" }));
  const index = await LabelIndex.open({
    spec: `emobox:${folder}`,
    source: dir,
    emotionMap: {},
    openObjects: openObjectStore,
  });
  const found = await index.ofAll(["wav/03a01Fa.wav", "wav/08a01La.wav"]);
  expect([...found.values()].flat().map(words)).toEqual([
    "wav/03a01Fa.wav: happy 03 man",
    "wav/08a01La.wav: bored 08 woman",
  ]);
  await index.close();
});

test("an audformat database is read: emotions of one table, speakers of another, times as pandas writes them", async () => {
  const folder = join(dir, "database");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "header.yaml"), "name: calls\n");
  const segments = [
    "file,start,end,emotion",
    "a.wav,0 days 00:00:01.500000,0 days 00:01:02,anger",
    "b.wav,0 days,NaT,sadness",
  ];
  await writeFile(join(folder, "db.segments.csv"), `${segments.join("\n")}\n`);
  await writeFile(join(folder, "db.files.csv"), "file,speaker,gender\na.wav,3,female\nb.wav,8,male\n");
  const spec = `audformat:${folder}`;
  const index = await LabelIndex.open({ spec, source: dir, emotionMap: {}, openObjects: openObjectStore });
  const found = await index.ofAll(["a.wav", "b.wav"]);
  expect([...found.values()].flat().map(words)).toEqual(["a.wav#t=1.5,62: angry 3 woman", "b.wav: sad 8 man"]);
  await index.close();
});

describe("an audformat database with a complete header", () => {
  const header = `name: calls
languages: [deu]
schemes:
  emotion: {dtype: int, labels: {0: anger, 1: sadness}}
  speaker: {dtype: str, labels: {anna: {gender: female}, bob: {gender: male}}}
splits:
  learn: {type: train}
  check: {type: test}
media:
  microphone: {type: audio}
tables:
  emotion.learn:
    type: segmented
    split_id: learn
    media_id: microphone
    columns: {first: {scheme_id: emotion, rater_id: anna}, truth: {scheme_id: emotion, rater_id: gold}}
  emotion.check: {type: filewise, split_id: check, columns: {truth: {scheme_id: emotion}}}
  files: {type: filewise, columns: {who: {scheme_id: speaker}}}
`;
  async function database(name: string, text: string, check = "file,truth\nb.wav,0\n"): Promise<string> {
    const folder = join(dir, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "header.yaml"), text);
    const times = (name: string, data: bigint[]) => ({ name, data, type: "INT64" as const });
    const words = (name: string, data: string[]) => ({ name, data, type: "STRING" as const });
    const segments = parquetWriteBuffer({
      columnData: [
        words("file", ["a.wav", "a.wav"]),
        times("start", [0n, 1_500_000_000n]),
        times("end", [1_500_000_000n, 3_000_000_000n]),
        words("first", ["0", "0"]),
        words("truth", ["1", "0"]),
      ],
    });
    await writeFile(join(folder, "db.emotion.learn.parquet"), new Uint8Array(segments));
    await writeFile(join(folder, "db.emotion.check.csv"), check);
    await writeFile(join(folder, "db.files.csv"), "file,who\na.wav,anna\nb.wav,bob\n");
    return `audformat:${folder}`;
  }
  const open = async (spec: string): Promise<LabelIndex> =>
    LabelIndex.open({ spec, source: dir, emotionMap: {}, openObjects: openObjectStore });

  test("is read with its schemes, splits, raters and media, from CSV and Parquet, with genders from the scheme", async () => {
    const index = await open(await database("whole", header));
    const found = [...(await index.ofAll(["a.wav", "b.wav"])).values()].flat();
    expect(found.map(words)).toEqual([
      "a.wav#t=0,1.5: sad anna woman",
      "a.wav#t=1.5,3: angry anna woman",
      "b.wav: angry bob man",
    ]);
    expect(found.map(({ labels }) => [labels?.dataset, labels?.split, labels?.language])).toEqual([
      ...[
        ["calls", "train", "deu"],
        ["calls", "train", "deu"],
        ["calls", "test", "deu"],
      ],
    ]);
    await index.close();
  });

  test.each([
    ["a header that is not YAML", "name: [", "file,truth\nb.wav,0\n", "header.yaml is not valid YAML"],
    ["tables that are not a mapping", "tables: 3\n", "file,truth\nb.wav,0\n", "header.yaml: tables"],
    [
      "a table without a file",
      `${header}  more: {type: filewise}\n`,
      "file,truth\nb.wav,0\n",
      "table more of header.yaml is missing",
    ],
    [
      "a value outside the scheme",
      header,
      "file,truth\nb.wav,7\n",
      "line 2: 7 is not one of the scheme's labels (0, 1)",
    ],
  ])("is rejected for %s", async (what, text, check, problem) => {
    const spec = await database(what.replaceAll(" ", "-"), text, check);
    await expect(open(spec)).rejects.toThrow(problem);
  });
});

test("a folder that is not an audformat database is rejected", async () => {
  const spec = `audformat:${dir}`;
  const opened = LabelIndex.open({ spec, source: dir, emotionMap: {}, openObjects: openObjectStore });
  await expect(opened).rejects.toThrow("header.yaml is missing");
});
