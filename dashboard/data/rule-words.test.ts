import { expect, test } from '@jest/globals';
import { defaultRules } from '../../shared/model/alerting/default-rules.ts';
import type { RuleInput } from '../../shared/model/alerting/rule.ts';
import { textsOf } from '../text/texts.ts';
import { languages } from './language.ts';
import { draftOf, inputOf } from './rule-draft.ts';
import { draftFrom } from './rule-templates.ts';
import { ruleInWords, scopeInWords } from './rule-words.ts';

const english = textsOf('en');

test.each(defaultRules.map((rule) => [rule.id, rule] as const))('%s is a line of words in each language', (_, rule) => {
  for (const language of languages) {
    const words = ruleInWords(rule, textsOf(language), language);
    expect(words).toMatch(/\S/);
    expect(words).not.toMatch(/undefined|NaN| · $/);
  }
});

test('a threshold says value, statistic, span and where it clears', () => {
  const [busy] = defaultRules;
  if (!busy) throw new Error('there is no default rule');
  expect(ruleInWords(busy, english, 'en')).toBe('Share of all cores busy · mean above 90% · for 5 min · clears at 80%');
});

test('a rule about a group says which, and counts minutes', () => {
  const draft = { ...draftFrom('tooFew', 'x'), subject: 'news', trigger: 'breaches' as const };
  expect(ruleInWords(inputOf(draft) as RuleInput, english, 'en')).toBe(
    'Processes of the group · news · mean below 3 · in 3 of the last 5 minutes',
  );
  expect(draftOf(inputOf(draft) as RuleInput).trigger).toBe('breaches');
});

test('servers of a scope have their names where they are known', () => {
  const names = new Map([['s1', 'crawl-01']]);
  expect(scopeInWords({ kind: 'servers', serverIds: ['s1', 's9'] }, names, english)).toBe('crawl-01, s9');
  expect(scopeInWords({ kind: 'tags', tags: ['prod', 'hz'] }, names, english)).toBe('#prod #hz');
});
