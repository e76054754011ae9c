/** The part of dynalite 4.0.0 that is used; the package has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    /** How long tables stay in CREATING, UPDATING and DELETING, milliseconds. */
    readonly createTableMs: number;
    readonly updateTableMs: number;
    readonly deleteTableMs: number;
  }

  export default function dynalite(options: DynaliteOptions): Server;
}
