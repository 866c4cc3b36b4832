/** Events that every stream, socket, process, server or element of a page has: their names alone couple no modules. */
const PLATFORM_EVENTS: ReadonlySet<string> = new Set(
  [
    // Node's streams, sockets, servers and processes, and what builds on them.
    'data end error close finish drain pipe readable open connect connection disconnect message listening upgrade request',
    'response exit SIGINT SIGTERM SIGHUP SIGUSR2 uncaughtException unhandledRejection beforeExit warning aborted timeout',
    'socket line ready pong ping abort reconnecting change add unlink online secureConnect lookup clientError headers entry',
    'field file query multipleResolves rejectionHandled disconnected connected',
    // Elements of a page; jQuery's `trigger` emits them.
    'click dblclick mousedown mouseup mousemove mouseover mouseout mouseenter mouseleave keydown keyup keypress input submit',
    'reset focus blur focusin focusout scroll resize load unload hashchange popstate touchstart touchend touchmove dragstart',
    'dragover dragend drop paste copy cut select contextmenu wheel',
  ].flatMap((line) => line.split(' ')),
);

/** @example isPlatformEvent('error') // true */
export const isPlatformEvent = (name: string): boolean => PLATFORM_EVENTS.has(name);
