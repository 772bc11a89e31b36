// What scripts add: keys, switches that apply at once, cards and words that light
// up together. Everything works without.
(function () {
  "use strict";
  var d = document;
  function all(s, in_) { return Array.prototype.slice.call((in_ || d).querySelectorAll(s)); }

  // Switches apply when changed; dates when left.
  var bar = d.querySelector(".bar form");
  if (bar) bar.addEventListener("change", function (e) {
    if (e.target.matches("input[type=checkbox], select")) bar.requestSubmit();
  });
  // Empty fields stay out of the address.
  all("form[method=get]").forEach(function (f) {
    f.addEventListener("submit", function () {
      all("input,select", f).forEach(function (i) { if (i.value === "" || i.name === "min" && i.value === "1") i.disabled = true; });
    });
  });

  // Cards and words.
  function light(id, on) {
    all('[data-ev~="' + id + '"]').forEach(function (x) { x.classList.toggle("lit", on); });
    var c = d.getElementById("card-" + id);
    if (c) c.classList.toggle("lit", on);
  }
  all("[data-ev]").forEach(function (x) {
    var ids = x.dataset.ev.split(" ");
    x.addEventListener("mouseenter", function () { ids.forEach(function (i) { light(i, true); }); });
    x.addEventListener("mouseleave", function () { ids.forEach(function (i) { light(i, false); }); });
  });
  all(".card[id]").forEach(function (c) {
    var id = c.id.slice(5);
    c.addEventListener("mouseenter", function () { light(id, true); });
    c.addEventListener("mouseleave", function () { light(id, false); });
  });

  // Marks of a figure: one in the order of the tab key, the others by arrow.
  all(".fig svg").forEach(function (s) {
    var links = all("a", s);
    if (links.length < 2) return;
    links.forEach(function (a, i) { a.setAttribute("tabindex", i ? "-1" : "0"); });
    s.addEventListener("keydown", function (e) {
      var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (!step) return;
      var i = links.indexOf(d.activeElement);
      if (i < 0) return;
      var to = links[Math.min(links.length - 1, Math.max(0, i + step))];
      links[i].setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
      e.preventDefault();
    });
  });

  // A stretch drawn over a timeline becomes the period.
  all("svg[data-brush]").forEach(function (s) {
    var p = s.dataset.brush.split(" "), x0 = +p[0], x1 = +p[1], d0 = Date.parse(p[2]), d1 = Date.parse(p[3]), from = null, mark = null, moved = false;
    function at(e) {
      var q = s.createSVGPoint();
      q.x = e.clientX; q.y = e.clientY;
      return Math.min(x1, Math.max(x0, q.matrixTransform(s.getScreenCTM().inverse()).x));
    }
    function day(x) {
      var t = new Date(d0 + (x - x0) / (x1 - x0) * (d1 - d0)).toISOString();
      return t.slice(0, d1 - d0 > 2 * 366 * 864e5 ? 7 : 10);
    }
    function end() { if (mark) mark.remove(); mark = null; from = null; }
    s.addEventListener("pointerdown", function (e) {
      if (e.button || e.pointerType === "touch") return; // a finger scrolls
      var q = s.createSVGPoint();
      q.x = e.clientX; q.y = e.clientY;
      if (q.matrixTransform(s.getScreenCTM().inverse()).x >= x0 - 4) { from = at(e); moved = false; }
    });
    s.addEventListener("dragstart", function (e) { e.preventDefault(); });
    d.addEventListener("pointermove", function (e) {
      if (from === null) return;
      var x = at(e);
      if (!mark && Math.abs(x - from) < 8) return;
      moved = true;
      if (!mark) {
        mark = d.createElementNS("http://www.w3.org/2000/svg", "rect");
        mark.setAttribute("class", "brush");
        mark.setAttribute("y", "24");
        mark.setAttribute("height", Math.max(0, s.viewBox.baseVal.height - 48));
        s.appendChild(mark);
      }
      mark.setAttribute("x", Math.min(x, from));
      mark.setAttribute("width", Math.abs(x - from));
      e.preventDefault();
    });
    d.addEventListener("pointerup", function (e) {
      if (from === null) return;
      var x = at(e), a = Math.min(x, from), b = Math.max(x, from), drawn = !!mark;
      end();
      if (!drawn) return;
      var u = new URL(location.href);
      u.searchParams.set("from", day(a));
      u.searchParams.set("to", day(b));
      u.searchParams.delete("after");
      location = u;
    });
    s.addEventListener("click", function (e) { if (moved) { e.preventDefault(); moved = false; } }, true);
    d.addEventListener("keydown", function (e) { if (e.key === "Escape") end(); });
  });

  // Files dropped on any page are sent to be coded.
  var drop = d.getElementById("dropping"), hover = 0;
  function files(e) { return e.dataTransfer && Array.prototype.indexOf.call(e.dataTransfer.types, "Files") >= 0; }
  if (drop) {
    d.addEventListener("dragenter", function (e) { if (files(e)) { e.preventDefault(); hover++; drop.hidden = false; } });
    d.addEventListener("dragover", function (e) { if (files(e)) e.preventDefault(); });
    d.addEventListener("dragleave", function (e) { if (files(e) && --hover <= 0) { hover = 0; drop.hidden = true; } });
    d.addEventListener("drop", function (e) {
      if (!files(e) || !e.dataTransfer.files.length) return;
      e.preventDefault();
      hover = 0;
      var form = new FormData(), day = d.getElementById("published");
      if (day && day.value) form.append("published", day.value);
      Array.prototype.forEach.call(e.dataTransfer.files, function (f) { form.append("file", f); });
      drop.firstElementChild.textContent = "Sending …";
      fetch(d.body.dataset.drop, { method: "POST", body: form }).then(function (r) {
        if (r.ok) { location = r.url; return; }
        return r.text().then(function (t) {
          var p = new DOMParser().parseFromString(t, "text/html").querySelector(".fault");
          drop.firstElementChild.textContent = (p && p.textContent) || "They were not taken.";
          setTimeout(function () { drop.hidden = true; }, 6000);
        });
      }, function () { drop.firstElementChild.textContent = "The program does not answer."; });
    });
  }

  // Words chosen in the reader can become a row.
  var add = d.getElementById("add-row");
  if (add) d.addEventListener("selectionchange", function () {
    var s = d.getSelection(), p = s && s.rangeCount && !s.isCollapsed ? para(s.anchorNode) : null;
    if (!p || para(s.focusNode) !== p) { add.hidden = true; return; }
    var r = s.getRangeAt(0), before = d.createRange();
    before.setStart(p, 0);
    before.setEnd(r.startContainer, r.startOffset);
    var bytes = new TextEncoder(), begin = +p.dataset.begin + bytes.encode(before.toString()).length;
    var end = begin + bytes.encode(r.toString()).length;
    add.href = add.dataset.href + (add.dataset.href.indexOf("?") < 0 ? "?" : "&") + "begin=" + begin + "&end=" + end;
    add.hidden = false;
  });
  function para(n) { return n && (n.nodeType === 1 ? n : n.parentElement).closest("[data-begin]"); }

  // Keys.
  var help = d.getElementById("keys"), rows = all("[data-row]"), at = -1, go = false;
  if (localStorage && localStorage.getItem("keys") === "off") return;
  d.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input,textarea,select")) return;
    if (go) {
      go = false;
      var link = d.querySelector('nav a[data-key="' + e.key + '"]');
      if (link) { e.preventDefault(); link.click(); }
      return;
    }
    switch (e.key) {
      case "/": e.preventDefault(); menu(); d.getElementById("q").focus(); break;
      case "j": move(1); break;
      case "k": move(-1); break;
      case "n": span(1); break;
      case "p": span(-1); break;
      case "Enter": if (at >= 0 && d.activeElement === d.body) { var a = rows[at].querySelector("a[data-open]") || rows[at].querySelector("a"); if (a) a.click(); } break;
      case "t": all(".twin").forEach(function (x) { x.open = !x.open; }); break;
      case "s": var b = d.querySelector(".bar"); if (b) { b.open = !b.open; if (b.open) b.querySelector("input,select").focus(); } break;
      case "g": go = true; setTimeout(function () { go = false; }, 1500); break;
      case "?": if (help) { if (help.open) help.close(); else help.showModal(); } break;
    }
  });
  function menu() { var m = d.querySelector(".menu"); if (m) m.open = true; }
  function move(step) {
    if (!rows.length) return;
    if (at >= 0) rows[at].classList.remove("at");
    at = Math.min(rows.length - 1, Math.max(0, at + step));
    rows[at].classList.add("at");
    var a = rows[at].querySelector("a[data-open]") || rows[at].querySelector("a");
    if (a) a.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  }
  var spans = all(".ev[id]"), sp = -1;
  function span(step) {
    if (!spans.length) return;
    sp = (sp + step + spans.length) % spans.length;
    spans[sp].focus();
    spans[sp].scrollIntoView({ block: "center" });
  }
  var off = d.getElementById("keys-off");
  if (off) off.addEventListener("click", function () { localStorage.setItem("keys", "off"); if (help) help.close(); });
  var m = d.querySelector(".menu");
  if (m && matchMedia("(max-width:62rem)").matches) m.open = false;
})();
