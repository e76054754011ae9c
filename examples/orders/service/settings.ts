/** What the program was told by its environment. */
export interface CommonSettings {
  /** Address to listen on. @default 127.0.0.1; the container image says 0.0.0.0 */
  readonly host: string;
  /** TCP port. @default 8080 */
  readonly port: number;
  /** AWS Region of this task, sent with every answer. */
  readonly region: string;
  /** Id of the release this task belongs to, sent with every answer. */
  readonly release: string;
  readonly database: DatabaseSettings;
}

export interface DatabaseSettings {
  /** Hosts in order of preference: the writer endpoint of this Region, then its reader endpoint if there is one. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
  /** PEM file of the authority that signs the database's certificate. @default no TLS, for a database on loopback */
  readonly authorityFile?: string;
}

export type Settings =
  | (CommonSettings & { readonly command: 'data' })
  | (CommonSettings & { readonly command: 'web'; readonly catalogueUrl: string });

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of `command`.
 *
 * @throws Error with every problem at once
 */
export function readSettings(command: string | undefined, environment: Environment): Settings {
  if (command !== 'data' && command !== 'web') {
    throw new Error(`unknown command: got ${JSON.stringify(command)}; allowed are data and web`);
  }
  const problems: string[] = [];
  const needed = (name: string) => environment[name] || missing(name, problems);
  const common: CommonSettings = {
    host: environment.HOST || '127.0.0.1',
    port: portOf(environment, 'PORT', 8080, problems),
    region: needed('AWS_REGION'),
    release: needed('RELEASE'),
    database: {
      hosts: [needed('DATABASE_HOST'), environment.DATABASE_READER_HOST].filter((host) => host !== undefined),
      port: portOf(environment, 'DATABASE_PORT', 5432, problems),
      user: needed('DATABASE_USER'),
      password: needed('DATABASE_PASSWORD'),
      name: needed('DATABASE_NAME'),
      ...(environment.DATABASE_CA_FILE && { authorityFile: environment.DATABASE_CA_FILE }),
    },
  };
  const settings: Settings =
    command === 'data' ? { ...common, command } : { ...common, command, catalogueUrl: httpsUrl(environment, problems) };
  if (problems.length > 0) throw new Error(`${command} cannot start:\n${problems.map((it) => `  ${it}`).join('\n')}`);
  return settings;
}

function missing(name: string, problems: string[]): string {
  problems.push(`${name}: required`);
  return '';
}

type PortName = 'PORT' | 'DATABASE_PORT';

function portOf(environment: Environment, name: PortName, fallback: number, problems: string[]): number {
  const written = environment[name];
  if (!written) return fallback;
  const port = Number(written);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  problems.push(`${name}: expected a port, 0 to 65535; got ${JSON.stringify(written)}`);
  return fallback;
}

function httpsUrl({ CATALOGUE_URL: url }: Environment, problems: string[]): string {
  if (!url) return missing('CATALOGUE_URL', problems);
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    problems.push(`CATALOGUE_URL: expected an https URL; got ${JSON.stringify(url)}`);
  }
  return url;
}
