import type { Matrix } from "../../shared/matrix.js";
import { principalComponents, type PrincipalComponents } from "../../linear/principalComponents.js";

/** Runs on a thread: a few thousand recordings take a second, which would block the server. */
export default function mapRecordings(X: Matrix): PrincipalComponents {
  return principalComponents(X, 2);
}
