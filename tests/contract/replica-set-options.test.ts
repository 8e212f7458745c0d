import { afterAll, expect, test } from '@jest/globals';
import { closeConnections, database } from '../../shared/store/connection.ts';

afterAll(closeConnections);

test.each([
  'mongodb://127.0.0.1:1/plain',
  'mongodb://127.0.0.1:1/one?w=1',
  'mongodb://127.0.0.1:1/none?w=0&retryWrites=false',
  'mongodb://127.0.0.1:1/atlas?retryWrites=true&w=majority',
])('writes wait for a majority and are retried, and every wait ends: %s', (uri) => {
  const { writeConcern, client } = database(uri);
  expect(writeConcern).toMatchObject({ w: 'majority', wtimeoutMS: 10_000 });
  const { retryWrites, retryReads, serverSelectionTimeoutMS, socketTimeoutMS, connectTimeoutMS, waitQueueTimeoutMS } =
    client.options;
  expect({ retryWrites, retryReads }).toEqual({ retryWrites: true, retryReads: true });
  for (const waitMs of [serverSelectionTimeoutMS, socketTimeoutMS, connectTimeoutMS, waitQueueTimeoutMS]) {
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(20_000);
  }
});
