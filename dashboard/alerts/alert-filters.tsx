import { useState } from 'preact/hooks';
import type { LatestAnswer, RulesAnswer } from '../../shared/model/api.ts';
import { usePoll } from '../api/use-poll.ts';
import { type AlertFilter, isFiltered, noFilter, withins } from '../data/alert-filter.ts';
import { localInputOf, msOfLocalInput } from '../data/local-input.ts';
import { alertsHref } from '../data/route.ts';
import { useSettings } from '../settings.tsx';

const REFRESH_MS = 300_000;
/** On a narrow screen six choices would hide the alerts: they are folded unless one is set. */
const WIDE = '(min-width: 761px)';

/** Each choice is an address, so that a filtered list can be sent to somebody. */
export function AlertFilters({ filter }: { filter: AlertFilter }) {
  const { t } = useSettings();
  const [open] = useState(() => matchMedia(WIDE).matches || isFiltered(filter));
  const set = (change: Partial<AlertFilter>) => {
    location.hash = alertsHref({ ...filter, ...change });
  };
  return (
    <details class="filters-fold" open={open}>
      <summary>{t.filters}</summary>
      <div class="filters" role="group" aria-label={t.filters}>
        <Choices filter={filter} onChange={set} />
        {filter.within === 'custom' && <Moments filter={filter} onChange={set} />}
        {isFiltered(filter) && (
          <a class="small" href={alertsHref(noFilter)}>
            {t.clearFilters}
          </a>
        )}
      </div>
    </details>
  );
}

type Change = (change: Partial<AlertFilter>) => void;

function Choices({ filter, onChange }: { filter: AlertFilter; onChange: Change }) {
  const { t } = useSettings();
  const rules = usePoll<RulesAnswer>('rules', () => 'api/rules', REFRESH_MS).data?.rules ?? [];
  const servers = usePoll<LatestAnswer>('latest', () => 'api/latest', REFRESH_MS).data?.servers ?? [];
  const fixed = (words: Readonly<Record<string, string>>, known: readonly string[]) =>
    known.map((each): Option => [each, words[each] ?? each]);
  const choices: readonly (readonly [keyof AlertFilter, string, readonly Option[]])[] = [
    ['phase', t.phaseWord, fixed(t.phase, ['firing', 'resolved'])],
    ['severity', t.severityWord, fixed(t.severity, ['warning', 'critical'])],
    ['serverId', t.server, servers.map(({ server }): Option => [server.id, server.name])],
    ['ruleId', t.rule, rules.map((rule): Option => [rule.id, rule.name])],
    ['acknowledged', t.acknowledgedWord, fixed(t.acknowledgedIs, ['no', 'yes'])],
    ['within', t.time, fixed(t.within, [...withins, 'custom'])],
  ];
  return (
    <>
      {choices.map(([name, label, options]) => (
        <Choice
          key={name}
          label={label}
          value={filter[name] as string | null}
          options={options}
          onChange={(value) => {
            const open = name === 'within' ? { fromMs: null, toMs: null } : {};
            onChange({ [name]: value, ...open });
          }}
        />
      ))}
    </>
  );
}

/** A value of the filter and what it is called. */
type Option = readonly [string, string];

interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly Option[];
  readonly onChange: (value: string | null) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const { t } = useSettings();
  // What the address names stays selected before the list has come, and when it is gone.
  const missing = value !== null && !options.some(([each]) => each === value);
  return (
    <label class={value === null ? 'filter' : 'filter filter-set'}>
      <span class="quiet small">{label}</span>
      <select
        value={value ?? ''}
        onChange={(event) => {
          onChange(event.currentTarget.value || null);
        }}
      >
        <option value="">{t.any}</option>
        {missing && <option value={value}>{value}</option>}
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Moments({ filter, onChange }: { filter: AlertFilter; onChange: Change }) {
  const { t } = useSettings();
  return (
    <>
      {(['fromMs', 'toMs'] as const).map((name) => (
        <label class="filter" key={name}>
          <span class="quiet small">{name === 'fromMs' ? t.from : t.to}</span>
          <input
            type="datetime-local"
            value={localInputOf(filter[name])}
            onChange={(event) => {
              onChange({ [name]: msOfLocalInput(event.currentTarget.value) });
            }}
          />
        </label>
      ))}
    </>
  );
}
