/** A handler as nobody should write it, for the test of what stands in the bundles. */
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';

export const handler = async (event: string): Promise<unknown> => runInNewContext(String(parse(event)));
