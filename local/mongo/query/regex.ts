import { BSONRegExp } from 'bson';
import { badValue, CommandError, notSupported } from '../errors.ts';

/** What PCRE (MongoDB's engine) and JavaScript's `u` mode write alike after a backslash. */
const SHARED_ESCAPES = /[dDwWbBnrtfv0-9^$\\.*+?()[\]{}|/]/;

/** A PCRE pattern as a JavaScript expression that matches the same strings, or an error where the two differ.
 *  @param options MongoDB's letters: i, m, s; x is refused. */
export function compileRegex(pattern: string, options: string): RegExp {
  for (const option of options) {
    if (option === 'x') throw notSupported('the regular expression option x');
    if (!'imsu'.includes(option)) throw new CommandError('Location51091', `invalid flag in regex options: ${option}`);
  }
  const flags = [...new Set(options)].filter((option) => 'im'.includes(option)).join('');
  try {
    return new RegExp(translate(pattern, options), `${flags}u`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('Location51091', `Regular expression is invalid: ${(error as Error).message}`);
  }
}

function translate(pattern: string, options: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i += 1) {
    const char = pattern.charAt(i);
    if (char === '\\') {
      i += 1;
      out += escape(pattern.charAt(i), inClass);
    } else if (inClass) {
      if (char === '[' && /^[:.=]/.test(pattern.slice(i + 1)))
        throw notSupported('a named class in a regular expression');
      if (char === ']') inClass = false;
      out += char === '[' ? '\\[' : char;
    } else if (char === '[') {
      inClass = true;
      out += char;
    } else if (char === '.') out += options.includes('s') ? '[\\s\\S]' : '[^\\n]';
    else if (char === '$' && !options.includes('m')) out += '(?=\\n?(?![\\s\\S]))';
    else if (char === '(' && /^\?(?![:=!]|<[=!A-Za-z_])/.test(pattern.slice(i + 1))) {
      throw notSupported(`"(${pattern.slice(i + 1, i + 4)}" in a regular expression`);
    } else if (char === '+' && /[+*?}]$/.test(out) && !out.endsWith(`\\${out.at(-1) ?? ''}`)) {
      throw notSupported('a possessive quantifier in a regular expression');
    } else if (char === '{' && !/^\d+(?:,\d*)?\}/.test(pattern.slice(i + 1))) out += '\\{';
    else if ((char === '}' && !/\{\d+(?:,\d*)?$/.test(out)) || char === ']') out += `\\${char}`;
    else out += char;
  }
  return out;
}

function escape(char: string, inClass: boolean): string {
  if (char === '') throw new CommandError('Location51091', 'Regular expression is invalid: \\ at end of pattern');
  if (char === 's') return inClass ? ' \\t\\n\\v\\f\\r' : '[ \\t\\n\\v\\f\\r]';
  if (char === 'S' && !inClass) return '[^ \\t\\n\\v\\f\\r]';
  if (char === '-' && inClass) return '\\-';
  if (SHARED_ESCAPES.test(char)) return `\\${char}`;
  if (/[A-Za-z]/.test(char)) throw notSupported(`"\\${char}" in a regular expression`);
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}

/** The literal text with which every match begins, or an empty string: it narrows an index. */
export function literalPrefix(regex: BSONRegExp): string {
  if (regex.options !== '' || !regex.pattern.startsWith('^') || regex.pattern.includes('|')) return '';
  const literal = /^\^([\w :@/,;=!"#%&'<>~`-]*)/.exec(regex.pattern)?.[1] ?? '';
  const next = regex.pattern.charAt(literal.length + 1);
  return '*?{'.includes(next) && next !== '' ? literal.slice(0, -1) : literal;
}

/** The pattern of `{ $regex, $options }`. */
export function regexOf(value: unknown, options: unknown): BSONRegExp {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (value instanceof BSONRegExp) {
    if (options !== undefined && value.options !== '') {
      throw new CommandError('Location51091', 'options set in both $regex and $options');
    }
    return new BSONRegExp(value.pattern, options ?? value.options);
  }
  if (typeof value !== 'string') throw badValue('$regex has to be a string');
  return new BSONRegExp(value, options ?? '');
}
