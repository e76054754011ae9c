import type { WholeAnswer, WholeRequest } from '../../../lib/rehearsal/world/https-server';

/** What answers on a port. */
export type Program = (request: WholeRequest) => Promise<WholeAnswer>;

/** Ports of a machine that exists only here: numbers, and the programs behind them. */
export interface Ports {
  open(program: Program): number;
  close(port: number): void;
  /** @throws Error with code ECONNREFUSED where nothing listens */
  ask(port: number, request: WholeRequest): Promise<WholeAnswer>;
}

const FIRST_PORT = 10_000;

export function createPorts(): Ports {
  const programs = new Map<number, Program>();
  let next = FIRST_PORT;
  return {
    open(program) {
      next += 1;
      programs.set(next, program);
      return next;
    },
    close: (port) => void programs.delete(port),
    ask(port, request) {
      const program = programs.get(port);
      return program
        ? program(request)
        : Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    },
  };
}

/** A request without a body. */
export const get = (url: string, host: string): WholeRequest => ({ method: 'GET', url, headers: { host }, body: '' });
