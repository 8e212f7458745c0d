import * as z from 'zod';
import type { Channel } from './channel.ts';
import { characters, chatText, type Markup } from './chat-text.ts';
import { httpReason, isPassing, json } from './robot-answer.ts';

const html: Markup = {
  escape: (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
  bold: (escaped) => `<b>${escaped}</b>`,
  link: (escaped, url) => `<a href="${html.escape(url)}">${escaped}</a>`,
  lineBreak: '\n',
  paragraph: '\n\n',
  limit: 4096, // counted without the tags there, so this is on the safe side
  length: characters,
};

const Answer = z.looseObject({ ok: z.boolean(), description: z.string().optional() });

/** A bot of Telegram: sendMessage of its Bot API. */
export const telegram: Channel<'telegram'> = {
  kind: 'telegram',
  request(digest, receiver, context) {
    const { text } = chatText(digest, context, html);
    return {
      url: `https://api.telegram.org/bot${receiver.botToken}/sendMessage`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        chat_id: receiver.chatId,
        text,
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
      }),
    };
  },
  refusal(status, body) {
    const answer = Answer.safeParse(json(body)).data;
    if (status === 200 && answer?.ok) return null;
    const reason = answer?.description === undefined ? httpReason(status, body) : `${status}: ${answer.description}`;
    return { reason, retryable: status < 400 || isPassing(status) };
  },
};
