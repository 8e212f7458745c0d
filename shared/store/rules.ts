import type { Db } from 'mongodb';
import { type Rule, RuleInput } from '../model/alerting/rule.ts';
import { rules } from './collections.ts';

/** Every rule, with the defaults of what it does not say. */
export async function listRules(db: Db): Promise<Rule[]> {
  const found = await rules(db).find({}).sort({ _id: 1 }).toArray();
  return found.map(({ _id, ...rule }) => ({ id: _id, ...RuleInput.parse(rule) }));
}

/** Makes or replaces a rule. */
export async function putRule(db: Db, id: string, rule: RuleInput): Promise<void> {
  await rules(db).replaceOne({ _id: id }, rule, { upsert: true });
}

export async function deleteRule(db: Db, id: string): Promise<boolean> {
  const { deletedCount } = await rules(db).deleteOne({ _id: id });
  return deletedCount > 0;
}
