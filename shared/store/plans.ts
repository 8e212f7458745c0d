import type { Db } from 'mongodb';
import type { MadePlan, PlanSettings } from '../model/fleet-capacity.ts';
import type { FleetFits } from '../model/fleet-headroom.ts';
import { fleetFits, plans, planSettings } from './collections.ts';

const LAST = 'last';

/** Keeps a plan in place of the one before. */
export async function putPlan(db: Db, made: MadePlan): Promise<void> {
  await plans(db).replaceOne({ _id: LAST }, { made }, { upsert: true });
}

/** The last plan; null before the first. */
export async function readPlan(db: Db): Promise<MadePlan | null> {
  return (await plans(db).findOne({ _id: LAST }))?.made ?? null;
}

export async function putPlanSettings(db: Db, settings: PlanSettings): Promise<void> {
  await planSettings(db).replaceOne({ _id: LAST }, { settings }, { upsert: true });
}

/** What the user has set; null is nothing. */
export async function readPlanSettings(db: Db): Promise<PlanSettings | null> {
  return (await planSettings(db).findOne({ _id: LAST }))?.settings ?? null;
}

export async function putFleetFit(db: Db, { pooled, efficiency }: FleetFits, nowMs: number): Promise<void> {
  const doc = { at: new Date(nowMs), pooled: [...pooled], efficiency: [...efficiency] };
  await fleetFits(db).replaceOne({ _id: LAST }, doc, { upsert: true });
}

/** Empty before the first. */
export async function readFleetFit(db: Db): Promise<FleetFits> {
  return (await fleetFits(db).findOne({ _id: LAST })) ?? { pooled: [], efficiency: [] };
}
