/** Test files, by their paths from the root, as links of a page in `docs/`. */
export const linksTo = (paths: readonly string[]): string =>
  paths.map((path) => `[${shortOf(path)}](../${path})`).join(', ');

/** `lambdas/steps/admit-run/step.test.ts` → `admit-run/step`. */
const shortOf = (path: string): string =>
  path
    .split('/')
    .slice(-2)
    .join('/')
    .replace(/\.(test|whole)\.ts$/, '');
