import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { foreignName } from './foreign-name.ts';
import { type Log, reasonOf } from './log.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { pythonGroup } from './python-group.ts';

/** Which group a process belongs to; the first rule that matches decides. */
export interface GroupRules {
  /** Null: no group. The name is a valid `ForeignName`. */
  readonly groupOf: (process: ProcessIdentity) => string | null;
  /** Names without a template: they are reported as 0 while no process is there. */
  readonly staticNames: readonly string[];
}

/** The group file is wrong; the message says which rule and what to do. */
export class GroupRulesError extends Error {
  override readonly name = 'GroupRulesError';
}

/** Regular expressions see this much of a command line. */
const MAX_COMMAND_LENGTH = 4096;
/** A rule that thinks longer about one process is switched off: it would make the tick late every time. */
const MAX_MATCH_MS = 50;
const TEMPLATE_PART = /\{\{\s*\.?([\w.]+)\s*\}\}/g;
const KNOWN_PARTS = '{{.Comm}}, {{.ExeBase}}, {{.ExeFull}}, {{.Matches.NAME}}';

const oneOrMore = z.union([
  z
    .string()
    .min(1)
    .transform((text) => [text]),
  z.array(z.string().min(1)).min(1),
]);
const Rule = z
  .strictObject({
    name: z.string().trim().min(1).default('{{.ExeBase}}'),
    comm: oneOrMore.optional(),
    exe: oneOrMore.optional(),
    cmdline: oneOrMore.optional(),
  })
  .refine((rule) => rule.comm ?? rule.exe ?? rule.cmdline, { error: 'needs at least one of comm, exe, cmdline' });
const GroupFile = z.strictObject({
  process_names: z.array(z.unknown()).default([]),
  /** Whether python processes that no rule above took are grouped by script, module or spider. */
  python: z.boolean().default(true),
});

interface CompiledRule {
  readonly label: string;
  readonly staticName: string | null;
  readonly match: (process: ProcessIdentity) => string | null;
}

/** Python processes by script, module or scrapy spider. */
export const defaultGroupRules: GroupRules = {
  groupOf: (process) => {
    const name = pythonGroup(process);
    return name === null ? null : foreignName(name);
  },
  staticNames: [],
};

/**
 * Rules of a group file. Its `process_names` are those of process-exporter: `comm` and `exe` are lists of which one must be
 * equal (or, written `~…`, a regular expression that must match), `cmdline` is a list of regular expressions that must all match.
 * @throws GroupRulesError naming every rule that is wrong.
 */
export function parseGroupRules(
  text: string,
  tools: { readonly log: Log; readonly monotonicMs: () => number },
): GroupRules {
  const file = GroupFile.safeParse(parsed(text));
  if (!file.success) {
    throw new GroupRulesError(
      `a group file holds "process_names" (a list of rules) and "python" (true or false): ${describe(file.error)}`,
    );
  }
  const problems: string[] = [];
  const rules: CompiledRule[] = [];
  for (const [index, raw] of file.data.process_names.entries()) {
    try {
      rules.push(compileRule(raw, `rule ${index + 1}`));
    } catch (error) {
      problems.push(reasonOf(error));
    }
  }
  if (problems.length > 0) throw new GroupRulesError(problems.join('\n'));
  const python = file.data.python ? defaultGroupRules.groupOf : () => null;
  const active = rules.map((rule) => ({ ...rule, match: switchedOffWhenSlow(rule, tools) }));
  return {
    groupOf: (process) => {
      for (const rule of active) {
        const name = rule.match(process);
        if (name !== null) return foreignName(name);
      }
      return python(process);
    },
    staticNames: rules.flatMap((rule) => (rule.staticName === null ? [] : [rule.staticName])),
  };
}

function parsed(text: string): unknown {
  try {
    return (parseYaml(text, { maxAliasCount: 20 }) as unknown) ?? {};
  } catch (error) {
    throw new GroupRulesError(`the group file is no valid YAML: ${reasonOf(error)}`, { cause: error });
  }
}

function compileRule(raw: unknown, position: string): CompiledRule {
  const parsedRule = Rule.safeParse(raw);
  const named = typeof raw === 'object' && raw !== null && 'name' in raw ? ` (${JSON.stringify(raw.name)})` : '';
  const label = `${position}${named}`;
  if (!parsedRule.success) throw new GroupRulesError(`${label}: ${describe(parsedRule.error)}`);
  const rule = parsedRule.data;
  const comm = rule.comm?.map((entry) => textMatcher(entry, label));
  const exe = rule.exe?.map((entry) => exeMatcher(entry, label));
  const cmdline = rule.cmdline?.map((entry) => regex(entry, label));
  const parts = [...rule.name.matchAll(TEMPLATE_PART)].map(([, part]) => part ?? '');
  checkTemplate(rule.name, parts, cmdline ?? [], label);
  const match = (process: ProcessIdentity): string | null => {
    if (comm && !comm.some((matches) => matches(process.comm))) return null;
    if (exe && !exe.some((matches) => matches(process))) return null;
    const captured = cmdline ? matchAll(cmdline, process.argv.join(' ').slice(0, MAX_COMMAND_LENGTH)) : {};
    return captured && fillTemplate(rule.name, process, captured);
  };
  return { label, staticName: parts.length === 0 ? foreignName(rule.name) : null, match };
}

function checkTemplate(name: string, parts: readonly string[], cmdline: readonly RegExp[], label: string): void {
  const known = new Set(['Comm', 'ExeBase', 'ExeFull']);
  for (const expression of cmdline) {
    for (const [, group] of expression.source.matchAll(/\(\?<(\w+)>/g)) known.add(`Matches.${group ?? ''}`);
  }
  const unknown = parts.find((part) => !known.has(part));
  if (unknown !== undefined) {
    throw new GroupRulesError(
      unknown.startsWith('Matches.')
        ? `${label}: no expression of cmdline has a group (?P<${unknown.slice('Matches.'.length)}>…); add it or change the name`
        : `${label}: unknown part {{.${unknown}}}; a name may use ${KNOWN_PARTS}`,
    );
  }
  if (name.replace(TEMPLATE_PART, '').includes('{{')) {
    throw new GroupRulesError(`${label}: the name has a "{{" that is no part; a name may use ${KNOWN_PARTS}`);
  }
}

function fillTemplate(name: string, process: ProcessIdentity, captured: Record<string, string>): string {
  const full = process.argv[0] ?? process.comm;
  return name.replace(TEMPLATE_PART, (_, part: string) => {
    if (part === 'Comm') return process.comm;
    if (part === 'ExeBase') return baseName(full);
    if (part === 'ExeFull') return process.exe() ?? full;
    return captured[part.slice('Matches.'.length)] ?? '';
  });
}

function matchAll(expressions: readonly RegExp[], text: string): Record<string, string> | null {
  const captured: Record<string, string> = {};
  for (const expression of expressions) {
    const match = expression.exec(text);
    if (!match) return null;
    Object.assign(captured, match.groups);
  }
  return captured;
}

/** As in process-exporter: an entry with a slash is a whole path, one without is the program's base name. */
function exeMatcher(entry: string, label: string): (process: ProcessIdentity) => boolean {
  const matches = textMatcher(entry, label);
  const wholePath = entry.includes('/');
  return ({ argv, exe }) => [argv[0], exe()].some((path) => path != null && matches(wholePath ? path : baseName(path)));
}

function textMatcher(entry: string, label: string): (text: string) => boolean {
  if (!entry.startsWith('~')) return (text) => text === entry;
  const expression = regex(entry.slice(1), label);
  return (text) => expression.test(text);
}

/** Takes Go's `(?P<name>…)` and a leading `(?i)` too, as the files of process-exporter have them. */
function regex(source: string, label: string): RegExp {
  const insensitive = source.startsWith('(?i)');
  const body = (insensitive ? source.slice(4) : source).replaceAll('(?P<', '(?<');
  try {
    return new RegExp(body, insensitive ? 'iu' : 'u');
  } catch {
    try {
      return new RegExp(body, insensitive ? 'i' : '');
    } catch (error) {
      throw new GroupRulesError(`${label}: ${JSON.stringify(source)} is no regular expression: ${reasonOf(error)}`);
    }
  }
}

function switchedOffWhenSlow(
  rule: CompiledRule,
  { log, monotonicMs }: { readonly log: Log; readonly monotonicMs: () => number },
): CompiledRule['match'] {
  let off = false;
  return (process) => {
    if (off) return null;
    const startedMs = monotonicMs();
    const name = rule.match(process);
    off = monotonicMs() - startedMs > MAX_MATCH_MS;
    if (off)
      log(`group ${rule.label} took over ${MAX_MATCH_MS} ms for one process and is off now: simplify its expressions`);
    return name;
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function describe(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
    .join('; ');
}
