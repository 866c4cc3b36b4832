/** OpenTelemetry spans from OTLP JSON (one document, or one a line as collectors write them). */

export interface Span {
  readonly id: string;
  readonly parent: string;
  readonly trace: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Spans of a file; lines that are no OTLP are counted, not thrown over.
 *
 * @example readSpans('{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"1","spanId":"2"}]}]}]}').spans.length // 1
 */
export function readSpans(text: string): { readonly spans: readonly Span[]; readonly unreadable: number } {
  const spans: Span[] = [];
  let unreadable = 0;
  for (const document of documentsOf(text)) {
    try {
      collect(JSON.parse(document), spans);
    } catch {
      unreadable += 1;
    }
  }
  return { spans, unreadable };
}

function documentsOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 &&
    lines.every((line) => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'))
    ? lines
    : [text];
}

function collect(document: unknown, spans: Span[]): void {
  for (const resource of listOf(document, 'resourceSpans')) {
    for (const scope of [
      ...listOf(resource, 'scopeSpans'),
      ...listOf(resource, 'instrumentationLibrarySpans'),
    ]) {
      for (const span of listOf(scope, 'spans')) {
        const [id, parent, trace] = ['spanId', 'parentSpanId', 'traceId'].map((key) => textOf(span, key));
        spans.push({
          id: id ?? '',
          parent: parent ?? '',
          trace: trace ?? '',
          attributes: attributesOf(span),
        });
      }
    }
  }
}

function attributesOf(span: unknown): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const attribute of listOf(span, 'attributes')) {
    const value = fieldOf(attribute, 'value');
    const text = fieldOf(value, 'stringValue') ?? fieldOf(value, 'intValue');
    if (text !== undefined) attributes.set(textOf(attribute, 'key'), String(text));
  }
  return attributes;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = fieldOf(value, key);
  return Array.isArray(list) ? list : [];
}

function textOf(value: unknown, key: string): string {
  const text = fieldOf(value, key);
  return typeof text === 'string' ? text : '';
}
