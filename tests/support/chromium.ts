import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A headless Chromium or Chrome: the one that CHROME_PATH names, or one in the usual places.
 * @throws an Error that says how to get one.
 */
export async function launchChromium(): Promise<Browser> {
  const given = process.env['CHROME_PATH'];
  const executablePath = given ?? USUAL_PLACES.find((path) => existsSync(path));
  if (executablePath === undefined || !existsSync(executablePath)) {
    throw new Error(
      `${given ? `CHROME_PATH names ${given}, which does not exist` : 'no Chromium or Chrome was found'}: install one ` +
        '(Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), or set CHROME_PATH to its program',
    );
  }
  return chromium.launch({
    executablePath,
    // Root in a container has no sandbox; nothing but loopback is to be reached.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
