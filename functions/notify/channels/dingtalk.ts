import { createHmac } from 'node:crypto';
import type { Channel } from './channel.ts';
import { chatText, type Markup, jsonBytes, withTwins } from './chat-text.ts';
import { robotRefusal } from './robot-answer.ts';

const markdown: Markup = {
  escape: withTwins,
  bold: (escaped) => `**${escaped}**`,
  link: (escaped, url) => `[${escaped}](${url})`,
  lineBreak: '  \n',
  paragraph: '\n\n',
  limit: 18_000, // the whole message may have 20,000 bytes
  length: jsonBytes,
};

/** For robots that take only messages with a keyword. */
const KEYWORD = 'Peakwatch';

/** System busy, and three codes for more than 20 messages a minute. */
const PASSING = new Set([-1, 130101, 130102, 410100]);

/** A custom robot of DingTalk. With a secret, the address carries a time and base64(HMAC-SHA256(secret, time + LF + secret)). */
export const dingtalk: Channel<'dingtalk'> = {
  kind: 'dingtalk',
  request(digest, receiver, context) {
    const { title, text } = chatText(digest, context, markdown);
    const url = new URL(receiver.url);
    if (receiver.secret !== null) {
      const signed = `${context.nowMs}\n${receiver.secret}`;
      url.searchParams.set('timestamp', String(context.nowMs));
      url.searchParams.set('sign', createHmac('sha256', receiver.secret).update(signed).digest('base64'));
    }
    return {
      url: url.href,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        msgtype: 'markdown',
        markdown: { title: withTwins(title), text: `${text}\n\n${KEYWORD}` },
      }),
    };
  },
  refusal: (status, body) => robotRefusal(status, body, PASSING),
};
