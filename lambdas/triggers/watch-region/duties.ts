import type { Log } from '../../edge/log';

/** One thing to be done in a minute. */
export type Duty = () => Promise<unknown>;

/** The duties of one minute: one that fails keeps no other from being done. */
export function duties(say: Log) {
  const failed: string[] = [];
  return {
    /** Never rejects. @param what names the duty in the log */
    async attempt(what: string, duty: Duty): Promise<void> {
      try {
        await duty();
      } catch (error) {
        const because = `${what}: ${error}`;
        say({ kind: 'failed', because });
        failed.push(because);
      }
    },
    /** @throws when a duty has failed: the function's error metric shows it */
    end(): void {
      if (failed.length > 0) throw new Error(`failed ${failed.length} times in this minute; first ${failed[0]}`);
    },
  };
}
export type Duties = ReturnType<typeof duties>;
