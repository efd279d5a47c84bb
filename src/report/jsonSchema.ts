import { z } from "zod";
import { reportSchema } from "./report.js";

/** The JSON schema (2020-12) of report.json, published as schemas/report.schema.json. */
export function reportJsonSchema(): object {
  return { title: "report.json of speech-emotion-workers", ...z.toJSONSchema(reportSchema, { io: "input" }) };
}
