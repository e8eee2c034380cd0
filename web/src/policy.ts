interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

/**
 * Lets scripts and workers load from this origin only. Under
 * `require-trusted-types-for 'script'` the browser refuses every script
 * address, MapLibre's worker included, until a policy has looked at it.
 */
export function guardScripts(window: Window & { readonly trustedTypes?: Policies }): void {
  const { origin, href } = window.location;
  window.trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, href).origin !== origin) {
        throw new TypeError('script from another origin');
      }
      return url;
    },
  });
}
