import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The event with which API Gateway asks the API; the path may carry its query. */
export function apiEvent(
  method: string,
  path: string,
  query: Readonly<Record<string, string>> = {},
  body?: object,
): APIGatewayProxyEventV2 {
  const { pathname, searchParams } = new URL(path, 'http://api');
  return {
    rawPath: pathname,
    queryStringParameters: { ...Object.fromEntries(searchParams), ...query },
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    requestContext: { http: { method } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  } as unknown as APIGatewayProxyEventV2;
}
