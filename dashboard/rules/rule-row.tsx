import type { RulesAnswer } from '../../shared/model/api.ts';
import { spanInWords } from '../data/age.ts';
import { ruleHref } from '../data/route.ts';
import { ruleInWords, scopeInWords } from '../data/rule-words.ts';
import { DeleteButton } from '../parts/delete-button.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useSettings } from '../settings.tsx';

interface Props {
  readonly rule: RulesAnswer['rules'][number];
  /** Names of servers by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly onToggle: () => void;
  readonly onDeleted: () => void;
}

/** A rule in words: when it fires, on which servers, who is told. */
export function RuleRow({ rule, names, onToggle, onDeleted }: Props) {
  const { t, language } = useSettings();
  const span = (ms: number) => spanInWords(ms, language);
  const told = [
    rule.recipients.join(', ') || t.defaultRecipients,
    rule.repeatMs === null ? '' : t.repeatShort(span(rule.repeatMs)),
    rule.escalation ? t.escalateShort(span(rule.escalation.afterMs), rule.escalation.recipients.join(', ')) : '',
  ].filter((part) => part !== '');
  return (
    <li class={rule.enabled ? 'list-row' : 'list-row list-off'}>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={rule.enabled}
        aria-label={t.switchOf(rule.name)}
        onClick={onToggle}
      />
      <div class="list-main">
        <a class="alert-name" href={ruleHref(rule.id)}>
          {rule.name}
        </a>
        <SeverityMark alert={{ severity: rule.severity, phase: 'firing' }} quiet />
        <span class="block small">{ruleInWords(rule, t, language)}</span>
        <span class="block quiet small">
          {scopeInWords(rule.scope, names, t)} → {told.join(' · ')}
        </span>
      </div>
      <span class="list-act">
        <a class="button plain" href={ruleHref(rule.id)} aria-label={`${t.editRule}: ${rule.name}`}>
          {t.change}
        </a>
        <DeleteButton
          title={t.deleteRuleTitle(rule.name)}
          warning={t.deleteRuleWarning}
          path={`api/rules/${encodeURIComponent(rule.id)}`}
          onDeleted={onDeleted}
        />
      </span>
    </li>
  );
}
