import { join } from 'node:path';
import type { Network } from './network';
import type { Authority } from './tls';

/** Required by every child process before its program. */
export const PRELOAD = join(__dirname, 'preload.cjs');

export interface WorldParts {
  readonly network: Network;
  dnsPort(): number;
  readonly tls: Authority;
}

/**
 * The environment of a process that lives in the world. Nothing of ours is inherited but PATH; `home` is its HOME, so
 * that it does not read the AWS configuration of whoever runs the rehearsal.
 */
export const worldEnvironment = ({ network, dnsPort, tls }: WorldParts, home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  TZ: 'UTC',
  NODE_EXTRA_CA_CERTS: tls.caFile,
  UNDERSTUDY_WORLD_MAP: network.mapFile,
  UNDERSTUDY_WORLD_DNS: `127.0.0.1:${dnsPort()}`,
});
