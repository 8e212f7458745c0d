import type { Channel } from './channel.ts';
import { characters, chatText, type Markup } from './chat-text.ts';
import { httpRefusal } from './robot-answer.ts';

/** Slack's mrkdwn: three signs are escaped, which also takes the power from mentions such as `<!channel>`. */
const mrkdwn: Markup = {
  escape: (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  bold: (escaped) => `*${escaped}*`,
  link: (escaped, url) => `<${url}|${escaped.replaceAll('|', '¦')}>`,
  lineBreak: '\n',
  paragraph: '\n\n',
  limit: 3000, // of a section's text
  length: characters,
};

/** An incoming webhook of Slack. */
export const slack: Channel<'slack'> = {
  kind: 'slack',
  request(digest, receiver, context) {
    const { title, text } = chatText(digest, context, mrkdwn);
    const message = {
      text: mrkdwn.escape(title), // what a notification shows
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }],
      unfurl_links: false,
    };
    return {
      url: receiver.url,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(message),
    };
  },
  refusal: httpRefusal,
};
