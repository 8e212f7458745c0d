import type { HeadroomGround, HeadroomLimits } from '../../shared/model/headroom.ts';

/** What a reader wants to be counted with. Limits that are not set are the API's. */
export interface RoomSettings {
  readonly limits: Partial<HeadroomLimits>;
  readonly ground: HeadroomGround;
}

export const usualRoom: RoomSettings = { limits: {}, ground: 'highest' };

/** `?cpu=0.8&ground=usual`, and what else is to be asked; empty where nothing is. */
export function roomQuery({ limits, ground }: RoomSettings, also: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(also);
  for (const [name, share] of Object.entries(limits)) query.set(name, String(share));
  if (ground !== usualRoom.ground) query.set('ground', ground);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** What the browser kept; anything that is not as it should be is left out. */
export function roomSettingsFrom(text: string | null): RoomSettings {
  const kept = parsed(text);
  const limits: Partial<HeadroomLimits> = {};
  for (const name of ['cpu', 'memory', 'filesystem'] as const) {
    const share = kept.limits?.[name];
    if (typeof share === 'number' && share > 0 && share <= 1) limits[name] = share;
  }
  return { limits, ground: kept.ground === 'usual' ? 'usual' : 'highest' };
}

function parsed(text: string | null): { limits?: Record<string, unknown> | null; ground?: unknown } {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as object;
  } catch {
    return {};
  }
}
