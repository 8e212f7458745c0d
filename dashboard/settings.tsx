import { createContext, type ComponentChildren } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { type Language, languages, localeOf } from './data/language.ts';
import { type Texts, textsOf } from './text/texts.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

interface Settings {
  readonly language: Language;
  readonly t: Texts;
  readonly theme: Theme;
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
}

const Context = createContext<Settings | null>(null);

/** Language, texts and theme of the page. */
export function useSettings(): Settings {
  const settings = useContext(Context);
  if (!settings) throw new Error('useSettings outside of SettingsProvider');
  return settings;
}

export function SettingsProvider({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useRemembered('peakwatch.language', languages, browserLanguage());
  const [theme, setTheme] = useRemembered('peakwatch.theme', themes, 'auto');
  // Before the first paint, and so no useEffect: the wrong theme would flash.
  document.documentElement.lang = localeOf(language);
  document.documentElement.dataset['theme'] = theme;
  const settings = useMemo(
    () => ({ language, t: textsOf(language), theme, setLanguage, setTheme }),
    [language, theme, setLanguage, setTheme],
  );
  return <Context.Provider value={settings}>{children}</Context.Provider>;
}

function browserLanguage(): Language {
  return navigator.languages.find((tag) => /^(zh|en)/i.test(tag))?.startsWith('zh') ? 'zh' : 'en';
}

/** A choice kept in the browser. Storage may be forbidden: then it lasts as long as the page. */
function useRemembered<T extends string>(key: string, choices: readonly T[], fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      return choices.find((choice) => choice === localStorage.getItem(key)) ?? fallback;
    } catch {
      return fallback;
    }
  });
  const remember = useCallback(
    (chosen: T) => {
      setValue(chosen);
      try {
        localStorage.setItem(key, chosen);
      } catch {
        // Kept for this page only.
      }
    },
    [key],
  );
  return [value, remember];
}

/** True while the page is drawn dark, whether chosen or by the system. Redraws what is painted on canvas. */
export function useDark(): boolean {
  const { theme } = useSettings();
  const [systemDark, setSystemDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const onChange = () => {
      setSystemDark(query.matches);
    };
    query.addEventListener('change', onChange);
    return () => {
      query.removeEventListener('change', onChange);
    };
  }, []);
  return theme === 'dark' || (theme === 'auto' && systemDark);
}
