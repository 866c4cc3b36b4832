/** Files that test the application rather than being part of it, told by name as test runners do. */
export function isTestPath(path: string): boolean {
  // Asked for every call of a tree: most paths have none of these at all.
  if (!/[tT]est|spec|mock|fixture|e2e|cy/.test(path)) return false;
  return (
    /(?:^|[./_-])(?:test|tests|spec|specs|e2e|cy)\.[cm]?[jt]sx?$/.test(path) ||
    /(?:^|\/)(?:(?:jest|vitest|mocha|tests?)[-.]?[sS]etup|setup-?[tT]ests?)\.[cm]?[jt]sx?$/.test(path) ||
    /(?:^|\/)(?:tests?|__tests__|__mocks__|__fixtures__|spec|specs|e2e|(?:e2e|integration|acceptance)[-_]tests?|cypress|test-utils?|testing|mocks?)\//.test(
      path,
    )
  );
}
