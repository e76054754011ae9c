import { execFile } from 'node:child_process';
import { appendFile, chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { owned } from './children';
import { type PostgresServer, SUPERUSER } from './postgres-server';
import { giveToServer, serverUser } from './postgres-user';

const run = promisify(execFile);

/** An empty data directory whose superuser has `password`. */
export async function initialise(directory: string, { initdb, password }: { initdb: string; password: string }) {
  const passwordFile = `${directory}.password`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await Promise.all([giveToServer(directory), giveToServer(passwordFile)]);
  const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  const running = run(initdb, ['-D', directory, '-U', SUPERUSER, `--pwfile=${passwordFile}`, ...options], {
    ...serverUser(),
    cwd: directory,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
  owned(running.child);
  await running;
  await rm(passwordFile);
  await configure(directory);
}

/**
 * Appends to the configuration. A rehearsal's server answers on loopback only, does not care for a power cut (fsync),
 * and looks for its primary often, because a cut line comes back within seconds here.
 */
async function configure(directory: string, more: readonly string[] = []): Promise<void> {
  const settings = [
    `listen_addresses = '127.0.0.1'`,
    `unix_socket_directories = ''`,
    'fsync = off',
    'shared_buffers = 32MB',
    'max_connections = 60',
    'wal_level = replica',
    'hot_standby = on',
    'wal_receiver_status_interval = 1s',
    'wal_retrieve_retry_interval = 200ms',
    ...more,
  ];
  await appendFile(join(directory, 'postgresql.conf'), `\n${settings.join('\n')}\n`);
}

/** What belongs to a running server or to its own replicas, and must not be in a copy. */
const NOT_COPIED = new RegExp(
  '^(postmaster\\.(pid|opts)|backup_label|standby\\.signal|.*pgsql_tmp.*' +
    '|pg_(wal|replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)/.+)$',
);

/**
 * Makes `directory` a standby of `primary` that streams from `port`. The package has no pg_basebackup, so its protocol
 * is spoken by hand.
 *
 * Source: https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function cloneFrom(primary: PostgresServer, standby: { directory: string; name: string; port: number }) {
  const { directory, name, port } = standby;
  const slot = name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  await rm(directory, { recursive: true, force: true });
  const label = await primary.withSession(async (session) => {
    const isMissing = 'where not exists (select from pg_replication_slots where slot_name = $1)';
    await session.query(`select pg_create_physical_replication_slot($1, true) ${isMissing}`, [slot]);
    await session.query(`select pg_backup_start('clone', true)`);
    const source = primary.settings.directory;
    const isCopied = (path: string) => !NOT_COPIED.test(relative(source, path));
    await cp(source, directory, { recursive: true, filter: isCopied });
    const { rows } = await session.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    return rows[0]?.labelfile ?? '';
  });
  await writeFile(join(directory, 'backup_label'), label);
  await writeFile(join(directory, 'standby.signal'), '');
  const credentials = `user=${SUPERUSER} password=${primary.settings.password}`;
  await configure(directory, [
    `primary_conninfo = 'host=127.0.0.1 port=${port} ${credentials} application_name=${slot}'`,
    `primary_slot_name = '${slot}'`,
  ]);
  await chmod(directory, 0o700);
  await giveToServer(directory);
}
