/** The languages of the page. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

const locales = { en: 'en-GB', zh: 'zh-CN' } as const;

/** The BCP 47 tag that `Intl` and `<html lang>` understand. */
export function localeOf(language: Language): string {
  return locales[language];
}
