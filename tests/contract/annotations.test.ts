import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { AnnotationAnswer, AnnotationsAnswer, ErrorAnswer } from '../../shared/model/api.ts';
import { ServerInput } from '../../shared/model/server.ts';
import { listAnnotations, putAnnotation } from '../../shared/store/annotations.ts';
import { annotations } from '../../shared/store/collections.ts';
import { closeConnections } from '../../shared/store/connection.ts';
import { createServer, deleteServer } from '../../shared/store/servers.ts';
import { apiEvent } from '../support/api-event.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { stageEnvironment } from '../support/stage-environment.ts';

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const AT_MS = 1_700_042_400_000;

let database: TestDatabase;
let api: (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
beforeAll(async () => {
  database = await openTestDatabase('annotations');
  Object.assign(process.env, stageEnvironment(database.uriOfDb));
  ({ handler: api } = (await import('../../functions/api/handler.ts')) as unknown as { handler: typeof api });
  for (const name of ['a', 'b'])
    await createServer(database.db, name, ServerInput.parse({ name, address: `${name}:1` }), 1);
});
beforeEach(async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await annotations(database.db).deleteMany({});
});
afterAll(async () => {
  await closeConnections();
  await database.close();
});

async function ask(method: string, path: string, query: Record<string, string> = {}, body?: object) {
  const answer = await api(apiEvent(method, path, query, body), context);
  return {
    statusCode: answer.statusCode,
    json: JSON.parse(Buffer.from(answer.body ?? '', 'base64').toString()) as unknown,
  };
}

async function make(body: object): Promise<string> {
  const { statusCode, json } = await ask('POST', '/api/annotations', {}, body);
  expect(statusCode).toBe(201);
  return AnnotationAnswer.parse(json).annotation.id;
}

async function texts(query: Record<string, string> = {}): Promise<string[]> {
  const { json } = await ask('GET', '/api/annotations', query);
  return AnnotationsAnswer.parse(json).annotations.map(({ text }) => text);
}

test('an annotation is made, changed and deleted', async () => {
  const id = await make({ atMs: AT_MS, text: ' deploy 1.4 ', serverIds: ['a'] });
  expect(await texts()).toEqual(['deploy 1.4']);
  const changed = { atMs: AT_MS + 1, text: 'deploy 1.4.1', serverIds: ['a', 'b'] };
  const { statusCode, json } = await ask('PUT', `/api/annotations/${id}`, {}, changed);
  expect(statusCode).toBe(200);
  expect(AnnotationAnswer.parse(json).annotation).toEqual({ id, ...changed });
  expect(await listAnnotations(database.db, {}, 9)).toEqual([{ id, ...changed }]);
  expect(await ask('DELETE', `/api/annotations/${id}`)).toMatchObject({ statusCode: 200 });
  expect(await texts()).toEqual([]);
});

test('they are found by time and server, the latest first', async () => {
  await make({ atMs: 10, text: 'everywhere' });
  await make({ atMs: 30, text: 'on a', serverIds: ['a'] });
  await make({ atMs: 20, text: 'on both', serverIds: ['a', 'b'] });
  expect(await texts()).toEqual(['on a', 'on both', 'everywhere']);
  expect(await texts({ serverId: 'b' })).toEqual(['on both', 'everywhere']);
  expect(await texts({ serverId: 'other' })).toEqual(['everywhere']);
  expect(await texts({ from: '10', to: '30' })).toEqual(['on both', 'everywhere']);
  expect(await texts({ from: '11' })).toEqual(['on a', 'on both']);
});

test('they come page by page, also those of one moment', async () => {
  for (let i = 0; i < 5; i += 1) await make({ atMs: 10 + Math.floor(i / 3), text: `${i}` });
  const seen: string[] = [];
  for (let before: string | null = ''; before !== null;) {
    const page: Record<string, string> = before ? { before } : {};
    const { json } = await ask('GET', '/api/annotations', { limit: '2', ...page });
    const answer = AnnotationsAnswer.parse(json);
    expect(answer.annotations.length).toBeLessThanOrEqual(2);
    seen.push(...answer.annotations.map(({ text }) => text));
    before = answer.next;
  }
  expect([...seen].sort()).toEqual(['0', '1', '2', '3', '4']);
  expect(seen.slice(0, 2).sort()).toEqual(['3', '4']);
});

test('what cannot be is refused in words', async () => {
  const refused = async (method: string, path: string, body: object) => {
    const { statusCode, json } = await ask(method, path, {}, body);
    return { statusCode, ...ErrorAnswer.parse(json) };
  };
  const unknown = await refused('POST', '/api/annotations', { atMs: 1, text: 'x', serverIds: ['a', 'gone'] });
  expect(unknown).toMatchObject({ statusCode: 400, message: 'serverIds names servers that are not registered: gone' });
  expect(unknown.fields?.[0]?.field).toBe('serverIds');
  expect(await refused('POST', '/api/annotations', { atMs: 1, text: ' ' })).toMatchObject({ statusCode: 400 });
  expect(await refused('POST', '/api/annotations', { atMs: 1, text: 'x'.repeat(201) })).toMatchObject({
    statusCode: 400,
  });
  expect(await refused('PUT', '/api/annotations/none', { atMs: 1, text: 'x' })).toMatchObject({
    statusCode: 404,
    message: 'there is no annotation with the id none',
  });
  expect(await ask('DELETE', '/api/annotations/none')).toMatchObject({ statusCode: 404 });
  expect(await ask('GET', '/api/annotations', { before: 'x' })).toMatchObject({ statusCode: 400 });
  expect(await texts()).toEqual([]);
});

test('an annotation may be changed after a server that it names was deleted', async () => {
  await createServer(database.db, 'c', ServerInput.parse({ name: 'c', address: 'c:1' }), 1);
  const id = await make({ atMs: 1, text: 'x', serverIds: ['a', 'c'] });
  await deleteServer(database.db, 'c');
  const { statusCode } = await ask('PUT', `/api/annotations/${id}`, {}, { atMs: 1, text: 'y', serverIds: ['c'] });
  expect(statusCode).toBe(200);
  expect(await texts({ serverId: 'a' })).toEqual([]);
});

test('of more than are kept the oldest go', async () => {
  for (let i = 0; i < 4; i += 1) await putAnnotation(database.db, `n${i}`, { atMs: i, text: `${i}`, serverIds: [] }, 3);
  expect(await texts()).toEqual(['3', '2', '1']);
});
