/**
 * Runs esbuild with the options on stdin and answers with its metafile: esbuild takes plugins only in its asynchronous
 * API, and CDK's constructs are made synchronously.
 */
const { readFileSync } = require('node:fs');
const { build } = require('esbuild');

/**
 * A client asks its package.json for its version, for the user agent, and brings the rest of it into the bundle: 2 KB
 * of names and addresses.
 */
const onlyVersion = {
  name: 'only-version',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }));
  },
};

build({ ...JSON.parse(readFileSync(0, 'utf8')), plugins: [onlyVersion], metafile: true }).then(
  ({ metafile }) => process.stdout.write(JSON.stringify(metafile)),
  () => process.exit(1),
);
