import { ReceiverId } from '../../shared/model/alerting/recipient.ts';
import { ReceiverInput } from '../../shared/model/alerting/receiver.ts';
import { RuleInput } from '../../shared/model/alerting/rule.ts';
import { inScope } from '../../shared/model/alerting/scope.ts';
import { type Silence, SilenceInput, silenceSpans } from '../../shared/model/alerting/silence.ts';
import {
  ReceiversAnswer,
  RulePreviewAnswer,
  RulesAnswer,
  SilenceAnswer,
  SilencesAnswer,
  TestMessageAnswer,
  TestMessageInput,
} from '../../shared/model/api.ts';
import { deleted, failure, type FakeAnswer, type FakeRequest, invalid, notFound, ok } from './fake-answer.ts';
import type { Registry } from './fake-registry.ts';

const HOUR_MS = 3_600_000;
/** Kinds that look at the present. */
const WITHOUT_HISTORY = ['unreachable', 'clock_skew', 'agent_restarted'];

/** `/api/rules` and what is below it. */
export function ruleRoutes(registry: Registry, request: FakeRequest, id?: string): FakeAnswer {
  const { centre } = registry;
  const { method, body } = request;
  if (id === undefined) return ok(RulesAnswer, { rules: centre.rules });
  if (method === 'DELETE') {
    centre.rules = centre.rules.filter((rule) => rule.id !== id);
    return deleted('the rule');
  }
  const input = RuleInput.safeParse(body);
  if (!input.success) return invalid(input.error.issues, 'the rule');
  if (id === 'preview') return preview(registry, input.data, request.nowMs);
  const rule = { id, ...input.data };
  const known = centre.rules.some((each) => each.id === id);
  centre.rules = known ? centre.rules.map((each) => (each.id === id ? rule : each)) : [...centre.rules, rule];
  return { status: 200, body: { rule } };
}

function preview({ rows }: Registry, rule: RuleInput, nowMs: number): FakeAnswer {
  if (WITHOUT_HISTORY.includes(rule.kind)) {
    return failure(400, 'invalid_input', 'no history', [{ field: 'kind', problem: 'has no history to try it on' }]);
  }
  const servers = rows.filter(({ server }) => inScope(rule.scope, server));
  const episodes = servers.flatMap(({ server }, i) =>
    Array.from({ length: 3 }, (_, n) => {
      const startsMs = nowMs - (n * 31 + i * 5 + 2) * HOUR_MS;
      return {
        serverId: server.id,
        serverName: server.name,
        subject: 'subject' in rule ? rule.subject : '',
        startsMs,
        firedMs: startsMs + 300_000,
        resolvedMs: n === 0 && i === 0 ? null : startsMs + (n + 1) * 1_200_000,
        worstValue: rule.kind === 'threshold' ? rule.threshold * 1.06 : 640_000,
      };
    }),
  );
  const newest = episodes.sort((a, b) => b.startsMs - a.startsMs);
  const [fromMs, tier] = [nowMs - 7 * 24 * HOUR_MS, '10m'];
  return ok(RulePreviewAnswer, {
    fromMs,
    toMs: nowMs,
    tier,
    servers: servers.length,
    count: newest.length,
    episodes: newest.slice(0, 50),
  });
}

/** `/api/silences` and what is below it. */
export function silenceRoutes({ centre }: Registry, request: FakeRequest, id?: string): FakeAnswer {
  const { method, body, nowMs } = request;
  if (method === 'GET') {
    const active = (silence: Silence) => silenceSpans(silence, nowMs, nowMs + 1).length > 0;
    return ok(SilencesAnswer, { silences: centre.silences.map((each) => ({ ...each, active: active(each) })) });
  }
  if (method === 'DELETE') {
    centre.silences = centre.silences.filter((each) => each.id !== id);
    return deleted('the silence');
  }
  const input = SilenceInput.safeParse(body);
  if (!input.success) return invalid(input.error.issues, 'the silence');
  const old = centre.silences.find((each) => each.id === id);
  const silence = {
    ...input.data,
    id: old?.id ?? `silence${centre.silences.length}`,
    createdMs: old?.createdMs ?? nowMs,
    updatedMs: nowMs,
  };
  centre.silences = [silence, ...centre.silences.filter((each) => each.id !== silence.id)];
  return ok(SilenceAnswer, { silence }, old ? 200 : 201);
}

/** `/api/receivers` and what is below it. */
export function receiverRoutes({ centre }: Registry, request: FakeRequest, id?: string): FakeAnswer {
  const answer = () =>
    ok(ReceiversAnswer, {
      receivers: centre.receivers,
      defaultRecipients: ['ops@example.org'],
      mailProblem: null,
    });
  if (id === undefined) return answer();
  if (request.method === 'DELETE') {
    centre.receivers = centre.receivers.filter((each) => each.id !== id);
    return deleted('the receiver');
  }
  const named = ReceiverId.safeParse(id);
  if (!named.success)
    return failure(400, 'invalid_input', 'the id is not usable', [{ field: 'id', problem: 'is no id' }]);
  const input = ReceiverInput.safeParse(request.body);
  if (!input.success) return invalid(input.error.issues, 'the receiver');
  const { kind, name, language } = input.data;
  const host = 'url' in input.data ? new URL(input.data.url).host : 'api.telegram.org';
  const receiver = { id, kind, name, language, host, updatedMs: request.nowMs };
  centre.receivers = [...centre.receivers.filter((each) => each.id !== id), receiver];
  return answer();
}

/** `POST /api/messages/test`: an address of example.com is refused. */
export function messageRoutes(request: FakeRequest): FakeAnswer {
  if (request.method !== 'POST') return notFound(request);
  const input = TestMessageInput.safeParse(request.body);
  if (!input.success) return invalid(input.error.issues, 'the message');
  const accepted = !input.data.recipient.endsWith('@example.com');
  return ok(TestMessageAnswer, { accepted, error: accepted ? null : '550 5.7.1 relaying denied' });
}
