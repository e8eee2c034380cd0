import { type AnyNode, type CallExpression, type Literal, type MemberExpression, parse } from 'acorn';
import { ancestor } from 'acorn-walk';
import postcss, { type AtRule, type Rule } from 'postcss';

/**
 * Finds in scripts and style sheets what Chromium 87 or Safari 14 does not have, by the tables of caniuse.com and MDN.
 * A newer method may only be called where it was asked for first, and a newer global only be named in `typeof`.
 */

/** Methods, by the name after the dot. */
const methods = new Set([
  // arrays, strings and objects
  'at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'hasOwn', 'groupBy', 'fromAsync', 'isWellFormed', 'toWellFormed',
  'withResolvers', 'getOrInsert', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom',
  // the platform
  'structuredClone', 'randomUUID', 'canParse', 'throwIfAborted', 'checkVisibility', 'roundRect', 'showModal', 'showPopover', 'hidePopover', 'togglePopover',
  'startViewTransition', 'setHTML', 'setHTMLUnsafe', 'requestIdleCallback', 'cancelIdleCallback', 'getSetCookie', 'pipeThrough', 'moveBefore', 'requestClose',
]);

/** Methods that only some objects have gained: object and name. */
const statics = new Set(['AbortSignal.timeout', 'AbortSignal.any', 'AbortSignal.abort', 'Response.json', 'URL.parse', 'Promise.try', 'Error.isError']);

const globals = new Set([
  'structuredClone', 'OffscreenCanvas', 'createImageBitmap', 'WeakRef', 'FinalizationRegistry', 'requestIdleCallback', 'scheduler', 'navigation', 'CompressionStream',
  'DecompressionStream', 'TextDecoderStream', 'TextEncoderStream', 'URLPattern', 'Highlight', 'ElementInternals', 'BroadcastChannel', 'SharedArrayBuffer', 'Iterator', 'Temporal',
  'CloseWatcher', 'EyeDropper', 'reportError', 'ReadableStreamDefaultController', 'Sanitizer', 'VideoFrame', 'ImageDecoder', 'trustedTypes',
]);

const intl = new Set(['Segmenter', 'ListFormat', 'DisplayNames', 'DurationFormat', 'supportedValuesOf']);

/** Keys of objects that turn on what is not there, in silence. */
const options = new Set(['dateStyle', 'timeStyle', 'dayPeriod', 'fractionalSecondDigits', 'roundingMode']);

/** Texts that a browser of that age cannot read as a selector, a media query or a pattern, and throws at or takes for false. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/:(focus-visible|has|is|where|modal|popover-open|user-valid|user-invalid)\b/, 'a newer selector'],
  [/\((width|height|resolution) *[<>]/, 'a range in a media query'],
  [/\(\?<[=!]/, 'a look-behind'],
];

/** What a script has that the oldest browsers do not, each as a few words with its place. */
export function newerThanScripts(text: string): string[] {
  const found: string[] = [];
  // ES2020 with `??=`, `||=` and `1_000`, which both browsers have; the parser refuses the rest.
  const tree = parse(text, { ecmaVersion: 2021, sourceType: 'module' });
  const say = (node: AnyNode, what: string): void => { found.push(`${what} at ${node.start}: ${text.slice(Math.max(0, node.start - 30), node.start + 50)}`); };
  const read = (node: AnyNode, words: string, above: readonly AnyNode[]): void => {
    const newer = texts.find(([pattern]) => pattern.test(words));
    if (newer !== undefined && !above.some((it) => it.type === 'TryStatement')) {
      say(node, newer[1]);
    }
  };
  ancestor(tree, {
    CallExpression(node: CallExpression, _state, above) {
      const what = called(node);
      if (what !== null && !isAskedFor(what, above, text)) {
        say(node, `the method ${what}`);
      }
      if (above.some((it) => it.type === 'ChainExpression') && node.arguments.some((it) => it.type === 'SpreadElement')) {
        say(node, 'a list spread in an optional chain, which fails before Chromium 91');
      }
      if (listensWithSignal(node)) {
        say(node, 'addEventListener with a signal');
      }
    },
    MemberExpression(node: MemberExpression) {
      if (isName(node.object, 'Intl') && intl.has(propertyOf(node) ?? '')) {
        say(node, `Intl.${String(propertyOf(node))}`);
      }
    },
    Identifier(node, _state, above) {
      if (globals.has(node.name) && !isTypeof(above[above.length - 2])) {
        say(node, node.name);
      }
    },
    Property(node) {
      const key = nameOf(node.key);
      if (key !== null && options.has(key)) {
        say(node, `the option ${key}`);
      }
    },
    Literal(node: Literal, _state, above) {
      read(node, node.regex?.pattern ?? (typeof node.value === 'string' ? node.value : ''), above);
    },
    TemplateElement(node, _state, above) {
      read(node, node.value.raw, above);
    },
  });
  return found;
}

/** The newer method that a call calls, or null. */
function called({ callee }: CallExpression): string | null {
  if (callee.type !== 'MemberExpression') {
    return null;
  }
  const name = propertyOf(callee) ?? '';
  const whole = `${nameOf(callee.object) ?? ''}.${name}`;
  return methods.has(name) || statics.has(whole) ? whole : null;
}

/** Whether what surrounds a call asks first for its method: `a.b && a.b()`, `typeof a.b`, `'b' in a`. The build writes `a.b?.()` so. */
function isAskedFor(whole: string, above: readonly AnyNode[], text: string): boolean {
  const name = whole.slice(whole.lastIndexOf('.') + 1);
  const asked = new RegExp(`[.'"\`]${name}\\b(?!\\()`);
  const block = above.slice(0, -1).reverse();
  const scope = block.findIndex((it) => /Function/.test(it.type));
  return block.slice(0, scope + 1 || undefined).some((it) => {
    if (it.type === 'ChainExpression') {
      return new RegExp(`${name}\\?\\.\\(`).test(text.slice(it.start, it.end));
    }
    const test = it.type === 'LogicalExpression' ? it.left : it.type === 'ConditionalExpression' || it.type === 'IfStatement' ? it.test : null;
    return test !== null && asked.test(text.slice(test.start, test.end));
  });
}

function listensWithSignal({ callee, arguments: given }: CallExpression): boolean {
  const [, , option] = given;
  return callee.type === 'MemberExpression' && propertyOf(callee) === 'addEventListener' && option?.type === 'ObjectExpression' &&
    option.properties.some((it) => it.type === 'Property' && nameOf(it.key) === 'signal');
}

function propertyOf({ property, computed }: MemberExpression): string | null {
  return computed && property.type === 'Identifier' ? null : nameOf(property);
}

function nameOf(node: AnyNode): string | null {
  if (node.type === 'Identifier') {
    return node.name;
  }
  if (node.type === 'Literal') {
    return typeof node.value === 'string' ? node.value : null;
  }
  return node.type === 'TemplateLiteral' && node.quasis.length === 1 ? node.quasis[0]?.value.cooked ?? null : null;
}

function isName(node: AnyNode, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function isTypeof(node: AnyNode | undefined): boolean {
  return node?.type === 'UnaryExpression' && node.operator === 'typeof';
}

/** Selectors for which those browsers drop the whole rule. */
const selectors = /:(has|is|where|modal|popover-open|user-valid|user-invalid|open)\b|&/;

/** Values that they drop, so that an older one must stand before it in the same rule. */
const values = /\b(color-mix|oklch|oklab|lch|lab|light-dark|anchor|linear)\(|\b\d*\.?\d+(dvh|svh|lvh|dvw|svw|lvw|dvb|cqw|cqh|cqi|cqb)\b|^(subgrid|clip)$/;

/** Properties that they do not know and that a layout leans on. */
const properties = /^(inset|inset-(block|inline)(-.*)?|(margin|padding)-(block|inline)|aspect-ratio|translate|rotate|scale|container(-.*)?|anchor-.*|position-.*|field-sizing|animation-timeline)$/;

/** What a style sheet has that the oldest browsers do not. */
export function newerThanSheets(text: string): string[] {
  const found: string[] = [];
  const root = postcss.parse(text);
  root.walkAtRules((rule) => { found.push(...newerRule(rule)); });
  root.walkRules((rule) => { found.push(...newerSelector(rule)); });
  root.walkDecls(({ prop, value, parent }) => {
    if (properties.test(prop)) {
      found.push(`${prop}: ${value}`);
    }
    const older = parent?.nodes.some((it) => it.type === 'decl' && it.prop === prop && !values.test(it.value)) ?? false;
    if (values.test(value) && !older) {
      found.push(`${prop}: ${value}, with nothing older before it`);
    }
  });
  return found;
}

function newerRule({ name, params }: AtRule): string[] {
  const known = ['media', 'keyframes', 'font-face', 'supports', 'charset'].includes(name.replace(/^-webkit-/, ''));
  // Before Media Queries 4 a type had to follow `not`, and there were neither ranges nor `or`.
  const media = name === 'media' && /[<>]|\bnot *\(|\bor\b/.test(params);
  return known && !media ? [] : [`@${name} ${params}`];
}

/** A ring for `:focus-visible` alone leaves those browsers their own; taking theirs away would leave none. */
function newerSelector(rule: Rule): string[] {
  const mixed = rule.selectors.some((it) => it.includes(':focus-visible')) && !rule.selectors.every((it) => it.includes(':focus-visible'));
  return selectors.test(rule.selector) || mixed ? [rule.selector] : [];
}
