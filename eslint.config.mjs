import { existsSync, readdirSync } from "node:fs";
import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Each vendor is a folder of the provider with a vendor.ts; what every vendor is made of is in vendor/. */
const vendors = readdirSync(new URL("provider/", import.meta.url)).filter(
  (name) => name !== "vendor" && existsSync(new URL(`provider/${name}/vendor.ts`, import.meta.url)),
);

/**
 * The house has one-way streets (ARCHITECTURE.md). Each row: the files, and what they may not import.
 * The emulator is built from the contract alone, so that a misread contract cannot hide on both sides.
 */
const arrows = [
  ["provider/lifecycle/**", folders("http", "vendor", "host", "tenant", ...vendors), ["@pulumi/*"]],
  // What every vendor is made of knows none.
  ["provider/vendor/**", folders("host", "tenant", ...vendors), ["@pulumi/*"]],
  ["provider/vendor/doctor/**"],
  // The error of every call says what is known of the vendor's side, in the lifecycle's words; a cancelled run sends nothing more.
  [
    "provider/http/**",
    folders("host", "tenant", ...vendors),
    ["**/lifecycle/*", "!**/lifecycle/outcome", "!**/lifecycle/call", "!**/lifecycle/wait", "**/vendor/*", "@pulumi/*"],
  ],
  ["provider/host/**", folders("tenant")],
  // Components of the native provider are what programs import.
  ["provider/host/plugin/components.ts"],
  // A definition knows no host: what programs use of it is made in two files. Its own tenant.ts is no folder.
  ...vendors.flatMap((vendor) => [
    [
      `provider/${vendor}/**`,
      [...folders("tenant", "host", ...vendors.filter((other) => other !== vendor)), "!./tenant"],
      ["@pulumi/*"],
    ],
    [`provider/${vendor}/program.ts`, ["**/host/dynamic"]],
    [`provider/${vendor}/functions.ts`, ["**/host/dynamic"]],
  ]),
  ["provider/tenant/**", ["**/host/dynamic"], folders(...vendors)],
  ["provider/**", folders("emulator", "cli", "examples", "tests"), ["fastify", "commander", "yaml"]],
  // The page's scripts run in a browser: of the emulator they know what it says over HTTP.
  ["emulator/console/browser/**", ["../../**", "node:*"]],
  ["emulator/**", folders("provider", "cli", "examples", "tests"), ["@pulumi/*"]],
  ...vendors.map((vendor) => [`emulator/${vendor}/**`, folders(...vendors.filter((other) => other !== vendor))]),
  ["cli/**", folders("examples", "tests")],
  ["contracts/**", folders("provider", "emulator", "cli")],
];

/** What is allowed although it is not above: files of tenants are YAML, and so are the contracts that doctor compares answers with. */
const exceptions = {
  "provider/tenant/**": ["yaml"],
  "provider/vendor/doctor/**": ["yaml"],
  "provider/host/plugin/components.ts": folders("tenant"),
  ...Object.fromEntries(
    vendors.flatMap((vendor) => [
      // what programs give a tenant is declared beside the arguments that it is made of
      [`provider/${vendor}/program.ts`, [...folders("host", "tenant"), "@pulumi/*"]],
      [`provider/${vendor}/functions.ts`, [...folders("host"), "@pulumi/*"]],
    ]),
  ),
};

/** Everything in these folders, and their index. */
function folders(...names) {
  return names.flatMap((name) => [`**/${name}`, `**/${name}/**`]);
}

/** Rows for the same folder add up: ESLint keeps only the last setting of a rule, so each row also carries its parents'. */
const restricted = (files) =>
  arrows
    .filter(([other]) => files === other || files.startsWith(other.replace("**", "")))
    .flatMap(([, ...groups]) => groups.flat())
    .filter((name) => !exceptions[files]?.includes(name));

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "contracts/generated/",
      "coverage/",
      "examples/**/*.js",
      "examples/**/*.mjs",
      // compiled where tests/newcomer.test.ts puts it
      "tests/newcomer/",
    ],
  },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // to take a property out of an object
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-definitions": "off",
    },
  },
  {
    // repositories of their own, whose packages are not installed here; the engine's tests compile them
    files: ["examples/tenants/**/*.ts", "examples/two-accounts/**/*.ts"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
  ...arrows
    .toSorted(([a], [b]) => a.length - b.length)
    .map(([files]) => ({
      files: [files],
      rules: { "no-restricted-imports": ["error", { patterns: [{ group: restricted(files) }] }] },
    })),
  {
    files: ["tests/**/*.ts", "bench/**/*.ts"],
    rules: {
      // mocha's describe/it return nothing to await; assertions read best unbound
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
    },
  },
  {
    files: ["tools/**/*.mjs", "bench/**/*.mjs", "*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        fetch: "readonly",
        setTimeout: "readonly",
        performance: "readonly",
      },
    },
  },
);
