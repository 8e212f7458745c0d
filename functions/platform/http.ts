import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { AppError, type ErrorCode } from '../../shared/model/app-error.ts';
import type { ErrorAnswer } from '../../shared/model/api.ts';
import { errorText, log } from './log.ts';

const compress = promisify(gzip);
/** Below this, compressing costs more than it saves. */
const MIN_COMPRESSED_BYTES = 1_400;
/** Of a month of windows: half the time of zlib's default of 6, for a sixth more bytes. */
const COMPRESSION = { level: 3 } as const;

const STATUS: Record<ErrorCode, number> = {
  invalid_input: 400,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  agent_unreachable: 502,
  agent_reply_invalid: 502,
  mail_rejected: 502,
  scheduler_unavailable: 503,
  store_unavailable: 503,
  store_damaged: 500,
};

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of JSON. */
export function json(body: unknown, status = 200): Answer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** What every HTTP handler shares: errors in words, security headers, compression. Nothing internal leaves. */
export function httpHandler(run: (event: APIGatewayProxyEventV2) => Promise<Answer>) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .before(({ context }: { context: Context }) => {
      // The open database connection must not keep the invocation alive.
      context.callbackWaitsForEmptyEventLoop = false;
    })
    .onError(async (request) => {
      request.response = await encode(toAnswer(request.error), request.event);
    })
    .handler(async (event) => encode(await run(event), event));
}

function toAnswer(error: unknown): Answer {
  if (error instanceof AppError) {
    if (STATUS[error.code] >= 500) log('error', errorText(error), { code: error.code });
    const fields = error.fields.length > 0 ? { fields: [...error.fields] } : {};
    return failure(STATUS[error.code], { code: error.code, message: error.message, ...fields });
  }
  log('error', `unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  if (isStoreError(error)) {
    return failure(503, {
      code: 'store_unavailable',
      message: 'the database does not answer: check MONGODB_URI and try again',
    });
  }
  return failure(500, { code: 'internal', message: 'something went wrong inside Peakwatch; its log says what' });
}

function failure(status: number, error: Omit<ErrorAnswer, 'status'>): Answer {
  return json({ status: 'error', ...error } satisfies ErrorAnswer, status);
}

/** Errors of the driver's network side, by name: the class itself belongs to the store. */
function isStoreError(error: unknown): boolean {
  return (
    error instanceof Error && /^Mongo(Network|ServerSelection|WaitQueue|PoolCleared|NotConnected)/.test(error.name)
  );
}

async function encode(answer: Answer, event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const body = Buffer.from(answer.body);
  const headers: Record<string, string> = {
    'content-type': answer.contentType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...answer.headers,
  };
  const packed = body.byteLength >= MIN_COMPRESSED_BYTES && acceptsGzip(event);
  if (packed) Object.assign(headers, { 'content-encoding': 'gzip', vary: 'accept, accept-encoding' });
  const sent = packed ? await compress(body, COMPRESSION) : body;
  return { statusCode: answer.status, headers, body: sent.toString('base64'), isBase64Encoded: true };
}

function acceptsGzip(event: APIGatewayProxyEventV2): boolean {
  return /\bgzip\b/.test(header(event, 'accept-encoding') ?? '');
}

/** A request header, whatever its case: API Gateway lowers it, serverless-offline may not. */
export function header(event: APIGatewayProxyEventV2, name: string): string | undefined {
  return Object.entries(event.headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
