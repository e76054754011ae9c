import { serviceArn } from '../../../test/fence-world';
import { enableRuleCommand, scaleCommand } from './commands';

const there = 'us-east-1';

test('every value of an item is quoted', () => {
  const arn = serviceArn(there, 'web');
  expect(scaleCommand(there, { arn, desiredCount: 2 })).toBe(
    `aws ecs update-service --region us-east-1 --cluster 'orders' --service '${arn}' --desired-count 2`,
  );
  expect(enableRuleCommand(there, 'nightly')).toBe("aws events enable-rule --region us-east-1 --name 'nightly'");
});

test.each(["x'; id #", '$(id)', 'a b', 'a\nid', ''])('%j never comes near a shell', (name) => {
  for (const words of [scaleCommand(there, { arn: name, desiredCount: 1 }), enableRuleCommand(there, name)]) {
    expect(words).not.toContain('aws ');
    expect(words).not.toContain('id');
  }
});
