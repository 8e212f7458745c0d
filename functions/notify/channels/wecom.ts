import type { Channel } from './channel.ts';
import { chatText, type Markup, utf8Bytes, withTwins } from './chat-text.ts';
import { robotRefusal } from './robot-answer.ts';

const markdown: Markup = {
  escape: withTwins,
  bold: (escaped) => `**${escaped}**`,
  link: (escaped, url) => `[${escaped}](${url})`,
  lineBreak: '\n',
  paragraph: '\n\n',
  limit: 4096,
  length: utf8Bytes,
};

/** System busy; more than 20 messages a minute; too many requests at once. */
const PASSING = new Set([-1, 45009, 45033]);

/** A group robot of WeCom (企业微信). What makes its address secret is in the address. */
export const wecom: Channel<'wecom'> = {
  kind: 'wecom',
  request(digest, receiver, context) {
    const { text } = chatText(digest, context, markdown);
    return {
      url: receiver.url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ msgtype: 'markdown', markdown: { content: text } }),
    };
  },
  refusal: (status, body) => robotRefusal(status, body, PASSING),
};
