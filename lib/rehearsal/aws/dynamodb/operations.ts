/** What dynalite 4.0.0 carries out: no transactions, no PartiQL, no backups. */
const READS = [
  'BatchGetItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'Query',
  'Scan',
] as const;
const WRITES = [
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'PutItem',
  'UpdateItem',
  'UpdateTable',
] as const;

export const OPERATIONS: readonly string[] = [...READS, ...WRITES];

export const isWrite = (operation: string): boolean => (WRITES as readonly string[]).includes(operation);
