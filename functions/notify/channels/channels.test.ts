import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { alertOf } from '../../../shared/model/alerting/alert.fixture.ts';
import { type Receiver, ReceiverInput, type ReceiverKind } from '../../../shared/model/alerting/receiver.ts';
import { post } from '../../platform/post.ts';
import { context, evil, partOf, storm } from '../digest.fixture.ts';
import { channels, refusalOf, requestOf } from './index.ts';

const kinds = ReceiverInput.options.map((option) => option.shape.kind.value);
const common = { id: 'ops', name: 'Ops', language: 'en' } as const;
const receivers: { readonly [Kind in ReceiverKind]: Receiver & { kind: Kind } } = {
  webhook: {
    ...common,
    kind: 'webhook',
    url: 'https://example.org/hook?a=1',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  },
  slack: { ...common, kind: 'slack', url: 'https://hooks.slack.com/services/T/B/x' },
  telegram: { ...common, kind: 'telegram', botToken: `123456:${'A'.repeat(35)}`, chatId: '-1001' },
  dingtalk: {
    ...common,
    kind: 'dingtalk',
    url: 'https://oapi.dingtalk.com/robot/send?access_token=x',
    secret: 'SECabcdef12',
  },
  feishu: { ...common, kind: 'feishu', url: 'https://open.feishu.cn/open-apis/bot/v2/hook/x', secret: 'abcdef1234' },
  wecom: { ...common, kind: 'wecom', url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x' },
};

const one = { recipient: '#ops', parts: [partOf('firing')] };
/** The longest text that each takes, in its own measure, and where the text stands. */
const texts: Record<Exclude<ReceiverKind, 'webhook'>, (body: never) => { text: string; fits: boolean }> = {
  slack: ({ blocks }: { blocks: [{ text: { text: string } }] }) =>
    fit(blocks[0].text.text, blocks[0].text.text.length, 3000),
  telegram: ({ text }: { text: string }) => fit(text, text.length, 4096),
  dingtalk: (body: { markdown: { text: string } }) =>
    fit(body.markdown.text, Buffer.byteLength(JSON.stringify(body)), 20_000),
  feishu: (body: { card: { elements: [{ text: { content: string } }] } }) =>
    fit(body.card.elements[0].text.content, Buffer.byteLength(JSON.stringify(body)), 20 * 1024),
  wecom: ({ markdown }: { markdown: { content: string } }) =>
    fit(markdown.content, Buffer.byteLength(markdown.content), 4096),
};
const fit = (text: string, size: number, limit: number) => ({ text, fits: size <= limit });
const chats = Object.keys(texts) as (keyof typeof texts)[];

test('every kind of receiver has a channel, in a file of its name', () => {
  const files = readdirSync(new URL('.', import.meta.url)).map((file) => file.replace('.ts', ''));
  expect(Object.keys(channels).sort()).toEqual([...kinds].sort());
  expect(files).toEqual(expect.arrayContaining(kinds));
  expect(kinds.map((kind) => channels[kind].kind)).toEqual(kinds);
});

test('every file here is a channel or one of the few that channels share', () => {
  const files = readdirSync(new URL('.', import.meta.url)).map((file) => file.replace('.ts', ''));
  const shared = ['channel', 'channels.test', 'chat-text', 'index', 'robot-answer'];
  expect(files.sort()).toEqual([...kinds, ...shared].sort());
});

describe.each(chats)('%s', (kind) => {
  const sent = (parts = one.parts, language: 'en' | 'zh' = 'en') => {
    const { body } = requestOf({ recipient: '#ops', parts }, receivers[kind], { ...context, language });
    return texts[kind](JSON.parse(body) as never);
  };

  test('says what, where, how much and what ran', () => {
    const { text } = sent();
    for (const part of ['crawler-1', 'CPU busy', '95.5 %', 'above 90 %', '12 s old', 'scrapy:news × 12']) {
      expect(text).toContain(part);
    }
  });

  test('speaks Chinese', () => {
    expect(sent(one.parts, 'zh').text).toContain('高于 90 %');
  });

  test.each([1, 3, 4, 500])('%i alerts with long names fit', (count) => {
    const long = { serverName: '爬虫'.repeat(150), ruleName: '"'.repeat(120), subject: '/数据'.repeat(80) };
    const parts = storm(count).map((part) => ({ ...part, alert: { ...part.alert, ...long } }));
    const { text, fits } = sent(parts);
    expect(fits).toBe(true);
    expect(text).toContain('爬虫');
  });

  test('a storm says how many are not shown, and shows the worst', () => {
    const { text } = sent(storm(500));
    expect(text).toMatch(/and 4\d\d more/);
    expect(text).toContain('crawler-499');
    expect(text).not.toContain('crawler-0 ');
  });

  test('foreign text marks nothing up', () => {
    const { text } = sent([partOf('firing', alertOf({ serverName: evil }))]);
    expect(text).not.toMatch(/[\r\u202e]/);
    if (kind === 'feishu') return; // plain text there: nothing is markup
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<!channel>');
    if (kind === 'dingtalk' || kind === 'wecom') expect(text).not.toContain('[x](');
  });
});

test.each(['dingtalk', 'feishu'] as const)('%s finds its keyword in every message', (kind) => {
  const { body } = requestOf({ recipient: '#ops', parts: storm(9) }, receivers[kind], { ...context, publicUrl: null });
  expect(body).toContain('Peakwatch');
});

describe('signatures, worked out again by hand', () => {
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64');

  test('of a webhook: id, time in seconds and body, with the decoded secret', () => {
    const { headers, body } = requestOf(one, receivers.webhook, context);
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const seconds = Math.floor(context.nowMs / 1000);
    expect(headers['webhook-timestamp']).toBe(String(seconds));
    expect(headers['webhook-signature']).toBe(`v1,${hmac(key, `${headers['webhook-id']}.${seconds}.${body}`)}`);
  });

  test('of DingTalk: in the address, beside its token', () => {
    const url = new URL(requestOf(one, receivers.dingtalk, context).url);
    expect(url.searchParams.get('access_token')).toBe('x');
    expect(url.searchParams.get('sign')).toBe(hmac('SECabcdef12', `${context.nowMs}\nSECabcdef12`));
  });

  test('of Feishu: nothing, with time and secret as the key', () => {
    const { timestamp, sign } = JSON.parse(requestOf(one, receivers.feishu, context).body) as Record<string, string>;
    expect(sign).toBe(hmac(`${timestamp}\nabcdef1234`, ''));
    expect(Number(timestamp)).toBe(Math.floor(context.nowMs / 1000));
  });

  test('without a secret nothing is signed', () => {
    const plain = requestOf(one, { ...receivers.dingtalk, secret: null }, context).url;
    const body = requestOf(one, { ...receivers.feishu, secret: null }, context).body;
    expect([plain.includes('sign='), body.includes('"sign"')]).toEqual([false, false]);
  });
});

test('a webhook is told everything but who else gets it, under the same id at every attempt', async () => {
  const seen: { headers: unknown; body: unknown }[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      seen.push({ headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const digest = { recipient: '#ops', parts: [partOf('firing', alertOf({ recipients: ['boss@example.org'] }))] };
  for (const nowMs of [context.nowMs, context.nowMs + 60_000]) {
    const answer = await post(requestOf(digest, { ...receivers.webhook, url }, { ...context, nowMs }));
    expect(refusalOf('webhook', answer.status, answer.body)).toBeNull();
  }
  await new Promise((resolve) => server.close(resolve));
  const [first, second] = seen as [
    { headers: Record<string, string>; body: object },
    { headers: Record<string, string> },
  ];
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(first.body).toMatchObject({
    type: 'alerts',
    data: {
      messages: [
        {
          kind: 'firing',
          alert: { serverName: 'crawler-1', threshold: 0.9, peak: { value: 0.99 } },
          link: expect.any(String),
        },
      ],
    },
  });
  expect(JSON.stringify(first.body)).not.toContain('boss@example.org');
});

test.each([
  { kind: 'webhook', status: 204, body: '', want: null },
  { kind: 'webhook', status: 404, body: 'no', want: { reason: 'HTTP 404: no', retryable: true } },
  { kind: 'webhook', status: 410, body: '', want: { reason: 'HTTP 410', retryable: false } },
  { kind: 'webhook', status: 307, body: '', want: { reason: 'HTTP 307', retryable: true } },
  { kind: 'slack', status: 200, body: 'ok', want: null },
  { kind: 'slack', status: 404, body: 'no_service', want: { reason: 'HTTP 404: no_service', retryable: false } },
  { kind: 'slack', status: 429, body: '', want: { reason: 'HTTP 429', retryable: true } },
  { kind: 'telegram', status: 200, body: '{"ok":true,"result":{}}', want: null },
  {
    kind: 'telegram',
    status: 400,
    body: '{"ok":false,"description":"Bad Request: chat not found"}',
    want: { reason: '400: Bad Request: chat not found', retryable: false },
  },
  {
    kind: 'telegram',
    status: 429,
    body: '{"ok":false,"description":"Too Many Requests"}',
    want: { reason: '429: Too Many Requests', retryable: true },
  },
  { kind: 'dingtalk', status: 200, body: '{"errcode":0,"errmsg":"ok"}', want: null },
  {
    kind: 'dingtalk',
    status: 200,
    body: '{"errcode":310000,"errmsg":"sign not match"}',
    want: { reason: '310000: sign not match', retryable: false },
  },
  {
    kind: 'dingtalk',
    status: 200,
    body: '{"errcode":130101,"errmsg":"send too fast"}',
    want: { reason: '130101: send too fast', retryable: true },
  },
  { kind: 'feishu', status: 200, body: '{"code":0,"msg":"success"}', want: null },
  { kind: 'feishu', status: 200, body: '{"StatusCode":0,"code":0}', want: null },
  {
    kind: 'feishu',
    status: 200,
    body: '{"code":19021,"msg":"sign match fail"}',
    want: { reason: '19021: sign match fail', retryable: false },
  },
  {
    kind: 'feishu',
    status: 400,
    body: '{"code":11232,"msg":"frequency limited"}',
    want: { reason: '11232: frequency limited', retryable: true },
  },
  { kind: 'wecom', status: 200, body: '{"errcode":0,"errmsg":"ok"}', want: null },
  {
    kind: 'wecom',
    status: 200,
    body: '{"errcode":93000,"errmsg":"invalid webhook url"}',
    want: { reason: '93000: invalid webhook url', retryable: false },
  },
  {
    kind: 'wecom',
    status: 200,
    body: '{"errcode":45009,"errmsg":"api freq out of limit"}',
    want: { reason: '45009: api freq out of limit', retryable: true },
  },
  { kind: 'wecom', status: 200, body: '<html>', want: { reason: 'HTTP 200: <html>', retryable: true } },
  { kind: 'wecom', status: 502, body: '', want: { reason: 'HTTP 502', retryable: true } },
] as const)('$kind answers $status $body', ({ kind, status, body, want }) => {
  expect(refusalOf(kind, status, body)).toEqual(want);
});
