import type { Scope } from '../../shared/model/alerting/scope.ts';
import { type ApiProblem, problemOf } from '../api/client.ts';
import { useSettings } from '../settings.tsx';
import { ListField } from './list-field.tsx';
import { SelectField } from './select-field.tsx';
import { Ticks } from './ticks.tsx';
import type { Known } from './use-known.ts';

interface Props {
  readonly value: Scope;
  readonly known: Pick<Known, 'servers' | 'tags'>;
  readonly problem: ApiProblem | null;
  readonly onChange: (scope: Scope) => void;
}

/** Which servers: all, those with a tag, or named ones. */
export function ScopeFields({ value, known, problem, onChange }: Props) {
  const { t } = useSettings();
  const kinds = ['all', 'tags', 'servers'] as const;
  const empty: Record<Scope['kind'], Scope> = {
    all: { kind: 'all' },
    tags: { kind: 'tags', tags: [] },
    servers: { kind: 'servers', serverIds: [] },
  };
  return (
    <>
      <SelectField
        label={t.scope}
        value={value.kind}
        options={kinds.map((kind) => [kind, t.scopeIs[kind]])}
        error={value.kind === 'all' ? problemOf(problem, 'scope') : null}
        onChange={(kind) => {
          onChange(empty[kind]);
        }}
      />
      {value.kind === 'tags' && (
        <ListField
          label={t.tags}
          error={problemOf(problem, 'scope.tags')}
          value={value.tags}
          suggestions={known.tags}
          onChange={(tags) => {
            onChange({ kind: 'tags', tags: [...tags] });
          }}
        />
      )}
      {value.kind === 'servers' && (
        <Ticks
          label={t.servers}
          error={problemOf(problem, 'scope.serverIds')}
          choices={known.servers}
          value={value.serverIds}
          onChange={(serverIds) => {
            onChange({ kind: 'servers', serverIds });
          }}
        />
      )}
    </>
  );
}
