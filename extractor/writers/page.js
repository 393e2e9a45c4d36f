"use strict";
const articles = [...document.querySelectorAll(".article")];

// A value and the words it was read from light up together; a click keeps them lit and goes to the other side.
let kept = null;
const partners = (element) => {
  const article = element.closest(".article");
  return element.dataset.m.split(" ").flatMap((id) => [...article.querySelectorAll(`[data-m~="${id}"]`)]);
};
const light = (element) => {
  document.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
  if (element) partners(element).forEach((partner) => partner.classList.add("lit"));
};
const linked = (event) => event.target.closest?.("[data-m]");
const follow = (element) => {
  const wanted = element.tagName === "MARK" ? "BUTTON" : "MARK";
  const other = partners(element).find((partner) => partner.tagName === wanted);
  other?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
};
document.addEventListener("pointerover", (event) => light(linked(event) ?? kept));
document.addEventListener("focusin", (event) => light(linked(event) ?? kept));
document.addEventListener("click", (event) => {
  kept = linked(event) ?? null;
  light(kept);
  if (kept) follow(kept);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { kept = null; light(null); }
  if (event.target.tagName === "MARK" && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    event.target.click();
  }
});

// The legend shows and hides kinds of mentions: each kind has its colour in a property of its name.
for (const button of document.querySelectorAll(".legend button")) {
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", shown);
    document.documentElement.style.setProperty(`--${button.className}`, shown ? "" : "transparent");
  });
}

// Many articles: a list to search, one article at a time.
if (articles.length > 1) {
  const list = document.querySelector(".list");
  const search = list.querySelector("input");
  const found = list.querySelector(".found");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = articles.map((article) => {
    const link = document.createElement("a");
    link.href = `#${article.id}`;
    link.textContent = article.querySelector("h2").textContent;
    const item = document.createElement("li");
    item.append(link);
    list.querySelector("ol").append(item);
    return { article, link, item, words: plain(article.textContent) };
  });
  const show = () => {
    const wanted = entries.find((entry) => `#${entry.article.id}` === location.hash) ?? entries[0];
    for (const entry of entries) {
      entry.article.hidden = entry !== wanted;
      if (entry === wanted) entry.link.setAttribute("aria-current", "true");
      else entry.link.removeAttribute("aria-current");
    }
    scrollTo(0, 0);
  };
  const filter = () => {
    const words = plain(search.value).split(/\s+/);
    for (const entry of entries) entry.item.hidden = !words.every((word) => entry.words.includes(word));
    const left = entries.filter((entry) => !entry.item.hidden).length;
    found.textContent = `${left} of ${entries.length} articles`;
  };
  search.addEventListener("input", filter);
  addEventListener("hashchange", show);
  list.hidden = false;
  document.body.classList.add("with-list");
  filter();
  show();
}
