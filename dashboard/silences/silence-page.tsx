import type { SilencesAnswer } from '../../shared/model/api.ts';
import { usePoll } from '../api/use-poll.ts';
import { draftOfSilence, newSilence } from '../data/silence-draft.ts';
import { Problem } from '../parts/problem.tsx';
import { useSettings } from '../settings.tsx';
import { SilenceForm } from './silence-form.tsx';

/** A form is not filled anew while somebody writes in it. */
const REFRESH_MS = 3_600_000;

interface Props {
  readonly id: string | null;
  readonly serverId: string | null;
  readonly ruleId: string | null;
}

/** Makes a silence, about a server and a rule if they are named, or changes one. */
export function SilencePage({ id, serverId, ruleId }: Props) {
  const { t } = useSettings();
  return (
    <>
      <a class="back small" href="#/silences">
        ← {t.silences}
      </a>
      <div class="page-head">
        <h1>{id === null ? t.newSilence : t.editSilence}</h1>
      </div>
      {id === null ? (
        <SilenceForm id={null} initial={newSilence({ serverId, ruleId }, ownTimeZone())} />
      ) : (
        <KnownSilence id={id} />
      )}
    </>
  );
}

function KnownSilence({ id }: { id: string }) {
  const { t } = useSettings();
  const { data, problem } = usePoll<SilencesAnswer>('silences', () => 'api/silences', REFRESH_MS);
  const silence = data?.silences.find((each) => each.id === id);
  if (!data) return problem ? <Problem problem={problem} /> : <p class="quiet">{t.loading}</p>;
  if (!silence) return <p class="quiet">{t.noSuchSilence}</p>;
  return <SilenceForm id={id} initial={draftOfSilence(silence, ownTimeZone())} />;
}

function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
