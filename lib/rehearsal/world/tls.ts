import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** The world's certificate authority: the world's clients and bundles trust what it signs. */
export interface Authority {
  /** Path of its certificate, PEM, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  readonly caPem: string;
  /** A server certificate for `hosts` (DNS names, `*.` allowed) and its key, PEM. */
  certificateFor(hosts: readonly string[]): Promise<{ key: string; cert: string }>;
}

/** Elliptic curve keys: an RSA key takes a hundred times as long to make. */
const KEYS = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** A new authority. `directory`: where its certificate is written. */
export async function createAuthority({ directory }: { directory: string }): Promise<Authority> {
  const authority = await generate([{ name: 'commonName', value: 'Understudy rehearsal CA' }], {
    ...KEYS,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const caFile = join(directory, 'world-ca.pem');
  writeFileSync(caFile, authority.cert);
  return {
    caFile,
    caPem: authority.cert,
    certificateFor: async (hosts) => {
      const made = await generate([{ name: 'commonName', value: hosts[0] ?? 'nobody' }], {
        ...KEYS,
        ca: { key: authority.private, cert: authority.cert },
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
        ],
      });
      return { key: made.private, cert: made.cert };
    },
  };
}
