import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "wasm/", "node_modules/", "data/", "out/", "assembly/", "scripts/", "*.config.js", "*.cjs"] },
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
