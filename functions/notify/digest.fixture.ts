import type { Alert } from '../../shared/model/alerting/alert.ts';
import { alertOf } from '../../shared/model/alerting/alert.fixture.ts';
import type { MessageKind } from '../../shared/model/alerting/message.ts';
import type { WindowView } from '../../shared/model/view.ts';
import type { DigestContext, DigestPart } from './mail-digest.ts';

const MINUTE_MS = 60_000;
/** When the fixture's alert began; it fired five minutes later. */
export const STARTS_MS = alertOf().startsMs;

export const context: DigestContext = {
  publicUrl: 'https://peakwatch.example.org/',
  language: 'en',
  nowMs: STARTS_MS + 5 * MINUTE_MS + 12_000,
};

/** An hour of minutes around the fixture's peak: quiet for 40 minutes, then busy. */
export function minutes(different: (index: number) => Partial<WindowView> = () => ({})): WindowView[] {
  return Array.from({ length: 60 }, (_, index) => {
    const mean = index < 40 ? 0.5 : 0.95;
    return {
      startMs: STARTS_MS + (index - 40) * MINUTE_MS,
      lengthMs: MINUTE_MS,
      samples: 60,
      host: { cpu_busy_ratio: { samples: 60, mean, min: mean - 0.05, max: mean + 0.04 } },
      filesystems: [],
      groups: [],
      peaks: {},
      ...different(index),
    };
  });
}

export function partOf(kind: MessageKind, alert: Alert = alertOf(), windows = minutes()): DigestPart {
  return { id: `${alert.id}:${kind}`, kind, alert, windows };
}

/** As many alerts of different servers, the last the worst. */
export function storm(count: number): DigestPart[] {
  return Array.from({ length: count }, (_, index) =>
    partOf(
      'firing',
      alertOf({
        id: `a${index}`,
        serverId: `s${index}`,
        serverName: `crawler-${index}`,
        worstValue: 0.91 + index / 1e5,
      }),
      [],
    ),
  );
}

/** Text of a server's owner who means no good. */
export const evil = '<script>alert("1")</script>\r\nBcc: a@b.c \u202etxt.exe <!channel> [x](http://evil) *b* & `c`';
