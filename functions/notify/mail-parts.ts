import type { AlertWords } from '../../shared/model/alerting/alert-words.ts';
import type { Language } from '../../shared/model/alerting/words.ts';

/** Colours that can be told apart and read on a light and on a dark ground (contrast at least 4.5). */
export const tones: Readonly<Record<AlertWords['tone'], { readonly light: string; readonly dark: string }>> = {
  critical: { light: '#b3261e', dark: '#ff8a80' },
  warning: { light: '#8a5300', dark: '#ffb74d' },
  good: { light: '#17692e', dark: '#7ddc97' },
  quiet: { light: '#57606a', dark: '#a9b1bb' },
};

/** Programs that know dark colours take these; the others keep what stands at each element. */
const style = `:root{color-scheme:light dark;supported-color-schemes:light dark}
a{color:#0b57d0}
.faint{color:#57606a}
.line{border-top:1px solid #e3e6ea}
.plain{color:inherit;text-decoration:none}
@media (prefers-color-scheme:dark){
.ground{background:#16191d!important}
.card{background:#22262b!important;color:#e8eaed!important}
.faint{color:#a9b1bb!important}
.line{border-color:#3a4048!important}
a{color:#8ab4f8}
.button{background:#8ab4f8!important;color:#16191d!important}
${Object.entries(tones)
  .map(([tone, { dark }]) => `.tone-${tone}{color:${dark}!important}.bar-${tone}{background:${dark}!important}`)
  .join('\n')}
}`;

const FONTS = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,'PingFang SC','Microsoft YaHei',sans-serif";

export function page(of: {
  readonly language: Language;
  readonly title: string;
  readonly preview: string;
  /** HTML. */
  readonly body: string;
  readonly footer: string;
}): string {
  return (
    `<!doctype html><html lang="${of.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">` +
    `<meta name="supported-color-schemes" content="light dark"><title>${escape(of.title)}</title><style>${style}</style></head>` +
    `<body class="ground" style="margin:0;padding:0;background:#f3f4f6">` +
    `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escape(of.preview)}</div>` +
    `<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f6"><tr><td align="center" style="padding:12px 8px">` +
    // Outlook knows no max-width.
    `<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0"><tr><td><![endif]-->` +
    `<div style="max-width:600px;text-align:left;font:15px/22px ${FONTS};color:#1f2328">${of.body}` +
    `<p class="faint" style="font-size:12px;line-height:17px;margin:14px 4px">${escape(of.footer)}</p></div>` +
    `<!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>`
  );
}

/** A box with a bar of the tone's colour above. `content` is HTML. */
export function card(tone: AlertWords['tone'], content: string): string {
  return table(
    `<tr><td class="bar-${tone}" style="height:5px;line-height:5px;font-size:0;background:${tones[tone].light};border-radius:6px 6px 0 0">&nbsp;</td></tr>` +
      `<tr><td class="card" style="padding:14px 16px 18px;background:#ffffff;color:#1f2328;border-radius:0 0 6px 6px">${content}</td></tr>`,
    'margin:0 0 14px;table-layout:fixed',
  );
}

export function table(rows: string, more = ''): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate;font:inherit;color:inherit;${more}">${rows}</table>`;
}

export function button(link: string, text: string): string {
  return `<p style="margin:18px 0 0"><a class="button" href="${escape(link)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#0b57d0;color:#ffffff;font-weight:600;text-decoration:none">${escape(text)}</a></p>`;
}

/** Foreign text: escaped, and its direction of writing kept to itself. */
export function foreign(text: string): string {
  return `<bdi>${escape(text)}</bdi>`;
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
