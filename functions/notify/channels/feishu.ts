import { createHmac } from 'node:crypto';
import type { AlertWords } from '../../../shared/model/alerting/alert-words.ts';
import type { DigestContext } from '../mail-digest.ts';
import { mailWords } from '../mail-words.ts';
import type { Channel } from './channel.ts';
import { chatText, type Markup, jsonBytes } from './chat-text.ts';
import { robotRefusal } from './robot-answer.ts';

/** A card's `plain_text` marks nothing up, so nothing has to be escaped. */
const plain: Markup = {
  escape: (text) => text,
  bold: (text) => text,
  link: null,
  lineBreak: '\n',
  paragraph: '\n\n',
  limit: 18_000, // the whole request may have 20 KB
  length: jsonBytes,
};

const template: Readonly<Record<AlertWords['tone'], string>> = {
  critical: 'red',
  warning: 'orange',
  good: 'green',
  quiet: 'grey',
};

/** For bots that take only messages with a keyword. */
const KEYWORD = 'Peakwatch';

/** Too many messages: of the tenant, of the robot, of the group. */
const PASSING = new Set([11232, 11233, 230020]);

/**
 * A custom bot of Feishu (Lark). With a secret, the body carries a time in seconds and base64(HMAC-SHA256 of nothing), keyed with
 * time + LF + secret.
 */
export const feishu: Channel<'feishu'> = {
  kind: 'feishu',
  request(digest, receiver, context) {
    const timestamp = String(Math.floor(context.nowMs / 1000));
    const { title, text, tone, link } = chatText(digest, context, plain);
    const card = {
      config: { wide_screen_mode: true },
      header: { template: template[tone], title: { tag: 'plain_text', content: `${KEYWORD} · ${title}` } },
      elements: [{ tag: 'div', text: { tag: 'plain_text', content: text } }, ...openButton(link, context)],
    };
    const signature =
      receiver.secret === null
        ? {}
        : { timestamp, sign: createHmac('sha256', `${timestamp}\n${receiver.secret}`).digest('base64') };
    return {
      url: receiver.url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...signature, msg_type: 'interactive', card }),
    };
  },
  refusal: (status, body) => robotRefusal(status, body, PASSING),
};

function openButton(url: string | null, { language }: DigestContext): unknown[] {
  if (url === null) return [];
  const text = { tag: 'plain_text', content: mailWords[language].open };
  return [{ tag: 'action', actions: [{ tag: 'button', type: 'primary', text, url }] }];
}
