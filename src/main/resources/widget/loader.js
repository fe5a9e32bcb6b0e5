// Parley's chat, in one line: <script src="…/widget.js" data-domain-id="…" async></script>
(() => {
  const tag = document.currentScript || document.querySelector("script[data-domain-id]");
  const base = "{{base}}";
  const files = {{files}};
  // All at once: what a module imports does not wait until that module is here. Imported itself, it has no tag, and they are beside it.
  const [chat] = files.filter((it) => it.endsWith(".js")).map((it) => import(tag ? new URL(base + it, tag.src) : "./" + base + it));
  if (!tag?.dataset.domainId) return;
  // Each time anew: a page may have thrown it away.
  const element = () => chat.then((module) => module.embed(tag));
  element();
  const before = window.parley;
  if (before?.ask) return;
  const parley = (window.parley = {
    push(...calls) {
      for (const [name, ...given] of calls) parley[name](...given);
    },
  });
  for (const name of ["setUser", "reset", "open", "close", "ask"]) {
    parley[name] = (...given) => element().then((it) => it[name](...given));
  }
  if (Array.isArray(before)) parley.push(...before);
})();
