import { stringify } from 'yaml';
import { endpointNamer } from '../endpoints.ts';
import { CompareError } from '../errors.ts';
import { type Recorded, readRecording } from '../recorded/recording.ts';
import { looksLikeOpenApi } from '../requests/openapi-examples.ts';
import { checkContract } from './check.ts';
import { type Contract, inferContract } from './contract.ts';
import { promisedBy } from './of-observed.ts';
import type { Document } from './openapi.ts';
import { readOpenApi } from './read-openapi.ts';
import { type ContractReport, contractReport } from './render.ts';

/** The contract of a recording; endpoints are named by templates, and learned from the URLs where none matches. */
export function observeRecording(
  recording: readonly Recorded[],
  { templates = [] }: { readonly templates?: readonly string[] } = {},
): Contract {
  const urls = recording.map(({ request }) => request.url);
  return inferContract(recording, endpointNamer(templates, urls));
}

/**
 * Checks an OpenAPI document, or a recording of the service, against what clients of the monolith were seen to use.
 *
 * @throws CompareError BAD_OPENAPI or BAD_RECORDING
 */
export function checkRecording(
  monolith: readonly Recorded[],
  options: {
    /** The text of the document or recording. */
    readonly against: string;
    readonly fileName: string;
    readonly templates?: readonly string[];
    /** Changes that a smaller share of an endpoint's requests would notice do not count as breaking; 0 to 1. */
    readonly minUse?: number;
  },
): ContractReport {
  const { against, fileName, templates = [], minUse = 0 } = options;
  if (looksLikeOpenApi(against)) {
    const promised = readOpenApi(against, { fileName });
    const observed = observeRecording(monolith, { templates: [...templates, ...promised.templates] });
    return contractReport(checkContract(observed, promised), observed.endpoints.size, minUse);
  }
  // Both by one namer: what is learned from the URLs of one must hold for the other.
  const service = readRecording(against, { fileName });
  const nameEndpoint = endpointNamer(
    templates,
    [...monolith, ...service].map(({ request }) => request.url),
  );
  const observed = inferContract(monolith, nameEndpoint);
  const promised = promisedBy(inferContract(service, nameEndpoint));
  return contractReport(checkContract(observed, promised), observed.endpoints.size, minUse);
}

export function formatOpenApi(document: Document, format: 'yaml' | 'json'): string {
  return format === 'json'
    ? `${JSON.stringify(document, null, 2)}\n`
    : stringify(document, { aliasDuplicateObjects: false });
}

const FETCH_TIMEOUT_MS = 10_000;
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** @throws CompareError BAD_OPENAPI when nothing, or too much, comes from there */
export async function fetchDocument(url: string): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new CompareError(
      'BAD_OPENAPI',
      `${url}: ${why}. Name an address that answers with an OpenAPI document.`,
      { cause },
    );
  let text = '';
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) throw refuse(`status ${response.status}`);
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_DOCUMENT_BYTES) throw refuse(`longer than ${MAX_DOCUMENT_BYTES / 2 ** 20} MiB`);
    }
  } catch (error) {
    throw error instanceof CompareError ? error : refuse((error as Error).message, error);
  }
  return text;
}
