import type { ReleaseDiff, StackDiff } from '../domain/release';
import { releaseDiffHtml, releaseDiffText } from './release-diff';

const web: StackDiff = {
  stack: 'orders-web',
  change: 'changed',
  settings: ['parameter Size (live): "1" → "<2>"'],
  resources: [
    {
      logicalId: 'Function',
      type: 'AWS::Lambda::Function',
      impact: 'updated',
      isStateful: false,
      properties: [{ name: 'Code', asset: { from: '0011aabb', to: '2233ccdd' } }, { name: 'Timeout' }],
    },
    { logicalId: 'Table', type: 'AWS::DynamoDB::Table', impact: 'replaced', isStateful: true, properties: [] },
    { logicalId: 'Kept', type: 'AWS::S3::Bucket', impact: 'left behind', isStateful: true, properties: [] },
    { logicalId: 'Rule', type: 'AWS::Events::Rule', impact: 'replaced', isStateful: false, properties: [] },
  ],
  text: 'Resources\n[~] <script>alert(1)</script> "&\'',
};
const data: StackDiff = { stack: 'orders-data', change: 'same', settings: [], resources: [], text: '' };
const diff = (...stacks: StackDiff[]): ReleaseDiff => ({
  from: { release: 'r-0000aaaa', source: 'cdk.out' },
  to: { release: 'r-0000bbbb', source: 'published 2026-11-21T10:00:00Z from c0ffee, read in us-east-1' },
  stacks,
});

describe('a difference of releases as text', () => {
  it('says what each is, each stack, each resource, and loudly what would be lost', () => {
    expect(releaseDiffText(diff(data, web)).split('\n')).toEqual([
      'from r-0000aaaa (cdk.out)',
      'to   r-0000bbbb (published 2026-11-21T10:00:00Z from c0ffee, read in us-east-1)',
      '',
      'orders-data: same',
      'orders-web: changed',
      '  parameter Size (live): "1" → "<2>"',
      '  ~ Function AWS::Lambda::Function updated: Code (asset changed 0011aabb → 2233ccdd), Timeout',
      '  ! Table AWS::DynamoDB::Table replaced *** IT KEEPS DATA ***',
      '  - Kept AWS::S3::Bucket kept (Retain)',
      '  ! Rule AWS::Events::Rule replaced',
      '',
      '    Resources',
      '    [~] <script>alert(1)</script> "&\'',
      '',
      '1 of 2 stacks differs; 1 resource that keeps data would be lost',
    ]);
  });

  it('lets no word of a template move the cursor or make a line of its own', () => {
    const nasty = 'a\u001b[2Jb\u009b2Jc\nd';
    const property = { name: nasty, asset: { from: nasty, to: nasty } };
    const [resource] = web.resources;
    const resources = resource ? [{ ...resource, logicalId: nasty, properties: [property] }] : [];
    const of = diff({ ...web, stack: nasty, settings: [nasty], resources, text: 'one\n  two\u001b[2J\rthree' });
    const lines = releaseDiffText({ ...of, to: { release: nasty, source: nasty } }).split('\n');
    expect(lines.filter((line) => /\p{C}/u.test(line))).toEqual([]);
    expect(lines).toContain('      two [2J three');
    expect(lines).toHaveLength(11);
  });

  it('leaves the lines of the templates out where they are not wanted', () => {
    expect(releaseDiffText(diff(web), { detailed: false })).not.toContain('script');
  });

  it.each([
    ['nothing differs', diff(data)],
    ['1 of 1 stack differs', diff({ ...web, resources: [] })],
    ['2 of 2 stacks differ; 2 resources that keep data would be lost', diff(web, { ...web, stack: 'orders-data' })],
  ])('ends with: %s', (last, of) => {
    expect(releaseDiffText(of).split('\n').at(-1)).toBe(last);
  });
});

describe('a difference of releases as HTML', () => {
  const html = releaseDiffHtml(diff(data, web));

  it('holds only the stacks that differ, and marks what would be lost', () => {
    expect(html).toContain('<h4>orders-web: changed</h4>');
    expect(html).not.toContain('<h4>orders-data');
    expect(html.match(/class="loss"/g)).toHaveLength(1);
    expect(html).toContain('<li class="loss"><strong>Table AWS::DynamoDB::Table replaced');
  });

  it('escapes every word of a template and of a parameter', () => {
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&#39;');
    expect(html).toContain('&quot;&lt;2&gt;&quot;');
    const tags = [...html.matchAll(/<(\/?[a-z0-9]+)/g)].map(([, tag]) => tag?.replace('/', ''));
    expect(new Set(tags)).toEqual(new Set(['section', 'p', 'h4', 'ul', 'li', 'strong', 'details', 'summary', 'pre']));
  });
});
