import { isWindowRule } from '../../../shared/model/alerting/observe.ts';
import { RuleInput } from '../../../shared/model/alerting/rule.ts';
import { inScope } from '../../../shared/model/alerting/scope.ts';
import { AppError } from '../../../shared/model/app-error.ts';
import type { RulePreviewAnswer } from '../../../shared/model/api.ts';
import { listServers } from '../../../shared/store/servers.ts';
import { json } from '../../platform/http.ts';
import { previewOf } from '../preview.ts';
import { readRange } from '../read-range.ts';
import { parse, type Route } from '../route.ts';

const DAY_MS = 86_400_000;
const DAYS = 7;
/** Seven days of ten minutes. */
const MAX_POINTS = 1_500;
/** More servers than this are not looked at: the answer says how many were. */
const MAX_SERVERS = 200;
/** Nor any more after this long: somebody is waiting. */
const PATIENCE_MS = 8_000;
const MAX_EPISODES = 100;

/** When a rule would have fired, before it is saved. */
export const rulesPreview: Route = {
  method: 'POST',
  path: '/api/rules/preview',
  async answer({ db, now, body }) {
    const rule = { id: 'preview', ...parse(RuleInput, body, 'the rule'), enabled: true };
    if (!isWindowRule(rule)) {
      throw new AppError('invalid_input', 'this kind of rule looks at the present, of which no history is kept', {
        fields: [{ field: 'kind', problem: 'has no history to try it on' }],
      });
    }
    const startedMs = now();
    const range = { fromMs: startedMs - DAYS * DAY_MS, toMs: startedMs };
    const servers = (await listServers(db, null, MAX_SERVERS)).filter(({ _id, tags }) =>
      inScope(rule.scope, { id: _id, tags }),
    );
    const found: RulePreviewAnswer['episodes'] = [];
    let tierName = '';
    let looked = 0;
    for (const server of servers) {
      if (now() - startedMs > PATIENCE_MS) break;
      const { tier, windows } = await readRange(db, server, range, startedMs, MAX_POINTS);
      tierName = tier.name;
      looked += 1;
      found.push(...previewOf(rule, { id: server._id, name: server.name, tags: server.tags }, windows, startedMs));
    }
    found.sort((a, b) => b.firedMs - a.firedMs);
    const episodes = found.slice(0, MAX_EPISODES);
    return json({
      ...range,
      tier: tierName,
      servers: looked,
      count: found.length,
      episodes,
    } satisfies RulePreviewAnswer);
  },
};
