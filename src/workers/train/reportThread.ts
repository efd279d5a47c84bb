import type { Report } from "../../report/report.js";
import { buildReport } from "./buildReport.js";
import type { ReportParts } from "./reportParts.js";

/** What the report's thread does: its intervals are seconds of computing, which the event loop must not wait for. */
export default function reportOnThread(parts: ReportParts): Report {
  return buildReport(parts);
}
