import { z } from "zod";
import { forestParameters, type Accepted, type ForestParameters } from "../forest/parameters.js";

const amount = z.union([z.object({ count: z.int().min(1) }), z.object({ fraction: z.number().gt(0).max(1) })]);

/** The schema of some of a forest's parameters, from their declarations. */
export function parameterSchema<Name extends keyof ForestParameters>(
  names: readonly Name[],
): z.ZodObject<{ [N in Name]: z.ZodType<ForestParameters[N], ForestParameters[N]> }> {
  const shape = Object.fromEntries(names.map((name) => [name, schemaOf(forestParameters[name].accepted)]));
  return z.object(shape) as z.ZodObject<{ [N in Name]: z.ZodType<ForestParameters[N], ForestParameters[N]> }>;
}

function schemaOf(accepted: Accepted): z.ZodType {
  switch (accepted.kind) {
    case "integer": {
      const { min, max } = accepted;
      const integer = max === undefined ? z.int().min(min) : z.int().min(min).max(max);
      return accepted.orNull === true ? integer.nullable() : integer;
    }
    case "choice":
      return z.literal(accepted.values);
    case "amount":
      return z.union([z.literal(accepted.words), amount]);
  }
}
