import { unchecked } from '../../shared/model/alerting/check-state.ts';
import { evaluate } from '../../shared/model/alerting/evaluate.ts';
import type { WindowRule } from '../../shared/model/alerting/observe.ts';
import type { ScopedServer } from '../../shared/model/alerting/scope.ts';
import type { RulePreviewAnswer } from '../../shared/model/api.ts';
import { viewWindow } from '../../shared/model/view.ts';
import type { Window } from '../../shared/model/window.ts';

/** When a rule would have fired on these windows of a server. */
export function previewOf(
  rule: WindowRule,
  server: ScopedServer & { readonly name: string },
  windows: readonly Window[],
  nowMs: number,
): RulePreviewAnswer['episodes'] {
  const row = { cadence: '', createdMs: 0, lastContactMs: nowMs, clockSkewMs: null, agentStartedMs: null };
  const { changes } = evaluate({
    server: { ...server, ...row },
    rules: [rule],
    windows: windows.map(viewWindow),
    open: null,
    check: unchecked,
    lateFromMs: null,
    nowMs,
  });
  return changes.flatMap((change) => {
    if (change.kind !== 'fired') return [];
    const { serverId, serverName, subject, startsMs, firedMs, resolvedMs, worstValue } = change.episode;
    return [{ serverId, serverName, subject, startsMs, firedMs, resolvedMs, worstValue }];
  });
}
