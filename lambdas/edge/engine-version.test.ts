import { versionProblem } from './engine-version';

const POSTGRES = 'aurora-postgresql';
const MYSQL = 'aurora-mysql';

test.each([
  [POSTGRES, '16.4', '16.4'],
  [POSTGRES, '15.4.1', '15.4.7'],
  [POSTGRES, '14.5.1', '14.5.2'],
  [POSTGRES, '13.8', '13.8.4'],
  [POSTGRES, '12.12.1', '12.12.3'],
  [POSTGRES, '11.17.1', '11.17.2'],
  [POSTGRES, '16.1.6', '16.1.7'],
  [POSTGRES, '16.1.4', '16.1.5'],
  [POSTGRES, '16.4-limitless', '16.4-limitless'],
  [MYSQL, '8.0.mysql_aurora.3.05.2', '8.0.mysql_aurora.3.05.2'],
] as const)('%s %s and %s go together', (engine, here, primary) => {
  expect(versionProblem({ engine, here, primary })).toBeUndefined();
});

// F-42
test.each([
  [POSTGRES, '16.4', '17.4', 'same major and minor'],
  [POSTGRES, '16.4', '16.6', 'same major and minor'],
  [POSTGRES, '14.4.1', '14.4.2', 'patch level must be the same'],
  [POSTGRES, '11.16.1', '11.16.2', 'patch level must be the same'],
  [POSTGRES, '10.21.1', '10.21.2', 'patch level must be the same'],
  [POSTGRES, '16.1.5', '16.1.6', 'below 6'],
  [POSTGRES, '16.2.3', '16.2.4', 'below 4'],
  [POSTGRES, '16.3.1', '16.3.2', 'below 2'],
  [POSTGRES, '16.4', '16.4.2', 'below 2'],
  [POSTGRES, '16.4-limitless', '16.4', 'cannot be compared'],
  [MYSQL, '8.0.mysql_aurora.3.05.2', '8.0.mysql_aurora.3.05.3', 'patch level included'],
] as const)('%s %s and %s do not', (engine, here, primary, because) => {
  expect(versionProblem({ engine, here, primary })).toContain(because);
});
