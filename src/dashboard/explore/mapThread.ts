import type { Matrix } from "../../shared/matrix.js";
import { principalComponents, type PrincipalComponents } from "./principalComponents.js";

/** Runs on a thread of its own: some thousand recordings take a second, which the server has not. */
export default function mapRecordings(X: Matrix): PrincipalComponents {
  return principalComponents(X, 2);
}
