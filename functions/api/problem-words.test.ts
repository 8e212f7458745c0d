import { expect, test } from '@jest/globals';
import { ReceiverInput } from '../../shared/model/alerting/receiver.ts';
import { RuleInput } from '../../shared/model/alerting/rule.ts';
import { AppError } from '../../shared/model/app-error.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { speakPlainly } from './problem-words.ts';
import { parse } from './route.ts';

speakPlainly();

function problems(schema: Parameters<typeof parse>[0], input: unknown): string[] {
  try {
    parse(schema, input, 'it');
  } catch (error) {
    if (error instanceof AppError) return error.fields.map(({ field, problem }) => `${field} ${problem}`).sort();
  }
  throw new Error('nothing was wrong');
}

const rule = { kind: 'threshold', name: 'x', enabled: true, severity: 'warning', metric: 'load1', statistic: 'mean' };
const numbers = { threshold: 1, clearThreshold: 1, forMs: 0 };

test.each([
  [{ ...rule, ...numbers, name: '' }, ['name is required']],
  [{ ...rule, ...numbers, threshold: null }, ['threshold is required']],
  [
    { ...rule, ...numbers, threshold: -1, clearThreshold: -2 },
    ['clearThreshold must be at least 0', 'threshold must be at least 0'],
  ],
  [{ ...rule, ...numbers, forMs: 1.5 }, ['forMs must be a whole number']],
  [{ ...rule, ...numbers, severity: 'loud' }, ['severity must be one of warning, critical']],
  [
    { ...rule, ...numbers, escalation: { afterMs: 60_000, recipients: [] } },
    ['escalation.recipients needs at least 1'],
  ],
  [
    { ...rule, ...numbers, recipients: ['nobody'] },
    ['recipients.0 is neither a mail address nor # and the id of a receiver'],
  ],
  [
    { ...rule, ...numbers, breaches: { count: 5, windows: 3 } },
    ['breaches.count must not be more than the windows looked at'],
  ],
  [{ kind: 'other' }, ['kind is none of the kinds that are known']],
])('a rule: %j', (input, words) => {
  expect(problems(RuleInput, input)).toEqual(words);
});

test('a receiver without a usable address', () => {
  const chat = { kind: 'slack', name: 'Ops' };
  expect(problems(ReceiverInput, { ...chat, url: '' })).toEqual(['url is no address: write https://…']);
  expect(problems(ReceiverInput, { ...chat, url: 'https://a:b@c.example' })).toEqual(['url must not carry a password']);
  expect(problems(ReceiverInput, { kind: 'webhook', name: 'x', url: 'https://c.example', secret: 'short' })).toEqual([
    'secret is shorter than 8 characters',
  ]);
});

test('words that a schema has itself are kept', () => {
  expect(problems(ServerInput, { name: 'x', address: 'x y' })).toEqual([
    'address is no address: write host:port or http(s)://host:port',
  ]);
});
