// Parley's chat, in one line: <script src="…/widget.js" data-domain-id="…" async></script>
(() => {
  const tag = document.currentScript || document.querySelector("script[data-domain-id]");
  // Imported itself, it has no tag, and the rest is beside it.
  const path = tag ? new URL("{{chat}}", tag.src) : "./{{chat}}";
  // A request that is lost is made again and again, by another name: a browser may keep in mind that it failed.
  const load = (n) => import(path + (n ? "?" + n : "")).catch(() => new Promise((wake) => setTimeout(wake, ++n * 3000)).then(() => load(n)));
  const chat = load(0);
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
