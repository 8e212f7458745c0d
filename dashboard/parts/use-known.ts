import { useMemo } from 'preact/hooks';
import type { Subject } from '../../shared/model/alerting/rule-metric.ts';
import type { LatestAnswer, ReceiversAnswer, RulesAnswer } from '../../shared/model/api.ts';
import { usePoll } from '../api/use-poll.ts';
import { knownSubjects, knownTags } from '../data/known.ts';

/** What forms suggest changes seldom. */
const REFRESH_MS = 300_000;

export interface Known {
  readonly servers: readonly { readonly id: string; readonly name: string }[];
  readonly tags: readonly string[];
  readonly subjects: Readonly<Record<Subject, readonly string[]>>;
  /** `#` and the id of each receiver. */
  readonly receivers: readonly string[];
  readonly rules: RulesAnswer['rules'];
}

/** Names that exist, for the suggestions of forms. Empty until they have come. */
export function useKnown(): Known {
  const latest = usePoll<LatestAnswer>('latest', () => 'api/latest', REFRESH_MS).data;
  const receivers = usePoll<ReceiversAnswer>('receivers', () => 'api/receivers', REFRESH_MS).data;
  const rules = usePoll<RulesAnswer>('rules', () => 'api/rules', REFRESH_MS).data;
  return useMemo(
    () => ({
      servers: latest?.servers.map(({ server: { id, name } }) => ({ id, name })) ?? [],
      tags: knownTags(latest),
      subjects: knownSubjects(latest),
      receivers: receivers?.receivers.map(({ id }) => `#${id}`) ?? [],
      rules: rules?.rules ?? [],
    }),
    [latest, receivers, rules],
  );
}
