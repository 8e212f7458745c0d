import type { Alert } from '../../shared/model/alerting/alert.ts';
import type { Change } from '../../shared/model/alerting/change.ts';
import type { MessageKind } from '../../shared/model/alerting/message.ts';
import type { Rule } from '../../shared/model/alerting/rule.ts';
import type { MessageRequest } from '../../shared/store/messages.ts';

/** Who has to be told of a change. Nobody at all is one message to nobody, so that this can be seen. */
export function requestsOf(change: Change, defaultRecipients: readonly string[]): MessageRequest[] {
  switch (change.kind) {
    case 'fired': {
      const { id, recipients, phase } = change.episode;
      const kinds: MessageKind[] = phase === 'resolved' ? ['firing', 'resolved'] : ['firing'];
      return kinds.flatMap((kind) => toEach(id, kind, recipients, defaultRecipients));
    }
    case 'ongoing':
      // Under a number of its own: what was asked for when it looked like history was dropped as such.
      return change.present ? toEach(change.id, 'firing', change.recipients, defaultRecipients, 1) : [];
    case 'ended': {
      if (change.quiet) return [];
      const recipients = change.recipients.length > 0 ? change.recipients : defaultRecipients;
      return toEach(change.id, 'resolved', [...recipients, ...change.escalatedTo], []);
    }
  }
}

function toEach(
  alertId: string,
  kind: MessageKind,
  recipients: readonly string[],
  defaults: readonly string[],
  number = 0,
): MessageRequest[] {
  const wanted = recipients.length > 0 ? recipients : defaults;
  return [...new Set(wanted.length > 0 ? wanted : [''])].map((recipient) => ({ alertId, kind, number, recipient }));
}

/** When somebody has to be told again of an alert that fired at `firedMs` and is still firing; null when never. */
export function firstDueMs(rule: Pick<Rule, 'repeatMs' | 'escalation'>, firedMs: number): number | null {
  return earliest([
    rule.repeatMs === null ? null : firedMs + rule.repeatMs,
    rule.escalation === null ? null : firedMs + rule.escalation.afterMs,
  ]);
}

/**
 * Who has to be told again of an alert that still fires and that nobody has acknowledged, and when the next time is. Repeats that
 * were missed are made up by one.
 */
export function tellAgain(
  alert: Pick<Alert, 'id' | 'firedMs' | 'acknowledged'>,
  rule: Pick<Rule, 'repeatMs' | 'escalation' | 'recipients'>,
  defaultRecipients: readonly string[],
  nowMs: number,
): { readonly requests: readonly MessageRequest[]; readonly dueMs: number | null } {
  const { repeatMs, escalation, recipients } = rule;
  const elapsedMs = nowMs - alert.firedMs;
  const repeats = repeatMs === null ? 0 : Math.floor(elapsedMs / repeatMs);
  const isEscalated = escalation !== null && elapsedMs >= escalation.afterMs;
  const dueMs = earliest([
    repeatMs === null ? null : alert.firedMs + (repeats + 1) * repeatMs,
    escalation === null || isEscalated ? null : alert.firedMs + escalation.afterMs,
  ]);
  if (alert.acknowledged !== null) return { requests: [], dueMs };
  return {
    requests: [
      ...(repeats > 0 ? toEach(alert.id, 'repeat', recipients, defaultRecipients, repeats) : []),
      ...(isEscalated ? toEach(alert.id, 'escalation', escalation.recipients, []) : []),
    ],
    dueMs,
  };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
