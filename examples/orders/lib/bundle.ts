import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * The service as one file, byte for byte the same wherever and whenever it is built: minified text holds no paths, and
 * the working directory is not the caller's.
 */
export function bundleService(): Uint8Array {
  const folder = join(__dirname, '../service');
  const { outputFiles } = buildSync({
    absWorkingDir: folder,
    entryPoints: ['main.ts'],
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // pg is CommonJS and asks for Node's own modules by `require`, which an ES module does not have.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    // An optional native driver of pg, loaded only when asked for.
    external: ['pg-native'],
    write: false,
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error('esbuild wrote no file for the orders service');
  return bundle.contents;
}
