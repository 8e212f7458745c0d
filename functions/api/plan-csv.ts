import type { Plan } from '../../shared/model/plan/plan.ts';
import type { Csv, CsvRow } from './in-format.ts';

const COLUMNS = [
  ...['server', 'decision', 'reason', 'saving_monthly', 'currency', 'renewal'],
  ...['group', 'count', 'to', 'sentence_en', 'sentence_zh'],
];

/** One row for each move of a server that goes, and one for each server that stays. */
export function planCsv(plan: Plan | null): Csv {
  return { name: 'plan', columns: COLUMNS, rows: () => (plan ? [...releases(plan), ...stays(plan)] : []) };
}

/** The saving stands only in a server's first row, so that a sum over the column is right. */
function releases(plan: Plan): CsvRow[] {
  return plan.releases.flatMap(({ server, moves, saving, renewalMs, sentence }) =>
    moves.map(({ group, count, to }, i) => ({
      server: server.name,
      decision: 'give back',
      saving_monthly: i === 0 ? (saving?.monthly ?? null) : null,
      currency: i === 0 ? (saving?.currency ?? null) : null,
      renewal: renewalMs === null ? null : new Date(renewalMs).toISOString().slice(0, 10),
      group,
      count,
      to: to.name,
      sentence_en: sentence.en,
      sentence_zh: sentence.zh,
    })),
  );
}

function stays(plan: Plan): CsvRow[] {
  return plan.stays.map(({ server, reason, sentence }) => ({
    server: server.name,
    decision: 'keep',
    reason,
    sentence_en: sentence.en,
    sentence_zh: sentence.zh,
  }));
}
