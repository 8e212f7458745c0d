import { describe, expect, test } from '@jest/globals';
import { defaultRules } from '../../shared/model/alerting/default-rules.ts';
import { RuleInput } from '../../shared/model/alerting/rule.ts';
import { draftOf, inputOf, newDraft, newId } from './rule-draft.ts';
import { draftFrom, templateNames } from './rule-templates.ts';

test.each(defaultRules.map((rule) => [rule.id, rule] as const))('%s survives the form unchanged', (_, rule) => {
  const { id, ...input } = rule;
  expect(RuleInput.parse(inputOf(draftOf(rule)))).toEqual(input);
  expect(id).not.toBe('');
});

test('n of the last m windows, escalation and a mount survive the form', () => {
  const rule = RuleInput.parse({
    kind: 'threshold',
    name: 'x',
    enabled: false,
    severity: 'critical',
    metric: 'filesystem_used_bytes',
    subject: '/srv',
    statistic: 'peak',
    comparison: 'below',
    threshold: 3,
    clearThreshold: 5,
    forMs: 0,
    breaches: { count: 2, windows: 7 },
    missing: 'breach',
    scope: { kind: 'tags', tags: ['prod'] },
    escalation: { afterMs: 600_000, recipients: ['#pager'] },
    repeatMs: 3_600_000,
    keepFiringMs: 60_000,
    recipients: ['a@example.org'],
  });
  expect(inputOf(draftOf(rule))).toEqual(rule);
});

describe('what a draft sends', () => {
  test.each(templateNames)('the template %s is a rule that the API takes', (template) => {
    expect(RuleInput.safeParse(inputOf(draftFrom(template, 'a name'))).success).toBe(true);
  });

  test('an empty clear threshold is the threshold itself', () => {
    expect(inputOf({ ...newDraft, clearThreshold: null })).toMatchObject({ threshold: 0.9, clearThreshold: 0.9 });
  });

  test('an empty threshold is refused at its field', () => {
    const parsed = RuleInput.safeParse(inputOf({ ...newDraft, name: 'x', threshold: null }));
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toContain('threshold');
  });
});

test.each([
  ['CPU busy!', 'cpu-busy-'],
  ['爬虫缺失', 'rule-'],
  ['  --  ', 'rule-'],
  ['x'.repeat(80), 'x'],
])('the id of %p begins with %p and is one that the API takes', (name, beginning) => {
  const id = newId(name, () => 0.5);
  expect(id.startsWith(beginning)).toBe(true);
  expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/);
});
