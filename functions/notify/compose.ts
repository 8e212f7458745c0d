import type { Alert } from '../../shared/model/alert.ts';
import { formatValue } from '../../shared/model/format.ts';
import { FILESYSTEM_USED_RATIO } from '../../shared/model/rule.ts';
import { metrics } from '../../shared/model/metrics.ts';
import type { Digest } from './digest.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Text and HTML of a digest. Every name in it is foreign text. */
export function compose(digest: Digest, publicUrl: string | null): Mail {
  const parts = digest.parts.map(({ message, alert }) => describe(alert, message.kind, publicUrl));
  const [first] = parts;
  const title = parts.length === 1 && first ? first.title : `${parts.length} alerts: ${countKinds(digest)}`;
  return {
    subject: oneLine(`[Peakwatch] ${title}`),
    text: parts.map((part) => [part.title, ...part.lines, ...part.running].join('\n')).join('\n\n'),
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><body style="font:15px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:640px">${parts.map(html).join('')}</body></html>`,
  };
}

interface Part {
  readonly kind: 'firing' | 'resolved';
  readonly title: string;
  readonly lines: readonly string[];
  readonly running: readonly string[];
  readonly link: string | null;
}

function describe(alert: Alert, kind: Part['kind'], publicUrl: string | null): Part {
  const where = alert.subject ? `${alert.serverName} ${alert.subject}` : alert.serverName;
  const word = kind === 'firing' ? alert.severity : 'recovered';
  const shown = (value: number) => showValue(alert.metric, value);
  const lines =
    kind === 'firing'
      ? [`Value: ${shown(alert.firedValue)} (threshold ${shown(alert.threshold)})`, `Since: ${utc(alert.startsMs)}`]
      : [
          `Lasted: ${duration((alert.resolvedMs ?? alert.firedMs) - alert.startsMs)}, from ${utc(alert.startsMs)}`,
          `Worst value: ${shown(alert.worstValue)} (threshold ${shown(alert.threshold)})`,
        ];
  return {
    kind,
    title: `${word}: ${alert.ruleName} on ${where}`,
    lines,
    running: kind === 'firing' ? whatRan(alert) : [],
    link: publicUrl ? `${publicUrl.replace(/\/$/, '')}/#/servers/${encodeURIComponent(alert.serverId)}` : null,
  };
}

function whatRan({ peak }: Alert): string[] {
  if (!peak) return [];
  const use = (of: { cpuCores: number; memoryBytes: number }) =>
    `${formatValue('cores', of.cpuCores)}, ${formatValue('bytes', of.memoryBytes)}`;
  return [
    `What ran at the peak, ${utc(peak.atMs)}:`,
    ...peak.groups.map((group) => `  ${group.name} × ${group.count}: ${use(group)}`),
    ...peak.top.map((process) => `  ${process.name} (pid ${process.pid}): ${use(process)}`),
  ];
}

function html(part: Part): string {
  const colour = part.kind === 'firing' ? '#b3261e' : '#1a7f37';
  const lines = part.lines.map((line) => `<div>${escape(line)}</div>`).join('');
  const ran =
    part.running.length > 0
      ? `<pre style="background:#f3f4f6;padding:10px;border-radius:6px;white-space:pre-wrap">${escape(part.running.join('\n'))}</pre>`
      : '';
  const link = part.link ? `<p><a href="${escape(part.link)}">Open in Peakwatch</a></p>` : '';
  return `<section style="border-left:4px solid ${colour};padding:2px 14px;margin:0 0 18px"><h2 style="font-size:17px;margin:0 0 6px">${escape(part.title)}</h2>${lines}${ran}${link}</section>`;
}

function showValue(metric: string, value: number): string {
  if (metric === FILESYSTEM_USED_RATIO) return formatValue('ratio', value);
  if (metric in metrics) return formatValue(metrics[metric as keyof typeof metrics].unit, value);
  return duration(value);
}

function countKinds({ parts }: Digest): string {
  const firing = parts.filter(({ message }) => message.kind === 'firing').length;
  return [firing > 0 ? `${firing} firing` : '', parts.length > firing ? `${parts.length - firing} recovered` : '']
    .filter(Boolean)
    .join(', ');
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function utc(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** A line break in a header would begin a header of somebody else's choosing. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 250);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
