import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything is, once it is up: also in the data folder as `addresses.json`, for programs. */
export interface Addresses {
  readonly page: string;
  /** Base of the API's paths; page and API share one origin. */
  readonly api: string;
  /** For AWS_ENDPOINT_URL_LAMBDA and AWS_ENDPOINT_URL_SCHEDULER. */
  readonly lambda: string;
  readonly scheduler: string;
  /** Page and JSON API of the mail inbox; null when mails go to a real server. */
  readonly inbox: string | null;
  readonly smtp: string;
  readonly mongodb: string;
  readonly agent: string;
  readonly dataFolder: string;
  readonly pids: Readonly<Record<string, number>>;
}

const fileIn = (dataFolder: string): string => join(dataFolder, 'addresses.json');

export function writeAddresses(addresses: Addresses): void {
  const file = fileIn(addresses.dataFolder);
  writeFileSync(`${file}.new`, `${JSON.stringify(addresses, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function removeAddresses(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

/** The table for people. */
export function addressTable(addresses: Addresses): string {
  const rows = [
    ['Page', addresses.page],
    ['API', `${addresses.api}/api/servers`],
    [
      'Mail inbox',
      addresses.inbox === null ? `none: mails go to ${hidePassword(addresses.smtp)}` : `${addresses.inbox}/`,
    ],
    ['Database', hidePassword(addresses.mongodb)],
    ['Agent', addresses.agent],
    ['Data, logs', addresses.dataFolder],
  ];
  return rows.map(([name = '', value = '']) => `  ${name.padEnd(12)}${value}`).join('\n');
}

/** A connection string fit for a screen. */
export function hidePassword(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, '//$1:…@');
}
