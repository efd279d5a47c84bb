import type { Finding } from "./finding.js";

/** The Node releases that this package supports, and when Node's own support of each ends (nodejs.org/about/previous-releases). */
const endOfSupport: Readonly<Record<number, string>> = { 20: "2026-04-30", 22: "2027-04-30", 24: "2028-04-30" };

/**
 * Whether this release of Node still gets fixes.
 *
 * @param version such as "22.22.2"
 * @param now     ms since 1970
 */
export function nodeFinding(version: string, now: number): Finding {
  const subject = "Node";
  const end = endOfSupport[Number.parseInt(version, 10)];
  if (end === undefined)
    return { subject, state: "note", found: `${version} is not tested`, remedy: "install Node 24" };
  if (now <= Date.parse(end)) return { subject, state: "ok", found: `${version}, supported until ${end}` };
  const found = `${version}: security fixes ended on ${end}; the AWS SDK needs Node 22 from January 2027`;
  return { subject, state: "note", found, remedy: "install Node 24" };
}
