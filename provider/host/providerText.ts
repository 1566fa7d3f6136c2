/**
 * What a stack records as the provider of a resource. It is what `pulumi.dynamic.Resource` would have made by serialising
 * code, written down instead: it holds no code and no secret, and it resolves the installed package from the program's
 * folder. The text is public protocol: stacks made by any release carry it, so it never changes.
 */
export const providerText = (type: string): string =>
  `exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-msp/host").serve("${type}")`;
