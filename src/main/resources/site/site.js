// The demo's page: buttons that talk through the widget, and the server's events beside it.
const DOMAIN = "11111111-1111-4111-8111-111111111111";
const MOST = 200;

const $ = (id) => document.getElementById(id);
const list = $("events");
const panel = list.closest("aside");

const SAYS = {
  question: () => "Message stored",
  answer: (it) => (it.status === "complete" ? "Answer stored" : "Answer stored, " + it.status),
  found: (it) => "Customer found " + it.email,
  created: (it) => "Customer created " + it.email,
  raced: (it) => "Race: created by a concurrent request " + it.email,
};

function show(event) {
  const line = document.createElement("li");
  const when = document.createElement("time");
  const what = document.createElement("b");
  const where = document.createElement("small");
  line.className = event.what;
  when.textContent = new Date().toLocaleTimeString("en", { hour12: false });
  what.textContent = SAYS[event.what](event);
  where.textContent = "turn …" + event.turn + " · room …" + event.room;
  line.append(when, what, where);
  list.querySelector(".hint")?.remove();
  list.prepend(line);
  while (list.children.length > MOST) list.lastChild.remove();
  panel.classList.remove("beat");
  // So that the animation begins again.
  void panel.offsetWidth;
  panel.classList.add("beat");
}

function watch() {
  const events = new EventSource("demo/events");
  events.onmessage = ({ data }) => show(JSON.parse(data));
  events.onopen = () => {
    panel.classList.add("live");
    $("watching").textContent = "Watching this server.";
  };
  events.onerror = () => {
    panel.classList.remove("live");
    $("watching").textContent = "The server is away. Trying again…";
    // What was refused is not tried again by itself.
    if (events.readyState === EventSource.CLOSED) setTimeout(watch, 3000);
  };
}

watch();

for (const button of document.querySelectorAll("[data-ask]")) {
  button.onclick = () => (window.parley ||= []).push(["ask", button.dataset.ask]);
}

$("address").textContent = new URL(".", location).href.replace(/\/$/, "");

$("copy").onclick = async () => {
  try {
    await navigator.clipboard.writeText($("line").textContent);
    $("copy").textContent = "Copied";
  } catch {
    // To be copied by hand.
    getSelection().selectAllChildren($("line"));
  }
};

$("race").onclick = async () => {
  const button = $("race");
  button.disabled = true;
  const email = "race-" + Math.random().toString(36).slice(2, 8) + "@example.com";
  const first = () =>
    fetch("api/bot/stream", {
      method: "POST",
      headers: { Accept: "text/plain" },
      body: JSON.stringify({ domainId: DOMAIN, message: email }),
    }).then((response) => response.text());
  await Promise.allSettled(Array.from({ length: 16 }, first));
  button.disabled = false;
};
