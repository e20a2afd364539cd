// Before the first paint: what was chosen, else what the system prefers. A file of its own, since inline scripts are not allowed.
(() => {
  const chosen = localStorage.getItem('nex.theme');
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
