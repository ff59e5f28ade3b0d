// Tells our own server, once, that a person looks at the page: it has been in front for two seconds, or was touched.
// Nothing about the browser or the person goes along. Without this script the page works all the same.
const SECONDS = 2;
const SIGNS = ["pointerdown", "keydown", "touchstart"];
const address = document.querySelector("[data-opened]").dataset.opened;
const stop = new AbortController();
let timer;

function tell() {
  stop.abort();
  clearTimeout(timer);
  fetch(address, { method: "POST", credentials: "omit", keepalive: true }).catch(() => {});
}

function watch() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(tell, SECONDS * 1000);
}

for (const sign of SIGNS) addEventListener(sign, tell, { signal: stop.signal, passive: true });
document.addEventListener("visibilitychange", watch, { signal: stop.signal });
watch();
