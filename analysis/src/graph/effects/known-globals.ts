/**
 * Names that the language, Node, browsers and test runners put into every module. Whatever else is global, the application put there
 * (`WIKI.models.users`, Sails' `sails`), and what it does is not known from here.
 */
const KNOWN: ReadonlySet<string> = new Set(
  [
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError',
    'ReferenceError SyntaxError TypeError URIError SuppressedError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array',
    'Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet',
    'WeakRef Proxy Reflect FinalizationRegistry DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN',
    'SharedArrayBuffer WebAssembly console process global Buffer URL URLSearchParams URLPattern TextEncoder TextDecoder AbortController AbortSignal Event EventTarget CustomEvent',
    'EventSource MessageChannel MessagePort MessageEvent BroadcastChannel Blob File FormData Headers Request Response fetch WebSocket CloseEvent DOMException structuredClone',
    'queueMicrotask setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate atob btoa performance crypto Crypto CryptoKey SubtleCrypto navigator Navigator',
    'Storage localStorage sessionStorage ReadableStream WritableStream TransformStream CompressionStream DecompressionStream require module exports __dirname __filename arguments',
    'window document location history screen self alert confirm prompt requestAnimationFrame cancelAnimationFrame XMLHttpRequest FileReader Image Element HTMLElement Node indexedDB caches',
    'describe it test expect before after beforeEach afterEach beforeAll afterAll jest vi cy assert suite',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a global name is nobody's of the application. */
export const isKnownGlobal = (name: string): boolean => KNOWN.has(name);
