import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** One metric that a query reads, with its label matchers. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly op: string; readonly value: string }[];
}

/** The parts of a PromQL query, parsed with the grammar of Prometheus's editor. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** labels by which it groups */
  readonly groupings: readonly string[];
}

/** @throws Error if it is not PromQL */
export function parseQuery(expr: string): Query {
  const tree = parser.parse(expr);
  const text = (node: SyntaxNode): string => expr.slice(node.from, node.to);
  const selectors: Selector[] = [];
  const groupings: string[] = [];
  tree.iterate({
    enter({ name, node, from }) {
      if (name === "⚠") throw new Error(`no PromQL at ${from}: ${expr}`);
      if (name === "GroupingLabels") groupings.push(...node.getChildren("LabelName").map(text));
      if (name !== "VectorSelector") return;
      const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
      selectors.push({
        metric: text(node.getChild("Identifier")!),
        matchers: matchers.map((matcher) => ({
          label: text(matcher.getChild("LabelName")!),
          op: text(matcher.getChild("MatchOp")!),
          value: text(matcher.getChild("StringLiteral")!).slice(1, -1),
        })),
      });
    },
  });
  return { selectors, groupings };
}
