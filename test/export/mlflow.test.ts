import { describe, expect, test } from "vitest";
import { mlflowLayout } from "../../src/export/mlflow.js";
import { fullReport } from "../support/sampleReports.js";

const report = fullReport();
const run = { report, notes: { tags: ["paper"], note: "it's final" }, startedAt: 1_000, endedAt: 61_000 };
const { files, artifacts } = mlflowLayout("/srv/mlruns", run);

const [experiment, id] = artifacts.split("/") as [string, string];
const folder = `${experiment}/${id}`;

describe("MLflow's layout of a run", () => {
  test("has a numeric folder for the experiment and one of 32 hex digits for the run, the same each time", () => {
    expect(artifacts).toMatch(/^\d{18}\/[0-9a-f]{32}\/artifacts$/);
    expect(mlflowLayout("/elsewhere", run).artifacts).toBe(artifacts);
    expect(mlflowLayout("/srv/mlruns", { ...run, startedAt: 2_000 }).artifacts).not.toBe(artifacts);
    const other = mlflowLayout("/srv/mlruns", { ...run, report: { ...report, run: "other" } });
    expect(other.artifacts.startsWith(`${experiment}/`)).toBe(true);
    expect(other.artifacts).not.toBe(artifacts);
  });

  test("describes experiment and run in the fields of its meta.yaml", () => {
    expect(files.get(`${experiment}/meta.yaml`)).toBe(
      `artifact_location: 'file:///srv/mlruns/${experiment}'\ncreation_time: 1000\nexperiment_id: '${experiment}'\n` +
        "last_update_time: 61000\nlifecycle_stage: 'active'\nname: 'speech-emotion-workers'\n",
    );
    const meta = files.get(`${folder}/meta.yaml`)!;
    expect(meta).toContain(`artifact_uri: 'file:///srv/mlruns/${artifacts}'\n`);
    expect(meta).toContain(`run_id: '${id}'\nrun_name: '${report.run}'\nrun_uuid: '${id}'\n`);
    expect(meta).toContain("end_time: 61000\n");
    expect(meta).toContain("start_time: 1000\nstatus: 3\ntags: []\n");
    expect(meta).toContain("source_type: 4\n");
  });

  test("has a file for each setting, each figure and each tag", () => {
    const { provenance } = report;
    for (const [name, value] of Object.entries(provenance!.settings))
      expect(files.get(`${folder}/params/${name}`)).toBe(typeof value === "string" ? value : JSON.stringify(value));
    expect(files.get(`${folder}/tags/mlflow.runName`)).toBe(report.run);
    expect(files.get(`${folder}/tags/mlflow.note.content`)).toBe("it's final");
    expect(files.get(`${folder}/tags/tag.paper`)).toBe("true");
    expect(files.get(`${folder}/tags/synthetic`)).toBe("false");
  });

  test("has metrics as lines of timestamp, value and step, with a curve's points as steps", () => {
    expect(files.get(`${folder}/metrics/macro_f1`)).toBe("61000 0.5612 0\n");
    expect(files.get(`${folder}/metrics/macro_f1.lower`)).toBe("61000 0.5062 0\n");
    const lines = files.get(`${folder}/metrics/study.all.grid.macro_f1`)!.trimEnd().split("\n");
    expect(lines).toHaveLength(report.sets.all!.grid!.candidates.filter(({ score }) => score !== null).length);
    for (const [path, text] of files)
      if (path.startsWith(`${folder}/metrics/`)) expect(text).toMatch(/^(61000 -?[\d.e-]+ \d+\n)+$/);
  });

  test("uses no characters in names that MLflow rejects", () => {
    const labels = { ...run, notes: { tags: ["für/später: 1"], note: "" } };
    const names = [...mlflowLayout("/srv/mlruns", labels).files.keys()].map((path) =>
      path.split("/").slice(3).join("/"),
    );
    for (const name of names) expect(name).toMatch(/^[\w.\- ]*$/);
  });
});
