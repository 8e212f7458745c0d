import { expect, test } from '@jest/globals';
import { cadenceMs } from './cadence.ts';
import { agentUrl, ServerChange, ServerInput } from './server.ts';

test.each([
  ['10.0.0.7', 'http://10.0.0.7:9464'],
  ['10.0.0.7:9000', 'http://10.0.0.7:9000'],
  ['http://crawler-1.example.org', 'http://crawler-1.example.org:9464'],
  ['http://crawler-1.example.org:80', 'http://crawler-1.example.org'],
  ['https://crawler-1.example.org:8443/', 'https://crawler-1.example.org:8443'],
  ['[2001:db8::7]:9464', 'http://[2001:db8::7]:9464'],
])('%s is the agent at %s', (address, url) => {
  expect(agentUrl(address)).toBe(url);
});

test.each([
  '',
  'a b',
  'ftp://host',
  'http://user:secret@host',
  'host:99999',
  'host/path',
  'host?x=1',
  'javascript:alert(1)',
])('“%s” is no address', (address) => {
  expect(agentUrl(address)).toBeNull();
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(7 days)', 604_800_000],
])('%s is %d ms', (text, ms) => {
  expect(cadenceMs(text)).toBe(ms);
});

test.each([
  'rate(0 minutes)',
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(8 days)',
  'rate(1 second)',
  'every minute',
  'rate(1.5 hours)',
])('%s is no cadence', (text) => {
  expect(cadenceMs(text)).toBeNull();
});

test('a server needs a name and an address and has a default for the rest', () => {
  expect(ServerInput.parse({ name: ' news ', address: 'host:1' })).toEqual({
    name: 'news',
    address: 'host:1',
    description: '',
    tags: [],
    enabled: true,
    cadence: 'rate(1 minute)',
    monthlyPrice: null,
    renewsOn: null,
    pinned: false,
  });
  const problems = ServerInput.safeParse({
    name: 'x'.repeat(256),
    address: '',
    description: 'd'.repeat(256),
    colour: 'red',
  }).error;
  expect(problems?.issues.map((i) => i.path.join('.') || i.code)).toEqual([
    'name',
    'address',
    'description',
    'unrecognized_keys',
  ]);
  const price = ServerInput.safeParse({
    name: 'x',
    address: 'h:1',
    monthlyPrice: { amount: -1, currency: 'euro' },
    renewsOn: '2026-13-01',
  }).error;
  expect(price?.issues.map((i) => i.message)).toEqual([
    'must not be negative',
    'is no currency such as EUR or CNY',
    'is no day such as 2026-12-01',
  ]);
});

test('a change changes something', () => {
  expect(ServerChange.safeParse({}).success).toBe(false);
  expect(ServerChange.parse({ enabled: false })).toEqual({ enabled: false });
});
