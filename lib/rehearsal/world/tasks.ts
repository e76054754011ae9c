import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasExited, killed, onLines, owned } from './children';
import { wallClock } from './clock';
import type { Network } from './network';
import { freePort } from './ports';
import type { Authority } from './tls';
import { PRELOAD, worldEnvironment } from './world-environment';

export interface TaskOptions {
  readonly region: string;
  /** `…@sha256:…` */
  readonly image: string;
  /** Arguments of the image's program. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What the task definition says; the program listens on the environment's PORT, which stands for it. */
  readonly containerPort: number;
  /** Whose task it is, for the log. */
  readonly about: string;
}

export interface Task {
  readonly id: string;
  /** Loopback port that stands for the container port; the program may not listen yet. */
  readonly port: number;
  /** SIGTERM, and after a while SIGKILL, as ECS does. */
  stop(): Promise<void>;
  /** Resolves when the process is gone, whatever ended it. */
  readonly exited: Promise<void>;
}

/** ECS tasks: each a child process that runs an image, one JavaScript file found by its digest. */
export interface Tasks {
  /** @throws unless the SHA-256 of `file` is `digest` (`sha256:…`) */
  publishImage(digest: string, file: string): void;
  /** @throws CannotPullContainerError when no image with this digest was published */
  run(task: TaskOptions): Promise<Task>;
  /** kill -9 of all tasks of a Region. */
  crash(region: string): void;
  close(): Promise<void>;
}

export interface TasksOptions {
  readonly network: Network;
  dnsPort(): number;
  readonly tls: Authority;
  /** Outside the repository: images are copied here. */
  readonly workDirectory: string;
  onLog(line: { about: string; region: string; text: string }): void;
}

export const createTasks = (options: TasksOptions): Tasks => new ProcessTasks(options);

/** ECS waits 30 seconds; a rehearsal has no reason to. */
const STOP_MILLISECONDS_MAX = 3000;

class ProcessTasks implements Tasks {
  private readonly images = new Map<string, string>();
  private readonly running = new Map<ChildProcess, string>();

  constructor(private readonly options: TasksOptions) {}

  publishImage(digest: string, file: string): void {
    const actual = `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
    if (actual !== digest) {
      throw new Error(`image ${file} has digest ${actual}, not ${digest}: publish the file that was released`);
    }
    const copy = join(this.options.workDirectory, `image-${digest.slice('sha256:'.length, 23)}.mjs`);
    copyFileSync(file, copy);
    this.images.set(digest, copy);
  }

  async run({ region, image, command, environment, about }: TaskOptions): Promise<Task> {
    const program = this.pull(image);
    const port = await freePort();
    const variables = {
      AWS_REGION: region,
      ...environment,
      ...worldEnvironment(this.options, this.options.workDirectory),
      PORT: String(port),
    };
    const child = owned(
      spawn(process.execPath, ['--require', PRELOAD, program, ...command], {
        env: variables,
        cwd: this.options.workDirectory,
        // The channel says nothing; the preload ends the process when our end of it is gone.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }),
    );
    this.running.set(child, region);
    child.once('exit', () => this.running.delete(child));
    onLines(child, (text) => this.options.onLog({ about, region, text }));
    return { id: randomUUID().replaceAll('-', ''), port, stop: () => stopped(child), exited: gone(child) };
  }

  crash(region: string): void {
    for (const [child, where] of this.running) {
      if (where === region) child.kill('SIGKILL');
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.running.keys()].map(killed));
  }

  private pull(image: string): string {
    const digest = image.slice(image.indexOf('@') + 1);
    const program = this.images.get(digest);
    if (program) return program;
    // Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
    const message = `CannotPullContainerError: failed to resolve ref ${image}: not found`;
    throw Object.assign(new Error(message), { name: 'CannotPullContainerError' });
  }
}

async function gone(child: ChildProcess): Promise<void> {
  if (!hasExited(child)) await once(child, 'exit');
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const cancel = wallClock.after(STOP_MILLISECONDS_MAX, () => child.kill('SIGKILL'));
  await gone(child);
  cancel();
}
