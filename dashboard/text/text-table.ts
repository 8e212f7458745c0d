import type { Language } from '../data/language.ts';

/** Texts by name, each in every language of the page. */
export type TextTable = Record<string, Record<Language, unknown>>;
