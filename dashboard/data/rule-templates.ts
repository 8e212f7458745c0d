import { newDraft, type RuleDraft } from './rule-draft.ts';

const MINUTE_MS = 60_000;
const GIB = 2 ** 30;

export const templateNames = ['missing', 'tooFew', 'tooMany', 'crawlerMemory', 'processMemory'] as const;
export type TemplateName = (typeof templateNames)[number];

const count = { metric: 'group_process_count', comparison: 'below', clearThreshold: null } as const;

/** The usual rules about crawlers, to be filled in. */
export const templates: Readonly<Record<TemplateName, Partial<RuleDraft>>> = {
  // A crawler that restarts is away for seconds: more than half of each minute is missing.
  missing: { ...count, threshold: 0.5, clearThreshold: 0.9, forMs: 3 * MINUTE_MS, severity: 'critical' },
  tooFew: { ...count, threshold: 3 },
  tooMany: { ...count, comparison: 'above', threshold: 20 },
  crawlerMemory: { metric: 'group_memory_per_process_bytes', threshold: GIB, clearThreshold: null },
  processMemory: {
    metric: 'process_memory_bytes',
    statistic: 'peak',
    threshold: 2 * GIB,
    clearThreshold: null,
    forMs: 0,
  },
};

export function isTemplate(name: string | null): name is TemplateName {
  return (templateNames as readonly (string | null)[]).includes(name);
}

/** A new draft from a template, with the template's name in the reader's language. */
export function draftFrom(template: TemplateName, name: string): RuleDraft {
  return { ...newDraft, ...templates[template], name };
}
