import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** One metric that a query reads, with what it asks of its labels. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly op: string; readonly value: string }[];
}

/** What a PromQL query is made of, as Prometheus' own grammar for editors reads it. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** labels that it groups by */
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
