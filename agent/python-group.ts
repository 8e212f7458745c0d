import type { ProcessIdentity } from './process-identity.ts';

const INTERPRETER = /^(?:python|pypy)\d*(?:\.\d+)*[a-z]?$/i;
/** Single letters that take a value, attached or as the next argument (CPython, Python/getopt.c). */
const WITH_VALUE = /[cmWX]/;
/** Scrapy's options that take the next argument (scrapy.commands, `scrapy crawl --help`). */
const SCRAPY_WITH_VALUE =
  /^(?:-[aostOL]|--(?:logfile|loglevel|profile|pidfile|set|output|overwrite-output|output-format))$/;

/**
 * The group of a python process: its script (`news.py`), module (`-m pkg.crawl` → `pkg.crawl`), scrapy spider (`scrapy:news`),
 * `python -c` for code on the command line, `python` when there is none of these. Null for other processes. Arguments, which
 * may carry secrets, are never part of it.
 */
export function pythonGroup({ comm, argv, exe }: ProcessIdentity): string | null {
  const first = argv[0];
  if (first === undefined) return null;
  if (!INTERPRETER.test(baseName(first))) {
    const isPython = INTERPRETER.test(comm) || INTERPRETER.test(baseName(exe() ?? ''));
    // Python that wrote a title of its own ("gunicorn: master [app]"): its first word is the program, the rest may be secret.
    return isPython ? (/^[\w./-]+/.exec(baseName(first))?.[0] ?? 'python') : null;
  }
  return groupOfArguments(argv.slice(1));
}

function groupOfArguments(args: readonly string[]): string {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (!arg.startsWith('-')) return arg === '' ? 'python' : program(arg, args.slice(i + 1));
    if (arg === '--check-hash-based-pycs') i++;
    if (arg === '-') return 'python';
    if (arg.startsWith('--')) continue;
    const option = firstWithMeaning(arg.slice(1));
    if (option === null) continue;
    const [letter, attached] = option;
    if (letter === 'c') return 'python -c';
    if (letter === 'm') {
      const module = attached || args[i + 1];
      return module ? program(module, args.slice(attached ? i + 1 : i + 2)) : 'python';
    }
    if (!attached) i++;
  }
  return 'python';
}

/** The first letter of a cluster (`-uOm`) that takes a value, and what is attached to it. */
function firstWithMeaning(letters: string): [letter: string, attached: string] | null {
  const index = letters.search(WITH_VALUE);
  return index < 0 ? null : [letters.charAt(index), letters.slice(index + 1)];
}

function program(scriptOrModule: string, args: readonly string[]): string {
  const name = scriptName(scriptOrModule);
  return /^scrapy(?:\.exe|\.cmdline)?$/.test(name) ? scrapyGroup(args) : name;
}

/** A package run by its path (`/srv/news/__main__.py`) has the folder's name. */
function scriptName(path: string): string {
  const [last = '', parent] = path.split('/').filter(Boolean).reverse();
  return last === '__main__.py' && parent ? parent : last || 'python';
}

function scrapyGroup(args: readonly string[]): string {
  const words: string[] = [];
  for (let i = 0; i < args.length && words.length < 2; i++) {
    const arg = args[i] ?? '';
    if (SCRAPY_WITH_VALUE.test(arg)) i++;
    else if (!arg.startsWith('-')) words.push(arg);
  }
  const [command, spider] = words;
  if ((command === 'crawl' || command === 'runspider') && spider) return `scrapy:${baseName(spider)}`;
  return 'scrapy';
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
