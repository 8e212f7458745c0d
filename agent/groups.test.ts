import { describe, expect, test } from '@jest/globals';
import { GroupRulesError, parseGroupRules } from './groups.ts';

const tools = { log: () => undefined, monotonicMs: () => 0 };
const rulesOf = (yaml: string) => parseGroupRules(yaml, tools);
const process = (commandLine: string, comm = commandLine.split(' ')[0] ?? '', exe: string | null = null) => ({
  comm,
  argv: commandLine.split(' '),
  exe: () => exe,
});
const problemOf = (yaml: string): string => {
  try {
    rulesOf(yaml);
  } catch (error) {
    if (error instanceof GroupRulesError) return error.message;
    throw error;
  }
  return 'none';
};

describe('matching', () => {
  test('the first rule that matches wins; python comes after all rules', () => {
    const rules = rulesOf(`
process_names:
  - { name: spiders, cmdline: 'crawl (news|shop)' }
  - { name: all, cmdline: ['crawl'] }
`);
    expect(rules.groupOf(process('python3 scrapy crawl news'))).toBe('spiders');
    expect(rules.groupOf(process('python3 scrapy crawl feeds'))).toBe('all');
    expect(rules.groupOf(process('python3 feeds.py'))).toBe('feeds.py');
    expect(rules.staticNames).toEqual(['spiders', 'all']);
  });

  test('a file of process-exporter works as it is', () => {
    const rules = rulesOf(`
process_names:
  - comm: [bash, dash]
  - name: "{{.ExeFull}}"
    exe: [/usr/local/bin/crawler]
  - name: "{{.ExeBase}}:{{.Matches.Site}}"
    exe: [fetcher]
    cmdline:
      - '-site\\s+(?P<Site>\\S+)'
      - '(?i)-MODE fast'
  - name: "{{.Comm}}"
    cmdline: ['.+']
`);
    expect(rules.groupOf(process('-bash', 'bash'))).toBe('-bash');
    expect(rules.groupOf(process('/usr/local/bin/crawler x', 'crawler'))).toBe('/usr/local/bin/crawler');
    expect(rules.groupOf(process('/opt/fetcher -site shop.example -mode fast', 'f'))).toBe('fetcher:shop.example');
    expect(rules.groupOf(process('/opt/fetcher -site shop.example', 'f'))).toBe('f');
    expect(rules.staticNames).toEqual([]);
  });

  test('exe looks at the program file too, which the command line may hide', () => {
    const rules = rulesOf('process_names: [{ name: browser, exe: [chrome] }]');
    expect(rules.groupOf(process('type=renderer', 'renderer', '/opt/google/chrome'))).toBe('browser');
    expect(rules.groupOf(process('type=renderer', 'renderer', null))).toBeNull();
  });

  test('an entry after ~ is a regular expression', () => {
    const rules = rulesOf(`process_names: [{ name: workers, comm: '~^worker-\\d+$' }]`);
    expect(rules.groupOf(process('x', 'worker-12'))).toBe('workers');
    expect(rules.groupOf(process('x', 'worker-12b'))).toBeNull();
  });

  test('python grouping can be switched off', () => {
    expect(rulesOf('python: false').groupOf(process('python3 feeds.py'))).toBeNull();
  });

  test('names are made safe', () => {
    const rules = rulesOf(`process_names: [{ name: "{{.Comm}}", cmdline: ['x'] }]`);
    expect(rules.groupOf(process('x', 'a\u0007b'))).toBe('a b');
    expect(rules.groupOf(process('x', '__proto__'))).toBe('_proto_');
  });
});

describe('a wrong file says which rule and what to do', () => {
  test.each([
    ['process_names: [{ name: a, cmdline: ["("] }]', /rule 1 \("a"\): "\(" is no regular expression/],
    ['process_names: [{ name: ok, comm: x }, { name: b }]', /rule 2 \("b"\): needs at least one of comm, exe, cmdline/],
    ['process_names: [{ name: c, com: x }]', /rule 1 \("c"\): .*com/],
    ['process_names: [{ name: "{{.PID}}", comm: x }]', /unknown part \{\{\.PID\}\}; a name may use/],
    ['process_names: [{ name: "{{.Matches.q}}", cmdline: "x" }]', /no expression of cmdline has a group \(\?P<q>…\)/],
    ['process_names: [{ name: "{{ if }}", comm: x }]', /rule 1/],
    ['process_names: 5', /process_names/],
    ['proces_names: []', /proces_names/],
    ['a: [', /no valid YAML/],
  ])('%s', (yaml, message) => {
    expect(problemOf(yaml)).toMatch(message);
  });

  test('all wrong rules are named at once', () => {
    expect(problemOf('process_names: [{ name: a }, { name: b, comm: [] }]').split('\n')).toHaveLength(2);
  });

  test('an empty file is right', () => {
    expect(problemOf('')).toBe('none');
  });
});

test('a rule that takes too long is switched off and named', () => {
  const lines: string[] = [];
  let now = 0;
  const slow = {
    comm: 'x',
    get argv(): string[] {
      now += 60;
      return ['x'];
    },
    exe: () => null,
  };
  const rules = parseGroupRules('process_names: [{ name: slow, cmdline: x }]', {
    log: (line) => lines.push(line),
    monotonicMs: () => now,
  });
  expect(rules.groupOf(slow)).toBe('slow');
  expect(rules.groupOf(process('x'))).toBeNull();
  expect(lines).toEqual([expect.stringContaining('rule 1 ("slow") took over 50 ms')]);
});
