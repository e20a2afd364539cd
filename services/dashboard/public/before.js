// What must be said before anything else runs. A file of its own, since the page's policy allows no inline scripts.

// The theme, before the first paint: what was chosen, else what the system prefers.
(() => {
  const chosen = localStorage.getItem('nex.theme');
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();

// zod takes its settings from here when it is loaded: its schemas shall not compile themselves, which the policy forbids, too.
globalThis.__zod_globalConfig = { jitless: true };
