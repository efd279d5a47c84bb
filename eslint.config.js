import { existsSync } from "node:fs";
import tseslint from "typescript-eslint";

// Rules that go by types have none to go by where deploy/aws is not installed.
const withoutTypes = existsSync("deploy/aws/node_modules/aws-cdk-lib") ? [] : ["deploy/aws/"];

export default tseslint.config(
  {
    ignores: [
      ...withoutTypes,
      "deploy/aws/cdk.out/",
      "**/node_modules/",
      "dist/",
      "site/",
      "reports/",
      ".stryker-tmp/",
      "wasm/",
      "data/",
      "out/",
      "assembly/",
      "scripts/",
      "examples/",
      "*.config.js",
      "**/*.cjs",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Numeric kernels index typed arrays within bounds that are in view; TypeScript cannot see them.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "no-console": "error",
    },
  },
);
