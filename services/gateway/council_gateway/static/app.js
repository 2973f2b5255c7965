/* Everything works without this file. It moves the reader to an error, groups digits, and asks before typed text is lost. */
"use strict";
document.querySelector("[data-focus]")?.focus();

for (const input of document.querySelectorAll("input[data-yen]")) {
  input.addEventListener("blur", () => {
    const digits = input.value.normalize("NFKC").replace(/[,\s円]/g, "");
    if (/^-?\d+$/.test(digits)) input.value = BigInt(digits).toLocaleString("ja-JP");
  });
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  let typed = form.dataset.keep === "typed";
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = true; }, 0);
  });
}
const busy = document.getElementById("busy");
let waiting = 0;
/* Whatever takes more than a second says so, in a place that screen readers announce. */
function showBusySoon() { clearTimeout(waiting); waiting = setTimeout(() => { busy.className = "busy"; busy.textContent = "処理しています。そのままお待ちください。"; }, 1000); }
for (const form of document.querySelectorAll("form")) form.addEventListener("submit", (event) => { if (!event.defaultPrevented) showBusySoon(); });
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download") || link.target) return;
  const leadsAway = link.origin === location.origin && link.pathname !== location.pathname;
  if (leadsAway && !/\.(csv|xlsx|json|zip)$|\/file$/.test(link.pathname)) showBusySoon(); // a download leaves this page as it is
});
addEventListener("pageshow", () => { clearTimeout(waiting); busy.textContent = ""; busy.className = "hidden"; });

addEventListener("pageshow", () => { for (const button of document.querySelectorAll("button:disabled")) button.disabled = false; });

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const bar = form.querySelector("progress");
    if (event.defaultPrevented || !bar || !form.querySelector("input[type=file]")?.files.length) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) bar.value = sent.loaded / sent.total; });
    request.addEventListener("load", () => {
      if (request.responseURL !== form.action) { location.assign(request.responseURL); return; }
      document.open(); document.write(request.responseText); document.close();
    });
    request.addEventListener("error", () => form.submit());
    bar.hidden = false;
    request.send(new FormData(form));
  });
}

/* The slider of a replay: each place is an address. The picture is fetched and put in, so that the slider keeps the focus. */
for (const slider of document.querySelectorAll("input[data-instants]")) {
  const stops = [...slider.list.options];
  const told = document.getElementById(`${slider.id}-told`);
  let asked = 0;
  slider.addEventListener("input", () => {
    told.textContent = stops[slider.value].label;
    slider.setAttribute("aria-valuetext", stops[slider.value].label);
  });
  slider.addEventListener("change", () => {
    clearTimeout(asked); // a held arrow key passes many places: only where it stops is looked at
    asked = setTimeout(async () => {
      const address = stops[slider.value].dataset.address;
      showBusySoon();
      const answer = await fetch(address).catch(() => null);
      const part = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("replayed");
      if (address !== stops[slider.value].dataset.address) return; // moved on meanwhile
      if (!part) { location.assign(address); return; }
      clearTimeout(waiting); busy.textContent = ""; busy.className = "hidden";
      document.getElementById("replayed").replaceWith(part);
      history.replaceState(null, "", address);
    }, 250);
  });
}
