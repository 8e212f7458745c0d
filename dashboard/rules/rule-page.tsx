import type { RulesAnswer } from '../../shared/model/api.ts';
import { usePoll } from '../api/use-poll.ts';
import { ruleHref } from '../data/route.ts';
import { draftOf, newDraft, type RuleDraft } from '../data/rule-draft.ts';
import { draftFrom, isTemplate, templateNames } from '../data/rule-templates.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { RuleForm } from './rule-form.tsx';

/** A form is not filled anew while somebody writes in it. */
const REFRESH_MS = 3_600_000;

/** Makes a rule, from a template or from nothing, or changes one. */
export function RulePage({ id, template }: { id: string | null; template: string | null }) {
  const { t } = useSettings();
  return (
    <>
      <a class="back small" href="#/rules">
        ← {t.rules}
      </a>
      <div class="page-head">
        <h1>{id === null ? t.newRule : t.editRule}</h1>
      </div>
      {id === null ? <NewRule template={template} /> : <KnownRule id={id} />}
    </>
  );
}

function NewRule({ template }: { template: string | null }) {
  const { t } = useSettings();
  const draft: RuleDraft = isTemplate(template) ? draftFrom(template, t.template[template]) : newDraft;
  return (
    <>
      <nav class="templates" aria-label={t.startFrom}>
        <span class="quiet small">{t.startFrom}</span>
        {templateNames.map((name) => (
          <a key={name} class="chip" href={ruleHref(null, name)} aria-current={name === template ? 'true' : undefined}>
            {t.template[name]}
          </a>
        ))}
      </nav>
      <RuleForm key={template} id={null} initial={draft} />
    </>
  );
}

function KnownRule({ id }: { id: string }) {
  const { t } = useSettings();
  const { data, problem } = usePoll<RulesAnswer>('rules', () => 'api/rules', REFRESH_MS);
  const rule = data?.rules.find((each) => each.id === id);
  if (!data) return problem ? <Problem problem={problem} /> : <p class="quiet">{t.loading}</p>;
  return rule ? <RuleForm id={id} initial={draftOf(rule)} /> : <p class="quiet">{t.noSuchRule}</p>;
}
