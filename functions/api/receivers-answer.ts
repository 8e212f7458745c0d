import type { ReceiverView } from '../../shared/model/alerting/receiver.ts';
import type { ReceiversAnswer } from '../../shared/model/api.ts';
import type { Db } from '../../shared/store/connection.ts';
import { listReceivers } from '../../shared/store/receivers.ts';
import { config } from '../platform/config.ts';

/** Every receiver without its secrets, and how mails go out. */
export async function receiversAnswer(db: Db): Promise<ReceiversAnswer> {
  const { MAIL_TO, SMTP_URL, MAIL_FROM } = config();
  const missing = [SMTP_URL === null ? 'SMTP_URL' : '', MAIL_FROM === null ? 'MAIL_FROM' : ''].filter(Boolean);
  return {
    receivers: (await listReceivers(db)).map(({ id, kind, name, language, updatedMs, ...rest }): ReceiverView => ({
      id,
      kind,
      name,
      language,
      host: hostOf(rest),
      updatedMs,
    })),
    defaultRecipients: [...MAIL_TO],
    mailProblem: missing.length > 0 ? `${missing.join(' and ')} not set: no mail can be sent` : null,
  };
}

/** What makes an address of a chat secret stands in its path and query. */
function hostOf(rest: { readonly url: string } | { readonly botToken: string }): string {
  return 'url' in rest ? new URL(rest.url).host : 'api.telegram.org';
}
